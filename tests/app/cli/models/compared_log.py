"""A log in which two classifiers screened the same films; what was found is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audit.log.store import EntryKind, Log
from audit.records.film import FilmRecord
from tests.audit.films import of_patient, screened_film


def by(record: FilmRecord, weights_sha256: str, computation_sha256: str | None = None, *, mass: bool) -> FilmRecord:
    """The same film as another classifier screened it, with Mass positive or not."""
    assert record.classifier
    assert record.findings
    assert record.blobs
    first = record.findings[0] if mass else replace(record.findings[0], positive=False, attention=None, tests=(), deciding_region=None)
    parts = (
        record
        if mass
        else replace(
            record, regions=(), challenges=(), not_run=(), blobs=replace(record.blobs, outlines=()), findings=(first, *record.findings[1:])
        )
    )
    manifests = {"classifier": computation_sha256} if computation_sha256 else {}
    return replace(
        parts, classifier=replace(record.classifier, weights_sha256=weights_sha256), method=replace(record.method, manifests=manifests)
    )


def films(count: int, *, patients: int | None = None) -> list[FilmRecord]:
    """Return up to ten films, of so many patients in turn, or of unknown ones."""
    return [of_patient(screened_film(number), f"{number % patients:064x}" if patients else None) for number in range(count)]


def written(file: Path, records: Sequence[FilmRecord]) -> Path:
    """Write a log of these films."""
    with Log(file, writing=True) as log:
        for record in records:
            log.append(EntryKind.SCREENED, actor="reader", subject="film", record=record)
    return file
