"""Find what lies where on one film."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.values.cardiothoracic import CardiothoracicRatio
from models.values.quality import Quality
from models.values.radiograph import Radiograph

if TYPE_CHECKING:
    from app.workers.engine import Engine


@dataclass(frozen=True)
class FindAnatomy:
    """Find what lies where on one film; the result is a FilmAnatomy."""

    film: Radiograph


@dataclass(frozen=True)
class FilmAnatomy:
    """The anatomy of one film.

    Attributes:
        lungs: H×W uint8 on the film's own pixels: 0 outside, 1 right lung, 2 left lung.
        heart: H×W bool; None where it was not found.
        structures: H×W uint8, numbers of structures; None where next to no lung was found.
        quality: Whether the segmentation passed its quality check.
        frame: The numbers of the registration; None where structures are.
        ratio: The cardiothoracic ratio.
    """

    lungs: NDArray[np.uint8]
    heart: NDArray[np.bool_] | None
    structures: NDArray[np.uint8] | None
    quality: Quality
    frame: dict[str, Any] | None
    ratio: CardiothoracicRatio


def handle(engine: Engine, payload: FindAnatomy) -> Generator[Any, None, Any]:
    """Segment lungs and heart, as a screening would, and derive the rest."""
    from app.workers.worker import Expected
    from models.anatomy.cardiothoracic import cardiothoracic_ratio
    from models.grids.geometry import Geometry
    from models.grids.interpolation import resampled

    yield from ()
    (checked,) = engine.checker().looked_at([payload.film])
    if against := checked.objection:
        raise Expected(against.code, against.sentence)
    (segmented,) = engine.segmenter().segmented([checked.canonical])
    found, film = segmented.anatomy(checked.canonical), Geometry.identity(*checked.film.pixels.shape)
    lungs, quality = segmented.organs.lungs(film), segmented.quality
    ratio = cardiothoracic_ratio(found, quality, checked.film.header.view)
    if found is None:
        return FilmAnatomy(lungs, None, None, quality, None, ratio)
    heart = resampled(found.heart.mask, checked.canonical.geometry, film) if found.heart.is_found else None
    return FilmAnatomy(lungs, heart, found.structures.on(film), quality, asdict(found.frame), ratio)
