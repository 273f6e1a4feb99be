"""Transplants and total effects on the terminal: what was carried where, and what neither confirms."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cli.film.lines import line_of
from app.export.changes import change_text
from app.export.transplants import transplants
from app.run.events import FilmRecorded
from app.run.recording import screened_record
from audit.records.film import FilmRecord
from audit.records.method import MethodRecord
from models.film.phantom_file import write_phantom
from models.values.screening import Screening
from tests.app.conftest import Screened
from tests.app.judged import judged
from tests.app.transplanted import transplanted, with_total

Run = Callable[..., Any]
TOTAL = "Through the whole preparation"


@pytest.fixture
def record(screenings: tuple[Screening, ...], method: MethodRecord) -> FilmRecord:
    """A film with a transplant, and one that was not run."""
    return screened_record(transplanted(judged(screenings[0])), method)[0]


def test_a_line_tells_what_spot_and_twin_did_and_another_why_one_was_not_run(record: FilmRecord) -> None:
    first, _, third = record.classifier.labels[:3] if record.classifier else ()
    assert transplants(record) == [
        "Transplants to films negative for the finding (confirm nothing about one film; in brackets the same place of another of these "
        f"films): {first}, the image’s upper left corner (text or marker): +3.50 logits, probability +0.62, 6 of 7 turned positive "
        "(-0.12, -0.03, 0 of 7).",
        f"Transplants of {third} (region 1) not run: fewer than 5 films show this place.",
    ]


def test_a_film_of_which_none_were_asked_or_none_made_has_no_line(record: FilmRecord) -> None:
    assert transplants(replace(record, transplants=None)) == []
    assert transplants(replace(record, transplants=())) == []


@pytest.mark.parametrize(("times", "told"), [(0.5, True), (1.25, True), (1.0625, False), (-1.0, True)])
def test_a_total_effect_is_told_after_the_verdict_where_it_differs_by_a_tenth(
    screened: Screened, screenings: tuple[Screening, ...], method: MethodRecord, times: float, told: bool
) -> None:
    entry = next(done.entry for done in screened.done if done.entry.kind == "screened")
    record, _ = screened_record(transplanted(with_total(judged(screenings[0]), times=times)), method)
    line = line_of(FilmRecorded(Path("a.dcm"), replace(entry, record=record), already_recorded=False, film=None))
    assert (TOTAL in line) is told
    if told:
        moved = f"the logit {change_text(2.5 * times)};"
        assert f"is filled in. {TOTAL}, whose range of intensities is then that of the changed film, {moved}" in line
        assert "with the range of the film it falls by 2.50 (noisy linear)." in line


def test_screen_global_transplants_the_marker(run: Run, tmp_path: Path) -> None:
    """The teaching classifier relies on it: composites that are negative become positive with it, and not with the twin."""
    out, film = tmp_path / "out.jsonl", tmp_path / "marked.dcm"
    write_phantom(film, 5_500_002, marked=True, size=512)
    command = ("screen", film, "--log", tmp_path / "audit.db", "--classifier", "teaching", "--device", "cpu")
    ended = run(*command, "--global", "--json", out)
    assert ended.code == 0
    assert "Transplants to films negative for the finding (confirm nothing about one film; " in ended.out
    (record,) = map(json.loads, out.read_text("utf-8").splitlines())
    made = [one for one in record["transplants"] if one["spot"]]
    assert {(one["recipients"], one["twin"]["turned_positive"]) for one in made} == {(7, 0)}
    assert max(one["spot"]["turned_positive"] for one in made) == 7
    assert "already recorded" in run(*command, "--global").out
