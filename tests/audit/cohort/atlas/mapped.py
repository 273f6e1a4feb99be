"""Logs of films with maps, lungs and allowed regions that tests know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.export.mask_png import mask_png
from audit.cohort.atlas.frame import mean_outline
from audit.cohort.cohort import Cohort
from audit.cohort.gathering import Wanted, gathered
from audit.log.store import Draft, EntryKind, Log
from audit.records.film import FilmRecord, FrameRecord, MapsBlob, QualityRecord, RegionsBlob
from audit.records.findings import AllowedRegionRecord
from tests.audit.films import NO_BLOBS, of_patient, screened_film

SIZE = 400
LUNGS = 300 * mean_outline() + 50
"""Landmarks in the middle of a film of 400×400, which shows all of the frame and a little around it."""
_AT_ONCE = 500


@dataclass(frozen=True)
class Mapped:
    """A film of the labels Mass, which is positive, and Nodule.

    Attributes:
        maps: 2×20×20, logits a cell.
        quality: Why its lungs are not assessable; None where they are.
        allowed: h×w, of Mass.
    """

    maps: NDArray[np.floating]
    patient: int
    view: str = "PA"
    landmarks: NDArray[np.float64] | None = field(default_factory=lambda: LUNGS)
    quality: str | None = None
    allowed: NDArray[np.bool_] | None = None


def mapped_log(file: Path, films: Iterable[Mapped], *, keep: bool = True) -> Path:
    """Write a log of such films; their maps go missing where they are not kept."""
    with Log(file, writing=True) as log:
        waiting = list[Draft]()
        for number, film in enumerate(films):
            record, blobs = _record(number, film)
            waiting.append(Draft(EntryKind.SCREENED, "reader", f"path {number}", record, blobs if keep else {}, None))
            if len(waiting) == _AT_ONCE:
                log.append_new(waiting)
                waiting = []
        if waiting:
            log.append_new(waiting)
    return file


def cohort_of(file: Path) -> Cohort:
    """Return all films of a log as a cohort."""
    with Log(file, writing=False) as log:
        return gathered(log, Wanted()).cohort


def noise(films: int, seed: int = 0, scale: float = 0.01) -> Iterator[NDArray[np.float64]]:
    """Yield smooth maps of both labels, 2×20×20, each film its own."""
    rng = np.random.default_rng(seed)
    for _ in range(films):
        yield rng.normal(0, scale, (2, 5, 5)).repeat(4, axis=1).repeat(4, axis=2)


def _record(number: int, film: Mapped) -> tuple[FilmRecord, dict[str, bytes]]:
    maps = np.ascontiguousarray(film.maps, np.float16).tobytes()
    blobs = {sha256(maps).hexdigest(): maps}
    record = of_patient(screened_film(number, blobs=NO_BLOBS | {"signed_maps": next(iter(blobs))}), f"{film.patient:064x}")
    assert record.radiograph
    assert record.anatomy
    assert record.blobs
    assert record.findings
    assert record.radiograph.tags
    shape = tuple(int(side) for side in film.maps.shape)
    box = MapsBlob(sha256=next(iter(blobs)), dtype="float16", shape=shape, film=(0.0, 0.0, float(shape[2]), float(shape[1])))  # type: ignore[arg-type]
    kept, findings = replace(record.blobs, signed_maps=box), record.findings
    if film.allowed is not None:
        png = mask_png(film.allowed)
        blobs[sha256(png).hexdigest()] = png
        kept = replace(kept, allowed=RegionsBlob(sha256=sha256(png).hexdigest(), type="image/png", regions=("lung",)))
        region = AllowedRegionRecord(name="lung", known=True, tolerance_mm=15.0, spacing_known=False, reason="Seen in the lung.")
        findings = (replace(findings[0], allowed_region=region), *findings[1:])
    frame = None
    if film.landmarks is not None:
        points = tuple((float(x), float(y)) for x, y in film.landmarks)
        frame = FrameRecord(landmarks=points, source=(SIZE, SIZE), error=0.01, missing=(0.0, 0.0))
    anatomy = replace(
        record.anatomy, frame=frame, quality=QualityRecord(score=0.96, parts={"area": 1.0}, reason=film.quality),
        reasons={"cardiothoracic_ratio": "Not measured."} | ({} if frame else {"frame": "Next to no lung was found."}),
    )  # fmt: skip
    tags = replace(record.radiograph.tags, manufacturer="Maker")
    radiograph = replace(record.radiograph, view=film.view, pixel_sha256=f"{number:064x}", tags=tags)
    return replace(record, radiograph=radiograph, anatomy=anatomy, findings=findings, blobs=kept), blobs
