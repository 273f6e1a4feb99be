"""Global removals on the terminal: scores before and after, in one line, which says what it does not tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.export.global_removals import global_removals
from app.run.recording import screened_record
from audit.records.film import FilmRecord
from audit.records.method import MethodRecord
from models.values.finding import probability
from models.values.screening import Screening
from tests.app.removed_globally import removed_globally

Run = Callable[..., Any]


@pytest.fixture
def record(screenings: tuple[Screening, ...], method: MethodRecord) -> FilmRecord:
    """A film with removals for its second label, whose logit is 1 and whose Δ are half of the first's."""
    first, second, *others = screenings[0].findings
    positive = replace(second, label="Hernia_of_it", logit=1.0, probability=probability(1.0), positive=True)
    used = replace(screenings[0].classifier, labels=tuple(one.label for one in (first, positive, *others)))
    screening = replace(screenings[0], findings=(first, positive, *others), classifier=used)
    return screened_record(removed_globally(screening, (positive.label,)), method)[0]


def test_a_line_tells_the_scores_after_each_filler_beside_another_patients_mask(record: FilmRecord) -> None:
    """Δ of 0.25 and 0.125, 1 and 0.75; with the other mask 0.375 and 0.5 by one filler, from a logit of 1."""
    (line,) = global_removals(record)
    assert line == (
        "Global removals (confirm nothing about one film; kept blur, then registered donor; in brackets with another chest's mask): "
        "Hernia_of_it 0.73, without all outside 0.68, 0.71 (0.65, not run), without all inside 0.50, 0.56 (0.62, not run)."
    )


def test_without_donors_there_is_one_filler_and_no_other_patient(record: FilmRecord) -> None:
    kept = tuple(region for region in record.regions if region.removed in (None, "outside", "inside"))
    numbers = {region.id for region in kept}
    blurred = tuple(one for one in record.challenges if one.region in numbers and one.filler != "registered_donor")
    (line,) = global_removals(replace(record, regions=kept, challenges=blurred, not_run=()))
    assert line == (
        "Global removals (confirm nothing about one film; kept blur; no donors, so no other chest's mask): "
        "Hernia_of_it 0.73, without all outside 0.68, without all inside 0.50."
    )


def test_a_film_of_which_nothing_was_asked_has_no_line(screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    assert global_removals(screened_record(screenings[0], method)[0]) == []


def test_screen_global_records_them_by_a_method_of_its_own(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    """What was screened without is not taken for it, and the other way round."""
    log, out = tmp_path / "audit.db", tmp_path / "out.jsonl"
    command = ("screen", phantom_folder / "marked.dcm", "--log", log, "--classifier", "teaching", "--device", "cpu")
    assert "Global removals" not in run(*command).out
    ended = run(*command, "--global", "--json", out)
    assert ended.code == 0
    assert "Global removals (confirm nothing about one film; " in ended.out
    (film,) = map(json.loads, out.read_text("utf-8").splitlines())
    assert film["method"]["parameters"]["global_removals"] is True
    assert {"global_removal", "local_removal"} == {challenge["kind"] for challenge in film["challenges"]}
    assert "already recorded" in run(*command, "--global").out


def test_global_without_challenges_is_refused(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    ended = run("screen", phantom_folder / "marked.dcm", "--log", tmp_path / "audit.db", "--global", "--no-challenges")
    assert ended.code == 2
    assert "--global needs the perturbation tests: leave --no-challenges out." in " ".join(ended.err.split())
    assert not (tmp_path / "audit.db").exists()
