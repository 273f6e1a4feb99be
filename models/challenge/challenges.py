"""Changes of the pixels, made to see whether a score depends on them (method, section 6).

So far one: the largest hot spot outside the allowed region is filled in, and so are patches of its shape elsewhere outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.attention.hot_spots import Spots
from models.attention.seen import Seen
from models.attention.where import Where
from models.challenge.fillers.linear import LinearFiller
from models.challenge.patch import Patch
from models.grids.convolution import convolved_within
from models.grids.geometry import Geometry
from models.grids.interpolation import resampled
from models.grids.masks import bounds
from models.values.attention import Box
from models.values.challenge import Challenge, ChallengeKind, Controls, Filler
from models.values.finding import probability
from models.values.parameters import Parameters

_SMALLEST = 0.005
_SHRINK = 0.7


@dataclass(frozen=True)
class RemovalTarget:
    """The largest hot spot of one map, and where else its shape may lie, H×W on the network's pixels.

    Attributes:
        spot: What is to be filled.
        heat: The map, by which a spot that is too large shrinks around its peak.
        field: What is exposed film.
        outside: Of that, what lies outside the allowed region.
        box: Of the spot, in source pixels.
        geometry: From the film to the network's pixels.
    """

    spot: NDArray[np.bool_]
    heat: NDArray[np.float32]
    field: NDArray[np.bool_]
    outside: NDArray[np.bool_]
    box: Box
    geometry: Geometry

    @classmethod
    def of(cls, spots: Spots, heat: NDArray[np.float32], where: Where, seen: Seen) -> Self | None:
        """Bring the largest spot from the film's canonical grid to the network's pixels; None where nothing of it is there."""
        if not spots.masks:
            return None
        own, other = seen.canonical, seen.network
        spot, field, outside = (resampled(mask, own, other) for mask in (spots.masks[0], where.field, where.outside))
        rows, columns = spots.boxes[0]
        box = own.box_to_source((columns.start, rows.start, columns.stop, rows.stop))
        target = cls(spot, resampled(heat, own, other), field, outside, box, other)
        return target if target.spot.any() else None


@dataclass(frozen=True)
class LocalRemoval:
    """A planned challenge of one finding.

    Attributes:
        region: H×W bool on the network's pixels, what is filled.
        box: That holds it, in source pixels; that of the spot where all of it is filled.
        patches: What is changed of the network's input: the region first, then the controls, one an image.
    """

    region: NDArray[np.bool_]
    box: Box
    patches: tuple[Patch, ...]


def plan_local_removal(image: NDArray[np.float32], target: RemovalTarget, parameters: Parameters, rng: np.random.Generator) -> LocalRemoval:
    """Fill the hot spot, and the same shape at places drawn by chance outside the allowed region and off the spot.

    Args:
        image: C×H×W network input; data-dependent preparation stays as it was for the whole film.
        target: The spot and the places.
        parameters: Largest region, number of controls, noise.
        rng: Source of chance.
    """
    # What lies beside the film is padding, not neighbourhood: all of this happens on the film's own rectangle.
    left, top, right, bottom = bounds(target.field)
    film_box = slice(top, bottom), slice(left, right)
    film = image[:, *film_box]
    region, elsewhere = _region(target.spot[film_box], target.heat[film_box], ~target.outside[film_box], parameters)
    x0, y0, x1, y1 = bounds(region)
    shape = region[y0:y1, x0:x1]
    noise = parameters.filler_noise * float(np.ptp(film))
    own = LinearFiller(shape, (y0 == 0, y1 == len(region), x0 == 0, x1 == region.shape[1]))
    patches = [own.fill(film, y0, x0, noise=noise, rng=rng)]
    if len(elsewhere):
        chosen = rng.choice(len(elsewhere), size=min(parameters.controls, len(elsewhere)), replace=False)
        filler = LinearFiller(shape)
        patches += [filler.fill(film, y, x, noise=noise, rng=rng) for y, x in elsewhere[chosen]]
    whole = np.zeros(target.field.shape, bool)
    whole[film_box] = region
    box = target.box if np.array_equal(whole, target.spot) else target.geometry.box_to_source(bounds(whole))
    return LocalRemoval(whole, box, tuple(patch.moved(top, left) for patch in patches))


def read_local_removal(removal: LocalRemoval, *, original: float, scores: NDArray[np.float64], threshold: float) -> Challenge:
    """Turn the scores of a planned challenge into numbers.

    Args:
        removal: The plan.
        original: The film's logit.
        scores: Logits of the film with each of the plan's patches, in order.
        threshold: Of the probability.
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
        region=removal.box,
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
