"""``models point``: a choice is kept, told, used and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.site.operating_points import own_points

Run = Callable[..., Any]


def test_a_choice_is_told_kept_and_taken_back(run: Run) -> None:
    assert run("models", "point", "embedded").out.splitlines()[:2] == ["* specificity-90 (default)", "  balanced"]
    assert run("models", "point", "embedded", "balanced").out.splitlines()[:2] == ["  specificity-90 (default)", "* balanced"]
    assert run("models", "point", "embedded").out.splitlines()[1] == "* balanced"
    assert str(own_points()) in run("models", "point", "embedded", "--default").out
    assert run("models", "point", "embedded").out.splitlines()[0] == "* specificity-90 (default)"


def test_a_classifier_of_one_point_has_none_to_choose(run: Run) -> None:
    assert run("models", "point", "teaching").out.startswith("teaching has one operating point, without a name.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody",), "There is no classifier of this name; there are: embedded, teaching."),
        (("lungs",), "There is no classifier of this name"),
        (("embedded", "loud"), "embedded has no operating point 'loud'; it has: specificity-90, balanced."),
        (("embedded", "balanced", "--default"), "Name a point or --default, not both."),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_nothing_is_kept(run: Run, arguments: tuple[str, ...], said: str) -> None:
    ended = run("models", "point", *arguments)
    assert (ended.code, said in ended.err) == (2, True)
    assert not own_points().exists()


def _told(out: str) -> tuple[int, str] | None:
    """Return how many films were already recorded, and the operating point."""
    found = re.search(r"; (\d+) of them already recorded\..*^Operating point: (\S+)$", out, re.DOTALL | re.MULTILINE)
    return (int(found[1]), found[2]) if found else None


def test_a_film_is_screened_at_the_point_that_is_named_or_kept(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    """And what was recorded at one point is not already recorded at another."""
    screen = ("screen", phantom_folder / "plain.dcm", "--log", tmp_path / "audit.db", "--no-challenges")
    assert _told(run(*screen).out) == (0, "specificity-90")
    assert _told(run(*screen, "--operating-point", "balanced").out) == (0, "balanced")
    run("models", "point", "embedded", "balanced")
    assert _told(run(*screen).out) == (1, "balanced")
    assert _told(run(*screen, "--operating-point", "specificity-90").out) == (1, "specificity-90")
    listed = run("log", "show", tmp_path / "audit.db").out
    assert "embedded at specificity-90: " in listed
    assert "embedded at balanced: " in listed


def test_no_point_is_told_where_none_has_a_name_or_no_film_was_decided(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    teaching = ("screen", phantom_folder / "plain.dcm", "--classifier", "teaching", "--no-challenges")
    for screen in (teaching, ("screen", phantom_folder / "notes.dcm")):
        out = run(*screen, "--log", tmp_path / "audit.db").out
        assert "Head: entry" in out
        assert "Operating point" not in out


def test_an_unknown_point_ends_the_command_before_any_film(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    ended = run("screen", phantom_folder / "plain.dcm", "--log", tmp_path / "audit.db", "--operating-point", "loud")
    assert (ended.code, "embedded has no operating point 'loud'; it has: specificity-90, balanced." in ended.err) == (2, True)
