"""A film's page, made of a log: what it shows, what is missing, and that it is the same again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from app.export.recorded_maps import recorded_maps
from app.export.reports.as_of import as_of_entry
from app.export.reports.film import film_document, is_recorded
from app.export.reports.pictures import NO_PIXELS, film_pictures
from app.site.logbook import open_log
from audit.log.errors import NoSuchEntry
from audit.log.store import EntryKind, Log, Stored
from audit.records.events import HeadRecord, ReplayedRecord
from audit.report.document import Beside, Document, Picture
from audit.report.film import told_finding
from audit.report.pdf.write import pdf
from audit.report.texts import texts_of
from audit.selftest.power import NO_SELF_TEST
from models.grids.interpolation import drawn_on_film
from models.values.radiograph import Radiograph
from tests.audit.films import self_check
from tests.audit.selftest.test_power import USED, copy_of, saw
from tests.logs import last


def _screened(file: Path) -> Stored:
    return last(file, EntryKind.SCREENED)


def _document(file: Path, seq: int, as_of: int | None = None, film: Radiograph | None = None) -> Document:
    with Log(file, writing=False) as log:
        return film_document(log, seq, as_of_entry(log, as_of), film)


def _pictures(document: Document) -> list[Picture]:
    return [block for one in document.first if isinstance(one, Beside) for block in (*one.left, *one.right) if isinstance(block, Picture)]


def _replayed(of: Stored) -> ReplayedRecord:
    return ReplayedRecord(
        sentence="The record is confirmed.", code_version="0", passed=True, of=HeadRecord(seq=of.seq, hash=of.hash), same_device=True,
        device="cpu", tolerance=1e-4, largest_difference=0.0, differences=(), maps_compared=True, recorded_code_version="0",
    )  # fmt: skip


def test_the_map_with_its_outlines_is_shown_and_the_film_where_it_is_at_hand(ready_log: Path, films: list[Radiograph]) -> None:
    entry = _screened(ready_log)
    own = next(film for film in films if is_recorded(film, entry.film))
    other = next(film for film in films if film is not own)
    assert not is_recorded(other, entry.film)
    without, shown = _document(ready_log, entry.seq), _document(ready_log, entry.seq, film=own)
    assert (len(_pictures(without)), len(_pictures(shown))) == (1, 2)
    assert NO_PIXELS in texts_of(without)
    assert NO_PIXELS not in texts_of(shown)
    assert "Dashed: the allowed region." in _pictures(shown)[0].caption


def test_as_of_an_entry_it_is_the_same_bytes_whatever_came_after(ready_log: Path) -> None:
    entry = _screened(ready_log)
    before = pdf(_document(ready_log, entry.seq))
    with open_log(ready_log) as log:
        log.append(EntryKind.SELF_CHECK, actor="x", subject="y", record=self_check())
        log.append(EntryKind.REPLAYED, actor="x", subject="y", record=_replayed(entry))
        head = log.head()[0]
    assert pdf(_document(ready_log, entry.seq, as_of=entry.seq)) == before
    told = f"Computed anew in entry {entry.seq + 2}: The record is confirmed."
    later = list(texts_of(_document(ready_log, entry.seq, as_of=head)))
    assert told in later
    assert told not in texts_of(_document(ready_log, entry.seq, as_of=entry.seq + 1))


def test_what_self_tests_say_of_the_audit_of_its_classifier_is_told_as_of_the_entry(ready_log: Path) -> None:
    entry = _screened(ready_log)
    used = entry.film.classifier
    assert used
    assert NO_SELF_TEST in texts_of(_document(ready_log, entry.seq))
    with open_log(ready_log) as log:
        log.append(EntryKind.SELF_TEST, actor="x", subject="y", record=copy_of("corner dot", saw(9, 9)))
        own = replace(copy_of("side marker", saw(9, 9)), classifier=replace(USED, weights_sha256=used.weights_sha256))
        log.append(EntryKind.SELF_TEST, actor="x", subject="y", record=own)
    document = _document(ready_log, entry.seq)
    assert len(PdfReader(io.BytesIO(pdf(document))).pages) == 1
    told = " ".join(texts_of(document))
    assert "side marker at correlation 0.95, 1 of 1" in told
    assert "corner dot" not in told, "that is of another classifier"
    assert NO_SELF_TEST in texts_of(_document(ready_log, entry.seq, as_of=entry.seq))


def test_what_was_purged_is_told(ready_log: Path) -> None:
    entry = _screened(ready_log)
    with open_log(ready_log) as log:
        assert log.purge_blobs(before=datetime.now(UTC) + timedelta(days=1), actor="x")
    tombstone = last(ready_log, EntryKind.BLOBS_PURGED)
    document = _document(ready_log, entry.seq)
    assert _pictures(document) == []
    text = " ".join(texts_of(document))
    assert "No longer kept in the log, so not shown:" in text
    assert "signed maps" in text
    assert f"Let go with entry {tombstone.seq} on {tombstone.time_utc[:10]}." in text


def test_only_films_that_were_there_have_a_page(ready_log: Path) -> None:
    with open_log(ready_log) as log:
        entry = log.append(EntryKind.SELF_CHECK, actor="x", subject="y", record=self_check())
    for seq, as_of, why in ((99, None, "no entry 99"), (entry.seq, None, "of no film"), (3, 2, "came after entry 2")):
        with pytest.raises(NoSuchEntry, match=why):
            _document(ready_log, seq, as_of)
    with Log(ready_log.with_name("new.db"), writing=True) as log, pytest.raises(NoSuchEntry, match="empty"):
        as_of_entry(log)


def test_the_map_is_darker_where_it_is_higher(ready_log: Path) -> None:
    """By the picture's own pixels, beside the map in the log."""
    entry = _screened(ready_log)
    record, finding = entry.film, told_finding(entry.film)
    assert finding
    with Log(ready_log, writing=False) as log:
        (picture,), _ = film_pictures(record, finding, log.blob)
        kept = recorded_maps(log.blob, record)
    assert kept
    drawn = np.asarray(Image.open(io.BytesIO(picture.png)), np.float64)
    at = [one.label for one in record.findings or ()].index(finding.label)
    heat = drawn_on_film(np.maximum(kept.signed_maps[at], 0), kept.box, *drawn.shape)
    inner = (drawn > 0) & (drawn < 255)
    assert inner.mean() > 0.3
    assert np.corrcoef(drawn[inner], heat[inner])[0, 1] < -0.99
