"""``selftest``: a copy a log entry, and none is made twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.workers.tasks.self_test import AuditCopy
from audit.log.store import EntryKind, Log, Stored
from audit.records.selftest import SelfTestRecord
from models.networks.library import embedded
from models.selftest import films
from models.selftest.copies import Copy
from models.selftest.planted_pairs import AuditedCopy, CopyMeasured, Pair, Said
from models.values.screening import ClassifierUsed
from models.values.verdict import Verdict

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A few phantoms; a data folder of the test's own."""
    monkeypatch.setattr(films, "phantoms", partial(films.phantoms, 10, 3, 2))
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def _tests(log: Path) -> list[SelfTestRecord]:
    with Log(log, writing=False) as opened:
        records = [entry.record for entry in opened.entries(kinds=[EntryKind.SELF_TEST])]
    return [record for record in records if isinstance(record, SelfTestRecord)]


def test_a_copy_is_tested_once_and_what_was_found_is_told_with_its_scope(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "a.db"
    asked = ("selftest", "--classifier", "teaching", "--kinds", "side marker", "--log", log)
    ended = run(*asked)
    assert ended.code == 0, ended.err
    (record,) = _tests(log)
    assert (record.plant, record.local, record.correlation, record.films.asked) == ("side marker", True, 0.95, 2)
    assert record.expected_shift == pytest.approx(7.327, abs=1e-3)
    assert record.classifier.name == "teaching"
    assert record.audit.made == record.without_detectors.made <= 2
    assert record.audit.outside <= record.audit.made
    assert record.sentence in ended.out
    assert "Kinds that are not listed were not tested." in ended.out
    monkeypatch.setattr("app.cli.models.self_test.followed", lambda *_: pytest.fail("the copy was tested before"))
    again = run(*asked)
    assert again.code == 0, again.err
    assert "Kinds that are not listed" in again.out
    assert len(_tests(log)) == 1


def test_what_is_no_kind_or_no_correlation_is_refused(run: Run, tmp_path: Path) -> None:
    ended = run("selftest", "--kinds", "halo", "--log", tmp_path / "a.db")
    assert ended.code == 2
    assert "no plant 'halo'; there are: side marker, burned-in text" in ended.err
    ended = run("selftest", "--correlation", "1", "--log", tmp_path / "a.db")
    assert (ended.code, "above 0 and below 1" in ended.err) == (2, True)
    assert not (tmp_path / "a.db").exists()


def test_too_few_films_are_told_with_how_many_are_needed(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    ended = run("selftest", "--classifier", "teaching", "--films", phantom_folder, "--log", tmp_path / "a.db")
    assert ended.code == 2
    assert "at least 100 patients" in ended.err


class Killed(BaseException):
    """Stands for a process that is gone."""


def _found(copy: Copy) -> AuditedCopy:
    """What an audit found of a copy: by the copy's seed alone, as it is of one that is made and asked anew."""
    rng, label = np.random.default_rng(copy.seed), copy.label
    pairs = tuple(
        Pair(f"p{index}", "PA", label, Said(-3.0, False, Verdict.NOT_CHALLENGED), _said(float(rng.normal(6, 4)))) for index in range(9)
    )
    measured = CopyMeasured(copy.name, copy.plant and str(copy.plant), copy.correlation, 2 * copy.ratio, {}, pairs)
    used = ClassifierUsed("teaching", embedded("teaching").weights_sha256, (label,), (20, 20), "cpu", "float32")
    return AuditedCopy(used, measured, measured)


def _said(logit: float) -> Said:
    return Said(logit, logit > 0, Verdict.DEPENDENT_ON_OUTSIDE if logit > 4 else Verdict.NO_OUTSIDE_DEPENDENCE_FOUND)


def test_a_run_that_is_killed_ten_times_ends_with_the_same_numbers_as_one_that_is_not(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a copy is audited, after it, and before and after its entry is written; every copy is in the log once."""
    left, append = [10_000], Log.append

    def step() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    def audited(asked: AuditCopy, *rest: object) -> AuditedCopy:
        step()
        found = _found(asked.copy)
        step()
        return found

    def appended(log: Log, *given: Any, **named: Any) -> Stored:
        step()
        entry = append(log, *given, **named)
        step()
        return entry

    workers = SimpleNamespace(submit=lambda task, asked: asked)
    monkeypatch.setattr("app.cli.models.self_test.Pool", lambda **_: nullcontext(workers))
    monkeypatch.setattr("app.cli.models.self_test.followed", audited)
    monkeypatch.setattr(Log, "append", appended)
    asked = ("selftest", "--classifier", "teaching", "--kinds", "side marker", "--kinds", "blur", "--kinds", "nothing", "--copies", "2")
    whole = run(*asked, "--log", tmp_path / "whole.db")
    for kill in (0, 1, 2, 3, 0, 5, 2, 3, 1, 7):
        left[0] = kill
        with pytest.raises(Killed):
            run(*asked, "--log", tmp_path / "killed.db")
    assert 0 < len(_tests(tmp_path / "killed.db")) < 6, "some copies were left for the last run"
    left[0] = 10_000
    ended = run(*asked, "--log", tmp_path / "killed.db")
    assert ended.code == whole.code == 0, ended.err
    told = [[replace(record, seconds=0.0) for record in _tests(tmp_path / name)] for name in ("whole.db", "killed.db")]
    assert told[0] == told[1]
    assert len(told[1]) == 6
    scope = ended.out.index("On 2 copies")
    assert ended.out[scope:] == whole.out[whole.out.index("On 2 copies") :]
