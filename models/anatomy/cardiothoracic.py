"""The cardiothoracic ratio (Danzer 1919): greatest width of the heart by greatest inner width of the thorax, on PA films alone.

Heart and thorax are as wide as the columns from the first to the last that the heart, or either lung, reaches: of the conventions in use
the one that meets the published ratios of 97 films best, by 0.001 on average.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.cut_off import cut_off, cuts
from models.anatomy.shape import Points, shape_model
from models.values.cardiothoracic import CardiothoracicRatio
from models.values.cut_off import said_of
from models.values.quality import Quality

_VIEW = "PA"
_TILT = 6.0
"""Degrees; rotated by so much, the ratio of 116 films changed by up to 0.05."""
_UNEQUAL = 1.5
"""Size of one lung by the other's, from which on the patient is taken to be rotated; 1.44 on the most unequal of those films."""

NO_LUNGS = "Not measured: next to no lung was found."
QUALITY = "Not measured: the lung segmentation failed its quality check."
UNKNOWN_VIEW = "Not measured: the header does not say that the view is PA."
UNEQUAL = (
    "Not measured: one lung is more than one and a half times the size of the other; the patient may be rotated, or one lung was not "
    "drawn whole."
)


def cardiothoracic_ratio(anatomy: Anatomy | None, quality: Quality, view: str | None) -> CardiothoracicRatio:
    """Measure a film, or say why not.

    Args:
        anatomy: Of the film; None where there is next to no lung.
        quality: Of the lungs' segmentation.
        view: As the header says.
    """
    if anatomy is None:
        return CardiothoracicRatio(None, NO_LUNGS)
    why = _view(view) or (None if quality.assessable else QUALITY) or _unfit(anatomy)
    return CardiothoracicRatio(None, why) if why else CardiothoracicRatio(ratio(anatomy.heart.mask, anatomy.lungs > 0))


def ratio(heart: NDArray[np.bool_], lungs: NDArray[np.bool_]) -> float:
    """Return the width of a heart by that of both lungs together; neither is empty."""
    return round(_width(heart) / _width(lungs), 3)


def tilt(landmarks: Points) -> float:
    """Return by how many degrees both lungs' outlines are rotated clockwise against the mean outline, in the plane of the film."""
    mean = shape_model().mean
    usual, here = (points[:, 0] + 1j * points[:, 1] for points in (mean - mean.mean(axis=0), landmarks - landmarks.mean(axis=0)))
    return float(np.degrees(np.angle((usual.conj() * here).sum())))


def _view(view: str | None) -> str | None:
    if view == _VIEW:
        return None
    return f"Not measured: the view is {view}, and only a PA view shows the heart in its size." if view else UNKNOWN_VIEW


def _unfit(anatomy: Anatomy) -> str | None:
    """Return why a film of the right view is not measured."""
    if not anatomy.heart.is_found:
        return f"Not measured: {anatomy.heart.reason}."
    said = said_of(cut_off(anatomy)) + [f"the heart is cut off at the film's {edge} edge" for edge in _heart_is_cut(anatomy)]
    if said:
        return f"Not measured: {' and '.join(said)}."
    if abs(degrees := tilt(anatomy.structures.landmarks)) >= _TILT:
        return f"Not measured: the chest is tilted by {abs(degrees):.0f}° on the film."
    right, left = (int((anatomy.lungs == side).sum()) for side in (1, 2))
    return UNEQUAL if max(right, left) > _UNEQUAL * min(right, left) else None


def _heart_is_cut(anatomy: Anatomy) -> list[str]:
    return [str(edge) for edge in cuts(anatomy.heart.mask, anatomy.structures.field)]


def _width(mask: NDArray[np.bool_]) -> int:
    columns = np.flatnonzero(mask.any(axis=0))
    return int(columns[-1] + 1 - columns[0])
