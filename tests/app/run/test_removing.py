"""Films that were screened are filled in: what was found is an entry of its own, and what stood against it a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.run.removing import FilmRemoved, remove_globally
from app.workers.messages import Outcome, Refused, Request, Result, Task
from audit.log.store import EntryKind, Log, Stored
from audit.records.removals import RemovalsRecord
from models.values.challenge import GlobalRemovals
from models.values.screening import Screening
from tests.app.conftest import LOAD, Screened, ScriptedWorkers
from tests.app.removed_globally import DELTAS, removed_globally


@pytest.fixture
def found(screenings: tuple[Screening, ...]) -> GlobalRemovals:
    """Both sides of one region, for all labels."""
    removals = removed_globally(screenings[1], screenings[1].classifier.labels).global_removals
    assert removals is not None
    return removals


@pytest.fixture
def entries(screened: Screened) -> dict[str, tuple[Path, Stored]]:
    return {done.path.name: (done.path, done.entry) for done in screened.done if done.entry.kind == EntryKind.SCREENED}


def _recorded(log: Path) -> list[Stored]:
    with Log(log, writing=False) as opened:
        return list(opened.entries(kinds=[EntryKind.REMOVALS]))


def test_what_was_found_names_the_screening_and_holds_all_labels(
    scripted: ScriptedWorkers, found: GlobalRemovals, entries: dict[str, tuple[Path, Stored]], ready_log: Path
) -> None:
    scripted.script = lambda asked: Result(asked.id, found) if asked.kind is Task.REMOVALS else None
    path, entry = entries["plain.dcm"]
    with Log(ready_log, writing=True) as log:
        assert list(remove_globally([(path, entry)], LOAD, pool=scripted, log=log)) == [FilmRemoved(path, None)]
    (made,) = _recorded(ready_log)
    record = made.record
    assert isinstance(record, RemovalsRecord)
    assert (record.of.seq, record.of.hash, made.subject) == (entry.seq, entry.hash, entry.subject)
    assert [region.removed for region in record.regions] == [str(region.removed) for region in found.regions]
    assert entry.film.classifier
    labels = entry.film.classifier.labels
    told = {(challenge.region, challenge.filler): challenge.delta_logit for challenge in record.challenges}
    assert len(told) == len(DELTAS)
    for challenge in found.challenges:
        assert told[challenge.region, str(challenge.filler)] == dict(zip(labels, challenge.delta_logit, strict=True))
    asked = scripted.asked[-1].payload
    assert (asked.fingerprint, asked.load) == (entry.film.method.fingerprint, LOAD)


def test_another_file_and_a_refusal_are_told_and_stop_no_other_film(
    scripted: ScriptedWorkers, found: GlobalRemovals, entries: dict[str, tuple[Path, Stored]], ready_log: Path
) -> None:
    (marked, of_marked), (plain, of_plain) = entries["marked.dcm"], entries["plain.dcm"]

    def script(asked: Request) -> Outcome | None:
        if asked.kind is not Task.REMOVALS:
            return None
        refused = asked.payload.film.header.file_sha256 == of_marked.film.radiograph.file_sha256  # type: ignore[union-attr]
        return Refused(asked.id, "no_pictures", "The film is refused.") if refused else Result(asked.id, found)

    scripted.script = script
    with Log(ready_log, writing=True) as log:
        films = [(plain, of_marked), (marked, of_marked), (plain, of_plain)]
        told = [one.why_not for one in remove_globally(films, LOAD, pool=scripted, log=log)]
    assert told == ["It is not the file that was screened.", "The film is refused.", None]
    assert [one.record.sentence for one in _recorded(ready_log) if isinstance(one.record, RemovalsRecord)] == [
        f"Both sides of the allowed regions of all findings were filled in on the film of entry {of_plain.seq}: 6 removals."
    ]
