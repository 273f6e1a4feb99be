"""The regions of a film that are challenged: hot spots of all its challenged findings, overlapping ones merged (method, section 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.attention.hot import Hot
from models.challenge.hot_pieces import HotPiece, Pieces
from models.grids.masks import bounds
from models.values.attention import Holds, Zone
from models.values.challenge import ChallengedRegion, Place
from models.values.parameters import Parameters

MOST = 4
"""Regions of one film."""

_OF_ITS_KIND = 0.9
"""Least share of joined spots that is left after what is not of their kind for one of their findings."""

Lies = Callable[[NDArray[np.float32]], tuple[Zone, Holds]]
"""Tells in which zone heat (H×W, 0 beside the region) lies and what lies where it is hottest, as ``FilmAttention.lies`` does."""


def challenged_regions(hots: Sequence[Hot], pieces: Pieces, lies: Lies, parameters: Parameters) -> tuple[ChallengedRegion, ...]:
    """Choose the regions of one film.

    In each turn every finding's own largest non-anatomical spot comes first, then what holds the largest shares of a map. A spot that
    overlaps a region joins it where nearly all of both is of the kind that it is for each finding, and not larger than a challenge may be;
    what is not of that kind for one of them is left out, so that no region reaches into the allowed region of a finding that it is for.

    Args:
        hots: The maps of the challenged findings, in the classifier's order.
        pieces: Of each of them.
        lies: Tells zone and what lies there.
        parameters: The method's numbers.
    """
    if not hots:
        return ()
    order, field = [hot.label for hot in hots], hots[0].where.field
    area = np.count_nonzero(field)
    most = int(parameters.largest_challenge * area)
    chosen = list[_Joined]()
    kinds = {(hot.label, place): hot.on(place) for hot in hots for place in Place}
    for piece in _by_rank(hots, pieces):
        spot = _Joined(piece.heat, {piece.label: piece.place}, kinds[piece.label, piece.place])
        chosen = _with(chosen, spot, most)
    return tuple(
        ChallengedRegion(
            id=number,
            box=hots[0].where.geometry.box_to_source(bounds(mask := one.heat > 0)),
            area_share=float(np.count_nonzero(mask) / area),
            zone=(found := lies(one.heat))[0],
            holds=found[1],
            places={label: one.places[label] for label in order if label in one.places},
            mask=mask,
        )
        for number, one in enumerate(chosen)
    )


def left_out(hots: Sequence[Hot], pieces: Pieces, regions: Sequence[ChallengedRegion]) -> dict[str, int]:
    """Count, by label, the hot spots outside R that no region of the label's own touches."""
    found = dict[str, int]()
    for hot, spots in zip(hots, pieces, strict=True):
        own = [region.mask for region in regions if hot.label in region.places]
        found[hot.label] = sum(not any((mask & (spot.heat > 0)).any() for mask in own) for spot in spots)
    return found


@dataclass(frozen=True)
class _Joined:
    """Overlapping spots of one or more findings.

    Attributes:
        heat: H×W, the largest of their heats.
        places: By label whose spot it is.
        kind: H×W bool, what is of the kind of place that it is for each of these.
    """

    heat: NDArray[np.float32]
    places: Mapping[str, Place]
    kind: NDArray[np.bool_]

    def joined(self, other: _Joined, most: int) -> _Joined | None:
        """Return both as one; None where they do not overlap, would be too large, or are not of one kind for each finding."""
        overlap = (self.heat > 0) & (other.heat > 0)
        if not overlap.any() or any(self.places.get(label, place) != place for label, place in other.places.items()):
            return None
        kind = self.kind & other.kind
        whole = np.maximum(self.heat, other.heat)
        heat = np.where(kind, whole, np.float32(0))
        area = np.count_nonzero(heat)
        if area > most or area < _OF_ITS_KIND * np.count_nonzero(whole):
            return None
        return _Joined(heat, {**self.places, **other.places}, kind)


def _by_rank(hots: Sequence[Hot], pieces: Pieces) -> list[HotPiece]:
    """Return all spots by turn: each finding's own largest non-anatomical one in the order given, then all others by their share."""
    ranked = list[tuple[int, int, float, HotPiece]]()
    for number, (hot, spots) in enumerate(zip(hots, pieces, strict=True)):
        own = next((spot for spot in spots if spot.place == Place.NON_ANATOMICAL), None)
        ranked += [(hot.turn, 0, number, spot) if spot is own else (hot.turn, 1, -spot.share, spot) for spot in spots]
    return [piece for *_, piece in sorted(ranked, key=lambda one: one[:3])]


def _with(chosen: list[_Joined], spot: _Joined, most: int) -> list[_Joined]:
    """Return the regions with one more spot: joined to all that it overlaps, in the first one's place, or alone while there is room."""
    whole, rest, at = spot, list[_Joined](), None
    for one in chosen:
        both = one.joined(whole, most)
        if both is None:
            rest.append(one)
        else:
            whole, at = both, len(rest) if at is None else at
    if at is None and len(chosen) >= MOST:
        return chosen
    rest.insert(len(rest) if at is None else at, whole)
    return rest
