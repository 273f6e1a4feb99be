"""Changes of the pixels, made to see whether a score depends on them (method, section 6).

So far one: the largest hot spot outside the dilated lungs is filled in, and so are patches of its shape elsewhere outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from models.attention import Places, Spots, bounds
from models.challenge.fillers import LinearFiller
from models.findings import Challenge, ChallengeKind, Controls, Filler
from models.geometry import Geometry
from models.parameters import Parameters

_SMALLEST = 0.005
_SHRINK = 0.7


@dataclass(frozen=True)
class LocalRemoval:
    """A planned challenge of one finding.

    Attributes:
        region: H×W bool on the network's pixels, what is filled.
        images: The network inputs to score: the challenged film first, then the controls; each C×H×W.
    """

    region: NDArray[np.bool_]
    images: tuple[NDArray[np.float32], ...]


def plan_local_removal(
    image: NDArray[np.float32], heat: NDArray[np.float32], spots: Spots, where: Places, parameters: Parameters, rng: np.random.Generator
) -> LocalRemoval | None:
    """Fill the largest hot spot, and the same shape at places drawn by chance outside the dilated lungs and off the spot.

    Args:
        image: C×H×W network input; data-dependent preparation stays as it was for the whole film.
        heat: H×W map.
        spots: Its hot spots.
        where: The film's places.
        parameters: Largest region, number of controls, noise.
        rng: Source of chance.

    Returns:
        None where the map has no hot spot outside.
    """
    if not spots.masks:
        return None
    region, elsewhere = _region(spots.masks[0], heat, where, parameters)
    x0, y0, x1, y1 = bounds(region)
    shape = region[y0:y1, x0:x1]
    height, width = region.shape
    noise = parameters.filler_noise * float(np.ptp(image[:, where.film]))
    own = LinearFiller(shape, (y0 == 0, y1 == height, x0 == 0, x1 == width))
    images = [own.fill(image, y0, x0, noise=noise, rng=rng)]
    if len(elsewhere):
        chosen = rng.choice(len(elsewhere), size=min(parameters.controls, len(elsewhere)), replace=False)
        filler = LinearFiller(shape)
        images += [filler.fill(image, top + 1, left + 1, noise=noise, rng=rng) for top, left in elsewhere[chosen]]
    return LocalRemoval(region, tuple(images))


def read_local_removal(
    removal: LocalRemoval, *, original: float, scores: NDArray[np.float64], threshold: float, geometry: Geometry
) -> Challenge:
    """Turn the scores of a planned challenge into numbers.

    Args:
        removal: The plan.
        original: The film's logit.
        scores: Logits of the plan's images, in order.
        threshold: Of the probability.
        geometry: From the film to the network's pixels.
    """
    delta, others = original - float(scores[0]), original - scores[1:]
    margin = original - float(np.log(threshold / (1 - threshold)))
    controls = Controls(
        n=len(others),
        percentile=float((others < delta).mean() * 100) if len(others) else None,
        mean=float(others.mean()) if len(others) else None,
        spread=float(others.std(ddof=1)) if len(others) > 1 else None,
    )
    return Challenge(
        kind=ChallengeKind.LOCAL_REMOVAL,
        region=geometry.box_to_source(bounds(removal.region)),
        filler=Filler.NOISY_LINEAR,
        delta_logit=delta,
        delta_probability=probability(original) - probability(float(scores[0])),
        share_of_margin=delta / margin if margin else None,
        decision_changed=(probability(original) >= threshold) != (probability(float(scores[0])) >= threshold),
        controls=controls,
    )


def probability(logit: float) -> float:
    """Return the logistic function of a logit."""
    return float(1 / (1 + np.exp(-logit))) if logit >= 0 else float(np.exp(logit) / (1 + np.exp(logit)))


def _region(
    spot: NDArray[np.bool_], heat: NDArray[np.float32], where: Places, parameters: Parameters
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return what is filled and where else its shape has room.

    That is the spot, or its hottest piece where the spot is larger than allowed or leaves no room for the controls.
    """
    most, least = parameters.largest_challenge * where.film.sum(), max(_SMALLEST * where.film.sum(), 1)
    region = _hottest(spot, heat, most) if spot.sum() > most else spot
    elsewhere = _places_elsewhere(region, where)
    while len(elsewhere) < parameters.controls and region.sum() > least:
        region = _hottest(region, heat, _SHRINK * region.sum())
        elsewhere = _places_elsewhere(region, where)
    return region, elsewhere


def _hottest(spot: NDArray[np.bool_], heat: NDArray[np.float32], most: float) -> NDArray[np.bool_]:
    """Return the piece around the spot's peak that is left when the threshold rises until at most so many pixels are hot."""
    row, column = np.unravel_index(np.argmax(np.where(spot, heat, -1)), heat.shape)
    descending = np.sort(heat[spot])[::-1]
    hot = spot & (heat > descending[int(most)])
    hot[row, column] = True
    pieces, _ = ndimage.label(hot)
    return np.asarray(pieces == pieces[row, column])


def _places_elsewhere(region: NDArray[np.bool_], where: Places) -> NDArray[np.int64]:
    """Return top and left, less one, of all places of the region's shape on the film, off its edge, the dilated lungs and the region."""
    x0, y0, x1, y1 = bounds(region)
    shape = region[y0:y1, x0:x1]
    forbidden = ~where.film | where.near_lungs | region
    inner = forbidden[1:-1, 1:-1].astype(np.float32)
    if inner.shape[0] < shape.shape[0] or inner.shape[1] < shape.shape[1]:
        return np.empty((0, 2), np.int64)
    overlap = signal.fftconvolve(inner, shape[::-1, ::-1].astype(np.float32), mode="valid")
    return np.argwhere(overlap < 0.5)
