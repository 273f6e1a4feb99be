"""``log show``: what it lists, what it shows whole, and that the log knows it was read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from app.export.scores import score_text
from app.site.keys import path_digest
from app.site.logbook import classifier_added, open_log
from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from audit.records.canonical import canonical
from audit.records.events import ReadRecord
from audit.records.told import verdict_text
from models.networks.library import embedded
from tests.logs import forge, last

Run = Callable[..., Any]


def _listed(ended: Any) -> list[str]:
    return [line.split()[0] for line in ended.out.splitlines()]


def test_the_list_has_a_line_an_entry(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert "not_an_image: This is neither" in lines[0]
    with Log(ready_log, writing=False) as log:
        for seq, line in enumerate(lines[1:], 2):
            assert "screened     embedded at specificity-90: " in line
            film = log.entry(seq).film
            positive = [score for score in film.findings or () if score.positive]
            assert positive
            assert film.verdict
            scores = ", ".join(f"{score.label} {score_text(score)}" for score in positive)
            assert line.endswith(f"{scores}; {verdict_text(film.verdict)}")


def test_an_entry_of_no_film_is_shown_by_its_sentence(run: Run, tmp_path: Path) -> None:
    with open_log(tmp_path / "log.db") as log:
        record = classifier_added(embedded("teaching"))
        log.append(EntryKind.CLASSIFIER_ADDED, actor="ann", subject=record.weights_sha256, record=record)
    lines = run("log", "show", tmp_path / "log.db").out.splitlines()
    assert lines[0].endswith("ann  classifier_added  The classifier 'teaching' of 14 findings was added.")
    assert "key_added" in lines[1]


def test_an_entry_is_shown_whole(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log, "--entry", "2")
    with Log(ready_log, writing=False) as log:
        assert json.loads(ended.out) == log.entry(2).as_written()
    assert ended.code == 0


def test_an_entry_of_an_earlier_schema_is_shown_as_it_was_written(run: Run, ready_log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = {"schema": 1, "sentence": "Entry 2 was shown whole.", "entry": 2}
    with monkeypatch.context() as patch, Log(ready_log, writing=True) as log:
        patch.setattr("audit.log.database.appending.json_of", lambda record: canonical(earlier))
        log.append(EntryKind.READ, actor="ann", subject="this log", record=ReadRecord(sentence="", code_version=None))
    assert json.loads(run("log", "show", ready_log, "--entry", "4").out) == earlier
    assert run("log", "show", ready_log, "--after", "3").out.splitlines()[0].endswith("Entry 2 was shown whole.")


def test_an_entry_that_is_not_there_is_reported(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log, "--entry", "9")
    assert (ended.code, ended.err) == (1, "The log holds no entry 9.\n")


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--kind", "refused"], ["1"]), (["--kind", "refused", "--kind", "screened"], ["1", "2", "3"]), (["--kind", "replayed"], []),
        (["--finding", "Cough"], []),
        (["--positive"], ["2", "3"]), (["--negative"], []), (["--view", "PA"], ["2", "3"]), (["--view", "LL"], []),
        (["--verdict", "depends"], []), (["--since", "2026-01-01"], ["1", "2", "3"]), (["--until", "2026-01-01"], []),
        (["--after", "1"], ["2", "3"]), (["--uid", "1.2.3"], []),
    ],
    ids=" ".join,
)  # fmt: skip
def test_filters_leave_out_what_does_not_pass(run: Run, ready_log: Path, options: list[str], wanted: list[str]) -> None:
    ended = run("log", "show", ready_log, *options)
    assert (ended.code, _listed(ended)) == (0, wanted)


def test_a_film_is_found_by_what_is_positive_on_it(run: Run, ready_log: Path) -> None:
    with Log(ready_log, writing=False) as log:
        found = {seq: {score.label: score.positive for score in log.entry(seq).film.findings or ()} for seq in (2, 3)}
    positive = next(label for label, is_positive in found[2].items() if is_positive)
    negative = next(label for label, is_positive in found[2].items() if not is_positive)
    for label in (positive, negative):
        assert _listed(run("log", "show", ready_log, "--finding", label)) == [str(seq) for seq in found if found[seq][label]]
    assert _listed(run("log", "show", ready_log, "--finding", positive, "--negative")) == []


def test_a_film_is_found_by_its_uid_and_by_its_file(run: Run, ready_log: Path, phantom_folder: Path, tmp_path: Path) -> None:
    """The file may have been moved, or be gone from where it was."""
    with Log(ready_log, writing=True) as log:
        film = log.entry(2).film.radiograph
        assert film
        record = replace(log.entry(1).film, radiograph=None)
        log.append(EntryKind.REFUSED, actor="ann", subject=path_digest(tmp_path / "gone"), record=record)
    assert _listed(run("log", "show", ready_log, "--uid", str(film.sop_instance_uid))) == ["2"]
    assert _listed(run("log", "show", ready_log, "--uid", str(film.study_instance_uid))) >= ["2"]
    assert _listed(run("log", "show", ready_log, "--file", phantom_folder / "marked.dcm")) == ["2"]
    assert _listed(run("log", "show", ready_log, "--file", tmp_path / "gone")) == ["4"]
    assert _listed(run("log", "show", ready_log, "--file", tmp_path / "never")) == []


_FORGED = "eve\n     9  2026-11-27T10:00:00.000+00:00  boss  screened     all well\r\u2028\u2029\x85\u202e\x1b[2K"


def test_a_name_forges_no_line_of_a_listing(run: Run, tmp_path: Path) -> None:
    """Neither an actor's name nor a sentence; the entry keeps what it is."""
    with open_log(tmp_path / "log.db") as log:
        record = replace(classifier_added(embedded("teaching")), sentence=_FORGED)
        log.append(EntryKind.CLASSIFIER_ADDED, actor=_FORGED, subject="subject", record=record)
    for command in (["show"], ["show", "--entry", "1"], ["verify"], ["export", "--out", tmp_path / "out.jsonl"]):
        ended = run("log", command[0], tmp_path / "log.db", *command[1:])
        assert ended.code == 0
        assert not {"\r", "\u2028", "\u2029", "\x85", "\u202e", "\x1b"}.intersection(ended.out)
        assert not [line for line in ended.out.splitlines() if line.startswith("     9  ")]
    assert len(run("log", "show", tmp_path / "log.db", "--kind", "classifier_added").out.splitlines()) == 1
    with Log(tmp_path / "log.db", writing=False) as log:
        assert log.entry(1).actor == _FORGED


