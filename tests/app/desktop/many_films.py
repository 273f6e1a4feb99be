"""Many films through the real window, with a run that answers from a table in place of ``screen_films``, and a log that is written."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from app.export.mask_png import mask_png
from app.run.events import Event, FilmRead, FilmRecorded, FilmScored
from app.workers.job import Job
from app.workers.messages import Request, Result, Task
from app.workers.tasks.load_method import LoadMethod
from audit.log.store import Draft, EntryKind, Log
from audit.records.film import BlobsRecord, FilmRecord, MapsBlob, PictureBlob
from audit.records.radiograph import RadiographRecord
from models.values.progress import Progress
from models.values.radiograph import Header, Radiograph, Window
from tests.app.desktop.records import BLOBS, film, finding, negative

LABELS = [f"Finding_{number}" for number in range(13)]
_BATCH = 50


class TableWorkers:
    """A reader that answers at once with made-up pixels; nothing else is asked of it.

    Args:
        side: Of a film in pixels.
    """

    def __init__(self, side: int) -> None:
        self._side = side
        self._number = 0

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        assert kind is Task.READ
        self._number += 1
        job = Job(Request(self._number, kind, payload))
        job.end(Result(self._number, pixels_of(payload.path, self._side)))
        return job

    def cancel(self, job: Job) -> None:
        """Do nothing: every job has ended already."""

    def warm_up(self, method: LoadMethod | None = None) -> None:
        """Do nothing."""

    def window_in_use(self, in_use: bool) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def pixels_of(path: Path, side: int) -> Radiograph:
    """Return made-up pixels that are of this path alone, as arrays that nothing else holds."""
    digest = hashlib.sha256(path.name.encode()).hexdigest()
    pixels = np.tile(np.linspace(0, 1, side, dtype=np.float32), (side, 1))
    pixels[: side // 4] = int(digest[:2], 16) / 255
    return Radiograph(pixels, Window(0.5, 1.0, "file"), Header(digest, digest, side, side))


class TableRun:
    """Stands in for ``screen_films``: every film is read, scored and recorded, in batches of 50.

    Attributes:
        arrays, records: What was told of, as far as somebody holds it.

    Args:
        side: Of a film in pixels.
    """

    def __init__(self, side: int) -> None:
        self._side = side
        self.arrays: list[weakref.ref[np.ndarray[Any, Any]]] = []
        self.records: list[weakref.ref[FilmRecord]] = []

    def __call__(self, paths: Sequence[Path], *_: object, log: Log, **__: object) -> Iterator[Event]:
        for start in range(0, len(paths), _BATCH):
            yield from self._batch(paths[start : start + _BATCH], start, len(paths), log)

    def alive(self) -> tuple[int, int]:
        """Return how many arrays of pixels and how many records are held by anything."""
        return tuple(sum(one() is not None for one in kept) for kept in (self.arrays, self.records))  # type: ignore[return-value]

    def _batch(self, paths: Sequence[Path], done: int, of: int, log: Log) -> Iterator[Event]:
        drafts: list[Draft] = []
        for path in paths:
            yield Progress(done, of, "reading")
            read = pixels_of(path, self._side)
            self.arrays.append(weakref.ref(read.pixels))
            yield FilmRead(path, read)
            scored, blobs = _scored(read)
            yield FilmScored(path, read, scored, blobs)
            whole = _tested(scored)
            self.records += [weakref.ref(scored), weakref.ref(whole)]
            drafts.append(Draft(EntryKind.SCREENED, "reviewer", "0" * 64, whole, blobs))
        for path, draft, appended in zip(paths, drafts, log.append_new(drafts), strict=True):
            entry = log.entry(appended.entry.seq)
            self.records.append(weakref.ref(entry.film))
            yield FilmRecorded(path, entry, already_recorded=False, film=pixels_of(path, self._side), blobs=draft.blobs)
            yield Progress(done, of, "recording")


def _scored(read: Radiograph) -> tuple[FilmRecord, dict[str, bytes]]:
    """Return the record of a film before its challenges, and its blobs."""
    findings = (finding(tests=()), *(negative(label=label) for label in LABELS))
    maps = np.full((len(findings), 16, 16), float(read.pixels[0, 0]), np.float16).tobytes()
    lungs = mask_png(read.pixels > 0.5)
    names = [hashlib.sha256(data).hexdigest() for data in (maps, lungs)]
    blobs = BlobsRecord(
        signed_maps=MapsBlob(sha256=names[0], dtype="float16", shape=(len(findings), 16, 16), film=(0.0, 0.0, 16.0, 16.0)),
        lungs=PictureBlob(sha256=names[1], type=BLOBS.lungs.type), allowed=None, outlines=(),
    )  # fmt: skip
    header = RadiographRecord(file_sha256=read.header.file_sha256, pixel_sha256=read.header.pixel_sha256)
    return film(*findings, regions=(), challenges=(), blobs=blobs, radiograph=header), dict(zip(names, (maps, lungs), strict=True))


def _tested(scored: FilmRecord) -> FilmRecord:
    """Return the record of the same film after its challenges."""
    whole = film(finding(), *(scored.findings or ())[1:])
    return replace(scored, findings=whole.findings, regions=whole.regions, challenges=whole.challenges)
