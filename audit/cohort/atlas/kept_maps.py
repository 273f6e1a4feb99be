"""The maps of a cohort's films, as the log keeps them: where they are, and read one film at a time into the lung frame."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from audit.cohort.atlas.frame import COARSE, FINE, OnFilm
from audit.log.errors import LogError
from audit.log.store import Log
from audit.records.film import FilmRecord, MapsBlob, RegionsBlob


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

    def attention(self, log: Log, label: int) -> NDArray[np.float32] | None:
        """Return the share of a label's attention at each of the fine places, shape (P,); None where there is none, or it is not kept."""
        signed = self._signed(log)
        if signed is None:
            return None
        seen, _ = OnFilm.of(self.landmarks, self.source, FINE).maps(np.maximum(signed[label], 0), self.maps.film)
        mass = float(seen.sum(dtype=np.float64))
        return np.asarray(seen / np.float32(mass)) if mass > 0 else None

    def allowed_places(self, log: Log, region: str) -> NDArray[np.bool_] | None:
        """Return which of the fine places lie in an allowed region, shape (P,); None where it is not kept."""
        described = self.allowed
        data = log.blob(described.sha256) if described and region in described.regions else None
        if described is None or data is None:
            return None
        masks = np.split(np.asarray(Image.open(io.BytesIO(data)), bool), len(described.regions))
        return OnFilm.of(self.landmarks, self.source, FINE).mask(masks[described.regions.index(region)])

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


def described(record: FilmRecord, row: int) -> KeptMaps | None:
    """Return where a film's maps are; None where it has no lung frame."""
    if record.blobs is None or record.anatomy is None or record.anatomy.frame is None:
        return None
    frame = record.anatomy.frame
    regions = tuple(
        one.allowed_region.name if one.positive and one.allowed_region and one.allowed_region.known else None
        for one in record.findings or ()
    )
    return KeptMaps(row, np.array(frame.landmarks, np.float32), frame.source, record.blobs.signed_maps, record.blobs.allowed, regions)
