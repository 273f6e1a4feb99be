"""The maps of a cohort's films, as the log keeps them: where they are, and read one film at a time into the lung frame."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from audit.cohort.atlas.frame import COARSE, FINE, OnFilm
from audit.log.errors import LogError
from audit.log.store import Log
from audit.records.excerpt import FilmExcerpt
from audit.records.film import MapsBlob, RegionsBlob

Pair = tuple[NDArray[np.float32], NDArray[np.bool_]]
"""A label's attention at the fine places of the frame, and which of these lie in its allowed region, shapes (P,)."""


class NoLongerKept(LogError):
    """Maps went while they were being read."""


@dataclass(frozen=True, slots=True)
class KeptMaps:
    """Where the maps of one film are; small enough to hold a hundred thousand.

    Attributes:
        row: Of the film in its cohort.
        landmarks: 2L×2 float32, x and y in source pixels.
        source: Height and width of the film.
        maps: Name, shape and place on the film of its signed maps.
        allowed: Name of the picture of its allowed regions, and their names; None without.
        region: A label: its allowed region, where the decision is positive and it is known on what places that may rest; else None.
    """

    row: int
    landmarks: NDArray[np.float32]
    source: tuple[int, int]
    maps: MapsBlob
    allowed: RegionsBlob | None
    region: tuple[str | None, ...]

    def values(self, log: Log) -> tuple[NDArray[np.float32], NDArray[np.bool_]] | None:
        """Return K×P maps in logits a film, 0 where the classifier saw nothing, and where it did; None where they are not kept."""
        signed = self._signed(log)
        if signed is None:
            return None
        height, width = self.maps.shape[1:]
        return OnFilm.of(self.landmarks, self.source, COARSE).maps(signed * np.float32(height * width), self.maps.film)

    def pairs(self, log: Log, labels: Sequence[int]) -> dict[int, Pair]:
        """Return by label the share of its attention at each of the fine places, and which of these lie in its allowed region.

        Labels without any attention, and those whose maps or region are not kept, are left out.
        """
        signed, masks = self._signed(log), self._allowed(log)
        if signed is None or not masks:
            return {}
        on, found, places = OnFilm.of(self.landmarks, self.source, FINE), dict[int, Pair](), dict[str, NDArray[np.bool_]]()
        for label in labels:
            region = self.region[label]
            if region is None or region not in masks:
                continue
            seen, _ = on.maps(np.maximum(signed[label], 0), self.maps.film)
            mass = float(seen.sum(dtype=np.float64))
            if region not in places:
                places[region] = on.mask(masks[region])
            if mass > 0:
                found[label] = (np.asarray(seen / np.float32(mass)), places[region])
        return found

    def _allowed(self, log: Log) -> dict[str, NDArray[np.bool_]]:
        """Return the allowed regions that are kept, by name."""
        data = log.blob(self.allowed.sha256) if self.allowed else None
        if self.allowed is None or data is None:
            return {}
        names = self.allowed.regions
        return dict(zip(names, np.split(np.asarray(Image.open(io.BytesIO(data)), bool), len(names)), strict=True))

    def _signed(self, log: Log) -> NDArray[np.float32] | None:
        data = log.blob(self.maps.sha256)
        return None if data is None else np.frombuffer(data, np.dtype(self.maps.dtype)).reshape(self.maps.shape).astype(np.float32)


def still_there(read: tuple[NDArray[np.float32], NDArray[np.bool_]] | None) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return maps that were there when the log was first looked through.

    Raises:
        NoLongerKept: They have been purged since.
    """
    if read is None:
        raise NoLongerKept("Maps of this log were purged while it was being read; ask again.")
    return read


def described(record: FilmExcerpt, row: int) -> KeptMaps | None:
    """Return where a film's maps are; None where it has no lung frame."""
    frame = record.anatomy.frame
    if frame is None:
        return None
    regions = tuple(
        one.allowed_region.name if one.positive and one.allowed_region and one.allowed_region.known else None for one in record.findings
    )
    return KeptMaps(row, np.array(frame.landmarks, np.float32), frame.source, record.blobs.signed_maps, record.blobs.allowed, regions)
