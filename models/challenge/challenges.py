"""Changes of the pixels, made to see whether a score depends on them (method, section 6).

So far one: the largest hot spot outside the allowed region is filled in, and so are patches of its shape elsewhere outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.attention.hot_spots import Spots
from models.attention.where import Where
from models.challenge.fillers.linear import LinearFiller
from models.grids.convolution import convolved_within
from models.grids.geometry import Geometry
from models.grids.masks import bounds
from models.values.challenge import Challenge, ChallengeKind, Controls, Filler
from models.values.finding import probability
from models.values.parameters import Parameters

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
    image: NDArray[np.float32], heat: NDArray[np.float32], spots: Spots, where: Where, parameters: Parameters, rng: np.random.Generator
) -> LocalRemoval | None:
    """Fill the largest hot spot, and the same shape at places drawn by chance outside the allowed region and off the spot.

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
    # What lies beside the film is padding, not neighbourhood: all of this happens on the film's own rectangle.
    left, top, right, bottom = bounds(where.field)
    rows, columns = slice(top, bottom), slice(left, right)
    film = image[:, rows, columns]
    region, elsewhere = _region(spots.masks[0][rows, columns], heat[rows, columns], ~where.outside[rows, columns], parameters)
    x0, y0, x1, y1 = bounds(region)
    shape = region[y0:y1, x0:x1]
    noise = parameters.filler_noise * float(np.ptp(film))
    own = LinearFiller(shape, (y0 == 0, y1 == len(region), x0 == 0, x1 == region.shape[1]))
    films = [own.fill(film, y0, x0, noise=noise, rng=rng)]
    if len(elsewhere):
        chosen = rng.choice(len(elsewhere), size=min(parameters.controls, len(elsewhere)), replace=False)
        filler = LinearFiller(shape)
        films += [filler.fill(film, y, x, noise=noise, rng=rng) for y, x in elsewhere[chosen]]
    whole = np.zeros(where.field.shape, bool)
    whole[rows, columns] = region
    return LocalRemoval(whole, tuple(_pasted(image, rows, columns, filled) for filled in films))


def _pasted(image: NDArray[np.float32], rows: slice, columns: slice, film: NDArray[np.float32]) -> NDArray[np.float32]:
    whole = image.copy()
    whole[:, rows, columns] = film
    return whole


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


def _region(
    spot: NDArray[np.bool_], heat: NDArray[np.float32], taken: NDArray[np.bool_], parameters: Parameters
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return what is filled and where else its shape has room.

    That is the spot, or its hottest piece where the spot is larger than allowed or leaves no room for the controls. Controls keep off
    the whole spot; only where a spot is so large that nothing has room beside it, off the filled piece.
    """
    most, least = parameters.largest_challenge * spot.size, max(_SMALLEST * spot.size, 1)
    largest = _hottest(spot, heat, most) if spot.sum() > most else spot
    for off_the_spot in (True, False):
        region = largest
        while True:
            elsewhere = _places_elsewhere(region, taken | (spot if off_the_spot else region))
            if len(elsewhere) >= parameters.controls:
                return region, elsewhere
            if region.sum() <= least:
                break
            region = _hottest(region, heat, _SHRINK * region.sum())
    return region, elsewhere


def _hottest(spot: NDArray[np.bool_], heat: NDArray[np.float32], most: float) -> NDArray[np.bool_]:
    """Return the piece around the spot's peak that is left when the threshold rises until at most so many pixels are hot."""
    row, column = np.unravel_index(np.argmax(np.where(spot, heat, -1)), heat.shape)
    descending = np.sort(heat[spot])[::-1]
    hot = spot & (heat > descending[int(most)])
    hot[row, column] = True
    pieces, _ = ndimage.label(hot)
    return np.asarray(pieces == pieces[row, column])


def _places_elsewhere(region: NDArray[np.bool_], taken: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return top and left of all places where the region's shape overlaps nothing taken and keeps off the film's edge."""
    x0, y0, x1, y1 = bounds(region)
    shape = region[y0:y1, x0:x1]
    inner = taken[1:-1, 1:-1].astype(np.float32)
    if inner.shape[0] < shape.shape[0] or inner.shape[1] < shape.shape[1]:
        return np.empty((0, 2), np.int64)
    overlap = convolved_within(inner, shape[::-1, ::-1].astype(np.float32))
    return np.argwhere(overlap < 0.5) + 1
