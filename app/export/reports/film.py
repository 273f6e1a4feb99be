"""A film's page, made of the log: its entry, what the log keeps of its pictures, replays of it; and the film itself where it is at hand."""

from __future__ import annotations

from collections.abc import Iterator

from app.export.questions import questions
from app.export.recorded_maps import as_recorded
from app.export.reports.measured import measured
from app.export.reports.pictures import film_pictures
from audit.log.errors import NoSuchEntry
from audit.log.store import EntryKind, Log, Stored
from audit.records.events import BlobsPurgedRecord, ReplayedRecord
from audit.records.film import FilmRecord
from audit.report.document import Document
from audit.report.film import Beyond, film_report, told_finding
from audit.report.foot import AsOf
from audit.selftest.kept import self_tests
from audit.selftest.power import in_short, powers
from models.values.radiograph import Radiograph


def film_document(log: Log, seq: int, as_of: AsOf, film: Radiograph | None = None) -> Document:
    """Return the page of a film.

    Args:
        log: The log.
        seq: Number of the film's entry.
        as_of: Up to where the report holds.
        film: As it was read from its file.

    Raises:
        NoSuchEntry: There is no entry of that number, it is of no film, or it came later.
        LogError: The log cannot be read.
    """
    entry = log.entry(seq)
    if seq > as_of.seq:
        raise NoSuchEntry(f"Entry {seq} came after entry {as_of.seq}, up to which the report is to hold.")
    if not isinstance(entry.record, FilmRecord):
        raise NoSuchEntry(f"Entry {seq} is of no film ({entry.kind}).")
    record = entry.film
    shown = as_recorded(film, record) if film else None
    pictures, missing = film_pictures(record, told_finding(record), log.blob, shown)
    gone = (*missing, *_tombstones(log, record, entry, as_of))
    used = record.classifier
    tested = in_short(powers(self_tests(log, used.weights_sha256, as_of.seq))) if used else ""
    beyond = Beyond(pictures, gone, tuple(questions(record)), tuple(_replays(log, entry, as_of)), measured(record), tested)
    return film_report(entry, beyond, as_of)


def is_recorded(film: Radiograph, record: FilmRecord) -> bool:
    """Tell whether a film that was read has the pixels of a record."""
    return record.radiograph is not None and film.header.pixel_sha256 == record.radiograph.pixel_sha256


def _tombstones(log: Log, record: FilmRecord, entry: Stored, as_of: AsOf) -> Iterator[str]:
    names = set(record.blobs.named().values()) if record.blobs else set()
    if not any(log.blob(name) is None for name in names):
        return
    for one in _between(log, EntryKind.BLOBS_PURGED, entry, as_of):
        if isinstance(one.record, BlobsPurgedRecord) and names.intersection(one.record.blobs):
            yield f"Let go with entry {one.seq} on {one.time_utc[:10]}."


def _replays(log: Log, entry: Stored, as_of: AsOf) -> Iterator[str]:
    for one in _between(log, EntryKind.REPLAYED, entry, as_of):
        if isinstance(one.record, ReplayedRecord) and one.record.of.seq == entry.seq:
            yield f"Computed anew in entry {one.seq}: {one.record.sentence}"


def _between(log: Log, kind: EntryKind, entry: Stored, as_of: AsOf) -> Iterator[Stored]:
    return log.entries(kinds=[kind], after=entry.seq, until=as_of.seq)