def test_the_times_that_are_printed_are_understood(run: Run, ready_log: Path) -> None:
    """By the list, by the window, with another offset, and a date alone."""
    _, second, third = (line.split()[1] for line in run("log", "show", ready_log).out.splitlines())
    moment = datetime.fromisoformat(second)
    elsewhere = moment.astimezone(timezone(timedelta(hours=5, minutes=30)))
    as_in_the_window = f"{moment:%Y-%m-%d %H:%M:%S} UTC"
    for text in (second, second.replace("+00:00", "Z"), second.removesuffix("+00:00"), elsewhere.isoformat(), as_in_the_window):
        listed = _listed(run("log", "show", ready_log, "--since", text, "--kind", "screened", "--kind", "refused"))
        assert {"2", "3"} <= set(listed), text
    after = _listed(run("log", "show", ready_log, "--since", third, "--kind", "screened"))
    before = _listed(run("log", "show", ready_log, "--until", third, "--kind", "screened"))
    assert set(after) | set(before) == {"2", "3"}
    assert not set(after) & set(before)
    assert _listed(run("log", "show", ready_log, "--since", f"{moment:%Y-%m-%d}", "--kind", "screened")) == ["2", "3"]


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "", "0001-01-01T00:00+14:00"])
def test_what_is_no_time_is_told(run: Run, ready_log: Path, text: str) -> None:
    ended = run("log", "show", ready_log, "--since", text)
    assert ended.code == 2
    assert "write it as 2026-01-31" in " ".join(ended.err.replace("│", " ").split())


def test_a_page_says_how_to_go_on(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log, "--limit", "2")
    assert ended.out.splitlines()[2:] == ["There are more; go on with --after 2."]
    ended = run("log", "show", ready_log, "--limit", "1", "--after", "2", "--kind", "screened")
    assert _listed(ended) == ["3"]


def test_a_reading_is_an_entry_with_what_was_asked_for(run: Run, ready_log: Path, tmp_path: Path) -> None:
    run("log", "show", ready_log, "--finding", "Mass", "--file", tmp_path / "Zwetschgenbaum.dcm")
    read = last(ready_log, "read").record
    assert isinstance(read, ReadRecord)
    assert (read.sentence, read.entries, read.entry) == ("0 entries were listed.", (), None)
    assert read.filters == {"finding": "Mass", "file": [path_digest(tmp_path / "Zwetschgenbaum.dcm")], "kinds": []}
    run("log", "show", ready_log, "--entry", "2")
    read = last(ready_log, "read").record
    assert isinstance(read, ReadRecord)
    assert (read.entry, read.sentence, read.filters, read.entries) == (2, "Entry 2 was shown whole.", None, None)
    found = verify(ready_log, deep=True)
    assert (found.damage, found.entries, found.attested, len(found.keys)) == (None, 6, 6, 1)


def test_a_damaged_log_is_shown_up_to_the_damage_and_not_written_to(run: Run, ready_log: Path) -> None:
    forge(ready_log, "UPDATE entry SET actor = 'eve' WHERE seq = 3")
    ended = run("log", "show", ready_log, "--entry", 2)
    assert ended.code == 0
    assert "This reading is not in the log. The audit log ready.db is damaged: entry 3" in ended.err
    with Log(ready_log, writing=False) as log:
        assert log.count() == 3
