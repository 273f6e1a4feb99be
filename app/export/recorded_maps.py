"""What the log keeps of a film besides its record: the maps, the lungs and the heart, as they were computed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from audit.records.film import FilmRecord, RegionsBlob
from models.film.polarity import inverted
from models.values.radiograph import Radiograph


def as_recorded(film: Radiograph, record: FilmRecord) -> Radiograph:
    """Return a film, as it was read, in the polarity in which it was looked at."""
    looked_at = (record.radiograph and record.radiograph.polarity) or film.header.polarity
    return film if looked_at == film.header.polarity else inverted(film)


@dataclass(frozen=True)
class RecordedMaps:
    """The blobs of one screened film.

    Attributes:
        signed_maps: K×h×w, in the order of the record's findings.
        box: The film's rectangle in the maps' coordinates: x0, y0, x1, y1.
        lungs: h×w bool, covering the whole film; entries by method 1 keep it on the film's own pixels.
        heart: The same for the heart; None where it was not found, and for entries before method 4.
        allowed: h×w bool a row of the table of regions, each covering the whole film.
        outlines: h×w bool on the same grid, by number of the challenged region; none for entries before method 5.
    """

    signed_maps: NDArray[np.float32]
    box: tuple[float, float, float, float]
    lungs: NDArray[np.bool_]
    heart: NDArray[np.bool_] | None
    allowed: dict[str, NDArray[np.bool_]]
    outlines: dict[int, NDArray[np.bool_]] = field(default_factory=dict)


def recorded_maps(blob: Callable[[str], bytes | None], record: FilmRecord) -> RecordedMaps | None:
    """Return the maps of a record, or None where it has none or they are no longer kept.

    Args:
        blob: Returns the bytes of a SHA-256: ``Log.blob``, or a dictionary's ``get``.
        record: Of a film.
    """
    if record.blobs is None:
        return None
    described = record.blobs.signed_maps
    maps, lungs = blob(described.sha256), blob(record.blobs.lungs.sha256)
    if maps is None or lungs is None:
        return None
    values = np.frombuffer(maps, np.float16).reshape(described.shape).astype(np.float32)
    heart = blob(record.blobs.heart.sha256) if record.blobs.heart else None
    outlines = {region.id: data for region in record.regions if region.outline and (data := blob(region.outline))}
    return RecordedMaps(
        values, described.film, _picture(lungs), _picture(heart) if heart else None, _allowed(blob, record.blobs.allowed),
        {number: _picture(data) for number, data in outlines.items()},
    )  # fmt: skip


def _allowed(blob: Callable[[str], bytes | None], described: RegionsBlob | None) -> dict[str, NDArray[np.bool_]]:
    data = blob(described.sha256) if described else None
    if described is None or data is None:
        return {}
    return dict(zip(described.regions, np.split(_picture(data), len(described.regions)), strict=True))


def _picture(data: bytes) -> NDArray[np.bool_]:
    return np.asarray(Image.open(io.BytesIO(data)))
