"""The pictures of a film's page, made of what the log keeps of it, and of the film itself where it is at hand; readable in grey."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.export.pictures import on_film, outline, windowed
from app.export.recorded_maps import RecordedMaps, recorded_maps
from audit.records.challenges import region_number
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from audit.report.document import Picture
from models.grids.interpolation import drawn_on_film
from models.values.radiograph import Radiograph

_LONGEST, _DASH, _DARKEST = 512, 12, 0.72
NO_PIXELS = "The film's own pixels are not kept in the log; --film FILE shows them here, where the file is the recorded one."

Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]


def film_pictures(
    record: FilmRecord, finding: FindingRecord | None, blob: Callable[[str], bytes | None], film: Radiograph | None = None
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """Return the pictures of a screened film, and sentences on what is missing.

    Args:
        record: Of the film.
        finding: That is told of; its map and its allowed region are shown.
        blob: Returns the bytes of a SHA-256, as ``Log.blob``.
        film: Its pixels, in the polarity in which it was looked at.
    """
    if record.blobs is None or finding is None or record.radiograph is None:
        return (), ()
    kept = recorded_maps(blob, record)
    shape = _shape(record)
    missing = tuple(_missing(record, blob))
    own = () if film is None else (_film(film, kept, finding, shape),)
    if kept is None:
        return own, missing
    at = [one.label for one in record.findings or ()].index(finding.label)
    return (*own, _map(kept, finding, at, shape, occlusion=is_called(record))), missing if film else (*missing, NO_PIXELS)


def is_called(record: FilmRecord) -> bool:
    """Tell whether the classifier can only be called, so that its map is an occlusion map."""
    return record.classifier is not None and record.classifier.called is not None


def _shape(record: FilmRecord) -> tuple[int, int]:
    film = record.radiograph
    assert film
    rows, columns = film.rows or _LONGEST, film.columns or _LONGEST
    shrink = _LONGEST / max(rows, columns)
    return max(1, round(rows * shrink)), max(1, round(columns * shrink))


def _missing(record: FilmRecord, blob: Callable[[str], bytes | None]) -> Iterator[str]:
    """Say which pictures are no longer kept."""
    names = record.blobs.named() if record.blobs else {}
    gone = [role.replace("_", " ") for role, sha256 in names.items() if blob(sha256) is None]
    if gone:
        yield f"No longer kept in the log, so not shown: {', '.join(gone)}. The numbers of the entry do not change by that."


def _map(kept: RecordedMaps, finding: FindingRecord, at: int, shape: tuple[int, int], *, occlusion: bool) -> Picture:
    """Return the map over the outlines, dark where it is high, on white."""
    heat = drawn_on_film(np.maximum(kept.signed_maps[at], 0), kept.box, *shape)
    share = heat / max(float(heat.max()), 1e-12)
    ground = np.asarray(np.round(255 * (1 - _DARKEST * share)), np.uint8)
    _outlined(ground, kept, finding, shape, line=0)
    label = finding.label.replace("_", " ")
    what, how = ("Occlusion map", "falls when the film is filled in") if occlusion else ("Map", "comes from")
    return Picture(
        _png(ground),
        f"{what} of {label}, darker where it is higher, scaled to its own maximum. {_legend(kept, finding)}",
        f"Where the score for {label} {how}, with the outlines of lungs and allowed region.",
    )


def _film(film: Radiograph, kept: RecordedMaps | None, finding: FindingRecord, shape: tuple[int, int]) -> Picture:
    ground = np.array(Image.fromarray(windowed(film.pixels, film.window)).resize(shape[::-1], Image.Resampling.BOX))
    legend = ""
    if kept:
        _outlined(ground, kept, finding, shape, line=255)
        legend = f" {_legend(kept, finding)}"
    return Picture(_png(ground), f"The film.{legend}", "The film, with the outlines of lungs and allowed region.")


def _legend(kept: RecordedMaps, finding: FindingRecord) -> str:
    allowed = "" if finding.allowed_region is None or finding.allowed_region.name not in kept.allowed else "Dashed: the allowed region. "
    test = finding.told_test
    region = f" Thick: region {region_number(test.region)}, filled in." if test and test.region in kept.outlines else ""
    return f"{allowed}Thin: lungs{' and heart' if kept.heart is not None else ''}.{region}"


def _outlined(ground: Grey, kept: RecordedMaps, finding: FindingRecord, shape: tuple[int, int], *, line: int) -> None:
    """Draw the outlines into a picture: thin, dashed and thick, each with a rim of the other shade."""
    other = 255 - line
    rows, columns = np.indices(shape)
    dashes = (rows + columns) // _DASH % 2 == 0
    allowed = kept.allowed.get(finding.allowed_region.name) if finding.allowed_region else None
    for mask, thickness, where in (
        (kept.lungs, 1, None), (kept.heart, 1, None), (allowed, 2, dashes), (_told_outline(kept, finding), 4, None),
    ):  # fmt: skip
        if mask is None:
            continue
        drawn = on_film(mask, shape)
        rim = outline(drawn, thickness)
        if thickness > 1:
            ground[outline(drawn, thickness + 1) & ~rim] = other
        ground[rim if where is None else rim & where] = line


def _told_outline(kept: RecordedMaps, finding: FindingRecord) -> Mask | None:
    test = finding.told_test
    return kept.outlines.get(test.region) if test else None


def _png(ground: Grey) -> bytes:
    out = io.BytesIO()
    Image.fromarray(ground).save(out, "PNG", optimize=False)
    return out.getvalue()
