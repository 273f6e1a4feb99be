"""Rows of films as the log would give them, with values that tests know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audit.cohort.film_row import FilmRow, film_row
from audit.log.store import EntryKind, Log
from audit.records.film import FilmRecord
from tests.audit.films import screened_film


def written(file: Path, *records: FilmRecord) -> Path:
    """Add films to a log, each as read from a path of its own."""
    with Log(file, writing=True) as log:
        for record in records:
            log.append(EntryKind(record.status), actor="reader", subject=f"path {log.count()}", record=record)
    return file


def by(record: FilmRecord, *, name: str = "embedded", weights: str = "d" * 64, fingerprint: str | None = "f" * 64) -> FilmRecord:
    """The same film by another classifier or another method."""
    assert record.classifier
    used = replace(record.classifier, name=name, weights_sha256=weights)
    return replace(record, classifier=used, method=replace(record.method, fingerprint=fingerprint))


def rows(folder: Path, count: int) -> list[FilmRow]:
    """Return the rows of so many films, each its own patient's, with scores and studies of its own."""
    file = written(folder / "rows.db", *(screened_film(number) for number in range(count)))
    with Log(file, writing=False) as log:
        found = [film_row(entry) for entry in log.films()]
    return [
        replace(
            row, patient=f"{row.seq:064x}", study_instance_uid=f"1.{row.seq}", pixel_sha256=f"{row.seq:064x}",
            file_sha256=f"{row.seq:064x}",
            decided=tuple(replace(one, logit=float(row.seq)) for one in row.decided),
        )
        for row in found
    ]  # fmt: skip
