"""``log``: show, verify, head, export, backup, restore; and that the log knows it was read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.cli.log.show import EntryQuery
from app.site.keys import path_digest, signer
from app.site.logbook import classifier_added, open_log
from app.site.person import data_folder
from audit.log.store import EntryKind, Log, Stored
from audit.log.verify.verify import verify
from models.networks.library import embedded
from tests.logs import films, forge, last

Run = Callable[..., Any]


def _listed(ended: Any) -> list[str]:
    return [line.split()[0] for line in ended.out.splitlines()]


def test_the_list_has_a_line_an_entry(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert "not_an_image: This is neither" in lines[0]
    assert all("screened     embedded: " in line for line in lines[1:])
    assert "Mass 0." in lines[1]


def test_an_entry_of_no_film_is_shown_by_its_sentence(run: Run, tmp_path: Path) -> None:
    with open_log(tmp_path / "log.db") as log:
        record = classifier_added(embedded("teaching"))
        log.append(EntryKind.CLASSIFIER_ADDED, actor="ann", subject=record["weights_sha256"], record=record)
    lines = run("log", "show", tmp_path / "log.db").out.splitlines()
    assert lines[0].endswith("ann  classifier_added  The classifier 'teaching' of 14 findings was added.")
    assert "key_added" in lines[1]


def test_an_entry_is_shown_whole(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log, "--entry", "2")
    with Log(ready_log, writing=False) as log:
        assert json.loads(ended.out) == log.entry(2).record
    assert ended.code == 0


def test_an_entry_that_is_not_there_is_told(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log, "--entry", "9")
    assert (ended.code, ended.err) == (1, "The log holds no entry 9.\n")


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--kind", "refused"], ["1"]), (["--kind", "refused", "--kind", "screened"], ["1", "2", "3"]), (["--kind", "replayed"], []),
        (["--finding", "Mass"], ["2", "3"]), (["--finding", "Cough"], []), (["--finding", "Mass", "--negative"], []),
        (["--positive"], ["2", "3"]), (["--negative"], []), (["--view", "PA"], ["2", "3"]), (["--view", "LL"], []),
        (["--verdict", "depends"], []), (["--since", "2026-01-01"], ["1", "2", "3"]), (["--until", "2026-01-01"], []),
        (["--after", "1"], ["2", "3"]), (["--uid", "1.2.3"], []),
    ],
    ids=" ".join,
)  # fmt: skip
def test_filters_leave_out_what_does_not_pass(run: Run, ready_log: Path, options: list[str], wanted: list[str]) -> None:
    ended = run("log", "show", ready_log, *options)
    assert (ended.code, _listed(ended)) == (0, wanted)


def test_a_film_is_found_by_its_uid_and_by_its_file(run: Run, ready_log: Path, phantom_folder: Path, tmp_path: Path) -> None:
    """The file may have been moved, or be gone from where it was."""
    with Log(ready_log, writing=True) as log:
        film = log.entry(2).record["radiograph"]
        record = log.entry(1).record | {"radiograph": None}
        log.append(EntryKind.REFUSED, actor="ann", subject=path_digest(tmp_path / "gone"), record=record)
    assert _listed(run("log", "show", ready_log, "--uid", film["sop_instance_uid"])) == ["2"]
    assert _listed(run("log", "show", ready_log, "--uid", film["study_instance_uid"])) >= ["2"]
    assert _listed(run("log", "show", ready_log, "--file", phantom_folder / "marked.dcm")) == ["2"]
    assert _listed(run("log", "show", ready_log, "--file", tmp_path / "gone")) == ["4"]
    assert _listed(run("log", "show", ready_log, "--file", tmp_path / "never")) == []


def test_a_filter_of_moments_holds_the_first_and_not_the_last() -> None:
    stored = Stored(1, "2026-11-21T12:00:00.000+00:00", "ann", "read", "s", {}, "")
    assert EntryQuery(since="2026-11-21T12:00:00.000+00:00").passes(stored)
    assert not EntryQuery(until="2026-11-21T12:00:00.000+00:00").passes(stored)
    assert not EntryQuery(view="PA").passes(stored), "what only films have leaves other entries out"


def test_a_page_says_how_to_go_on(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log, "--limit", "2")
    assert ended.out.splitlines()[2:] == ["There are more; go on with --after 2."]
    ended = run("log", "show", ready_log, "--limit", "1", "--after", "2", "--kind", "screened")
    assert _listed(ended) == ["3"]


def test_a_reading_is_an_entry_with_what_was_asked_for(run: Run, ready_log: Path, tmp_path: Path) -> None:
    run("log", "show", ready_log, "--finding", "Mass", "--file", tmp_path / "Zwetschgenbaum.dcm")
    read = last(ready_log, "read")
    assert read.record["sentence"] == "0 entries were listed."
    assert read.record["filters"] == {"finding": "Mass", "file": [path_digest(tmp_path / "Zwetschgenbaum.dcm")], "kinds": []}
    run("log", "show", ready_log, "--entry", "2")
    read = last(ready_log, "read")
    assert (read.record["entry"], read.record["sentence"]) == (2, "Entry 2 was shown whole.")
    found = verify(ready_log, deep=True)
    assert (found.damage, found.entries, found.attested, len(found.keys)) == (None, 6, 6, 1)


@pytest.mark.parametrize("command", [["show"], ["export", "--out", "out.csv"]])
def test_a_log_that_is_read_only_is_read_and_left_as_it_is(
    run: Run, ready_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ready_log.chmod(0o444)
    before = ready_log.read_bytes()
    ended = run("log", command[0], ready_log, *command[1:])
    assert ended.code == 0
    assert ended.err == f"This {'reading' if command == ['show'] else 'export'} is not in the log. ready.db is read-only.\n"
    assert ended.out
    assert ready_log.read_bytes() == before


def test_without_a_key_a_log_is_read_and_not_written_to(run: Run, ready_log: Path, tmp_path: Path) -> None:
    (data_folder() / "signing.key").write_text("no key")
    ended = run("log", "show", ready_log)
    assert (ended.code, _listed(ended)) == (0, ["1", "2", "3"])
    assert ended.err.startswith("This reading is not in the log. The file signing.key holds no key; move it away")
    for command in (["screen", tmp_path / "missing", "--log", ready_log], ["log", "backup", ready_log, "--out", tmp_path / "copy.db"]):
        ended = run(*command)
        assert (ended.code, ended.err[:32]) == (1, "The file signing.key holds no ke")
    with Log(ready_log, writing=False) as log:
        assert log.count() == 3


def test_a_data_folder_that_cannot_be_made_is_told(run: Run, ready_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").touch()
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    ended = run("log", "show", ready_log)
    assert (ended.code, _listed(ended)) == (0, ["1", "2", "3"])
    assert ended.err.startswith("This reading is not in the log. ")
    for command in (
        ["show", ready_log, "--file", "x"],
        ["backup", ready_log, "--out", tmp_path / "c"],
        ["restore", ready_log, "--out", tmp_path / "r"],
    ):
        ended = run("log", *command)
        assert ended.code == 1
        assert ended.err.startswith("Your data folder cannot be used: ")


def test_a_damaged_log_is_shown_up_to_the_damage_and_not_written_to(run: Run, ready_log: Path) -> None:
    forge(ready_log, "UPDATE entry SET actor = 'eve' WHERE seq = 3")
    ended = run("log", "show", ready_log, "--entry", 2)
    assert ended.code == 0
    assert "This reading is not in the log. The audit log ready.db is damaged: entry 3" in ended.err
    with Log(ready_log, writing=False) as log:
        assert log.count() == 3


def test_an_intact_log_ends_with_0_and_its_head(run: Run, ready_log: Path) -> None:
    before = ready_log.read_bytes()
    ended = run("log", "verify", ready_log, "--deep")
    with Log(ready_log, writing=False) as log:
        head = log.entry(3).hash
    assert ended.code == 0
    assert ended.out.startswith(f"Intact: 3 entries. Head {head}\nSigned: up to entry 0, 0 checkpoints.\n")
    assert "What this does not prove:\n- Whoever holds the signing key" in ended.out
    assert run("log", "head", ready_log).out == f"3 {head}\n"
    assert ready_log.read_bytes() == before


def test_a_signed_log_names_its_key_and_a_stranger_s_is_no_damage_but_not_the_one_named(run: Run, ready_log: Path) -> None:
    run("log", "show", ready_log)
    key = signer().public_key
    ended = run("log", "verify", ready_log, "--public-key", key.upper())
    assert ended.code == 0
    assert f"Signed: up to entry 5, 1 checkpoints.\nKey {key}\n" in ended.out
    ended = run("log", "verify", ready_log, "--public-key", "ab" * 32)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("NOT INTACT (key_replaced): checkpoint 1 is signed by a key that you did not name")


def test_a_damaged_log_ends_with_1_and_names_the_entry(run: Run, ready_log: Path) -> None:
    forge(ready_log, "UPDATE entry SET actor = 'eve' WHERE seq = 2")
    ended = run("log", "verify", ready_log)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("NOT INTACT (changed): entry 2 was changed")
    assert ended.err.endswith("The first 1 entries hold.\n")


def test_a_deep_look_finds_what_the_chain_does_not_hold(run: Run, ready_log: Path) -> None:
    forge(ready_log, "UPDATE finding SET probability = 0.99 WHERE entry_seq = 2 AND position = 0")
    assert run("log", "verify", ready_log, "--deep").err.startswith("NOT INTACT (projection_differs)")


@pytest.mark.parametrize("command", [["show"], ["verify"], ["head"], ["export", "--out", "out.csv"], ["backup", "--out", "copy.db"]])
def test_a_file_that_is_no_log_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter").write_text("a letter" * 1000)
    for name, sentence in (("letter", "letter is not an audit log."), ("missing", "There is no audit log named missing.")):
        ended = run("log", command[0], name, *command[1:])
        assert (ended.code, ended.err) == (1, f"{sentence}\n")
    assert [file.name for file in tmp_path.iterdir()] == ["letter"]


def _exported(run: Run, log: Path, out: Path) -> list[dict[str, str]]:
    ended = run("log", "export", log, "--out", out)
    assert ended.code == 0
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert ended.out == f"{len(rows)} findings in {out}.\n"
    return rows


def test_the_export_has_a_row_a_finding(run: Run, ready_log: Path, tmp_path: Path) -> None:
    rows = _exported(run, ready_log, tmp_path / "out.csv")
    entries = [entry for entry in films(ready_log) if entry.kind == EntryKind.SCREENED]
    wanted = [(entry, finding) for entry in entries for finding in entry.record["findings"]]
    assert len(rows) == len(wanted) == 28
    for row, (entry, finding) in zip(rows, wanted, strict=True):
        assert (int(row["entry"]), row["label"], row["positive"]) == (entry.seq, finding["label"], str(finding["positive"]))
        assert (float(row["logit"]), float(row["probability"])) == (finding["logit"], finding["probability"])
        assert (row["manufacturer"], row["patient_digest"]) == ("CXR Audit", entry.record["radiograph"]["patient_digest"] or "")
        attention, challenges = finding["attention"], finding["challenges"]
        assert row["share_outside"] == (str(attention["share_outside"]) if attention else "")
        assert row["delta_logit"] == (str(challenges[0]["delta_logit"]) if challenges else "")
        assert row["controls_n"] == (str(challenges[0]["controls"]["n"]) if challenges else "")


def test_json_lines_hold_every_entry_whole(run: Run, ready_log: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ended = run("log", "export", ready_log, "--out", out)
    assert (ended.code, ended.out) == (0, f"3 entries in {out}.\n")
    with Log(ready_log, writing=False) as log:
        assert [Stored(**json.loads(line)) for line in out.read_text("utf-8").splitlines()] == [log.entry(seq) for seq in (1, 2, 3)]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_an_export_is_an_entry_that_knows_the_file(run: Run, ready_log: Path, tmp_path: Path, name: str) -> None:
    with Log(ready_log, writing=False) as log:
        seq, digest = log.head()
    run("log", "export", ready_log, "--out", tmp_path / name)
    record = last(ready_log, "exported").record
    assert record["sha256"] == sha256((tmp_path / name).read_bytes()).hexdigest()
    assert (record["format"], record["head"]) == (name.split(".")[1], {"seq": seq, "hash": digest})


def test_a_header_never_becomes_a_formula_and_a_number_stays_a_number(run: Run, ready_log: Path, tmp_path: Path) -> None:
    """A spreadsheet takes text that begins with =, +, - or @ for a formula."""
    with Log(ready_log, writing=True) as log:
        record = json.loads(json.dumps(log.entry(2).record)) | {"blobs": None}
        record["radiograph"]["tags"] |= {"manufacturer": "=1+1", "institution": '@SUM(A1) "x", y'}
        record["radiograph"]["view"] = "-2+3"
        log.append(EntryKind.SCREENED, actor="+eve", subject="s", record=record)
    row = _exported(run, ready_log, tmp_path / "out.csv")[-1]
    assert row["entry"] == "4"
    assert (row["manufacturer"], row["institution"], row["view"], row["actor"]) == ("'=1+1", '\'@SUM(A1) "x", y', "'-2+3", "'+eve")
    assert float(row["logit"]) < 0
    assert row["logit"] == str(record["findings"][-1]["logit"])


def test_the_export_is_of_entries_and_not_of_projections(run: Run, ready_log: Path, tmp_path: Path) -> None:
    before = _exported(run, ready_log, tmp_path / "before.csv")
    forge(ready_log, "UPDATE finding SET label = 'Hernia', probability = 0.99 WHERE position = 0")
    assert _exported(run, ready_log, tmp_path / "after.csv") == before


def test_an_export_that_stops_half_way_leaves_what_was_there(run: Run, ready_log: Path, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("before")
    forge(ready_log, "UPDATE entry SET actor = 'eve' WHERE seq = 3")
    ended = run("log", "export", ready_log, "--out", tmp_path / "out.csv")
    assert (ended.code, ended.out) == (1, "")
    assert "Entry 3 was changed" in ended.err
    assert (tmp_path / "out.csv").read_text() == "before"
    assert sorted(file.name for file in tmp_path.iterdir() if not file.name.startswith("ready.db")) == ["out.csv"]


@pytest.mark.parametrize(
    ("out", "sentence"), [("ready.db", "must end with .csv or .jsonl"), ("missing/out.csv", "cannot be written: No such file or directory")]
)
def test_an_export_that_has_no_place_is_told(run: Run, ready_log: Path, tmp_path: Path, out: str, sentence: str) -> None:
    before = ready_log.read_bytes()
    ended = run("log", "export", ready_log, "--out", tmp_path / out)
    assert ended.code == 2
    assert sentence in ended.err
    assert ready_log.read_bytes() == before


def test_the_export_never_replaces_the_log(run: Run, ready_log: Path) -> None:
    log = ready_log.rename(ready_log.with_suffix(".csv"))
    ended = run("log", "export", log, "--out", log)
    assert (ended.code, ended.err) == (2, "The export must not replace the log itself.\n")


def test_a_backup_is_a_log_of_its_own_and_comes_back(run: Run, ready_log: Path, tmp_path: Path) -> None:
    copy, again = tmp_path / "copy.db", tmp_path / "again.db"
    ended = run("log", "backup", ready_log, "--out", copy)
    assert ended.code == 0
    assert ended.out.startswith(f"3 entries in {copy}, verified. Head ")
    assert last(ready_log, "backed_up").record["entries"] == 3
    ended = run("log", "restore", copy, "--out", again)
    assert ended.code == 0, ended.err
    assert [entry.hash for entry in films(again)] == [entry.hash for entry in films(ready_log)]
    assert last(again, "restored").record["head"] == verify(copy).head


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_copy_is_never_laid_over_anything(run: Run, ready_log: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "there").write_text("mine")
    ended = run("log", command, ready_log, "--out", tmp_path / "there")
    assert (ended.code, ended.out) == (1, "")
    assert "already" in ended.err
    assert (tmp_path / "there").read_text() == "mine"
