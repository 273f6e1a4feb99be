"""The regions of a film that are challenged: hot spots of all its challenged findings, overlapping ones merged (method, section 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.attention.hot import Hot
from models.challenge.hot_pieces import HotPiece, hot_pieces
from models.grids.masks import bounds
from models.values.attention import Holds, Zone
from models.values.challenge import ChallengedRegion, Place
from models.values.parameters import Parameters

MOST = 4
"""Regions of one film."""

Lies = Callable[[NDArray[np.float32]], tuple[Zone, Holds]]
"""Tells in which zone heat (H×W, 0 beside the region) lies and what lies where it is hottest, as ``FilmAttention.lies`` does."""


def challenged_regions(hots: Sequence[Hot], lies: Lies, parameters: Parameters) -> tuple[ChallengedRegion, ...]:
    """Choose the regions of one film.

    Each finding's own largest non-anatomical spot comes first, then what holds the largest shares of a map. A spot that overlaps a region
    joins it, unless the two together are larger than a challenge may be, or are of different kinds for one finding.

    Args:
        hots: The maps of the challenged findings, in the classifier's order.
        lies: Tells zone and what lies there.
        parameters: The method's numbers.
    """
    if not hots:
        return ()
    order, field = [hot.label for hot in hots], hots[0].where.field
    area = np.count_nonzero(field)
    most = int(parameters.largest_challenge * area)
    chosen = list[_Joined]()
    for piece in _by_rank(hots, parameters):
        chosen = _with(chosen, piece, most)
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


@dataclass(frozen=True)
class _Joined:
    """Overlapping spots of one or more findings.

    Attributes:
        heat: H×W, the largest of their heats.
        places: By label whose spot it is.
    """

    heat: NDArray[np.float32]
    places: Mapping[str, Place]

    def joined(self, other: _Joined, most: int) -> _Joined | None:
        """Return both as one; None where they do not overlap, or would be too large or of two kinds for one finding."""
        overlap = (self.heat > 0) & (other.heat > 0)
        if not overlap.any() or any(self.places.get(label, place) != place for label, place in other.places.items()):
            return None
        heat = np.maximum(self.heat, other.heat)
        return _Joined(heat, {**self.places, **other.places}) if np.count_nonzero(heat) <= most else None


def _by_rank(hots: Iterable[Hot], parameters: Parameters) -> list[HotPiece]:
    """Return all spots: each finding's own largest non-anatomical one in the order given, then all others by their share."""
    first, others = list[HotPiece](), list[HotPiece]()
    for hot in hots:
        pieces = hot_pieces(hot, parameters)
        own = next((piece for piece in pieces if piece.place == Place.NON_ANATOMICAL), None)
        first += [own] if own else []
        others += [piece for piece in pieces if piece is not own]
    return first + sorted(others, key=lambda piece: -piece.share)


def _with(chosen: list[_Joined], piece: HotPiece, most: int) -> list[_Joined]:
    """Return the regions with one more spot: joined to all that it overlaps, in the first one's place, or alone while there is room."""
    whole, rest, at = _Joined(piece.heat, {piece.label: piece.place}), list[_Joined](), None
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
