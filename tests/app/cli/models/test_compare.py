"""``models compare``."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.site.classifiers import classifier_named, own_classifiers
from audit.log.store import EntryKind
from tests.app.cli.models.compared_log import by, films, written
from tests.logs import last
from tests.own_classifiers import own_classifier

Run = Callable[..., Any]
A, B = "a1" * 32, "b2" * 32


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """On six films of three patients A finds a mass each time and B never; A screened one more, B two."""
    seven, eight = films(7, patients=3), films(9, patients=3)
    of_a = [by(film, A, mass=True) for film in seven]
    of_b = [by(film, B, mass=False) for film in [*eight[:6], *eight[7:]]]
    return written(tmp_path / "a.db", [*of_a, *of_b])


def test_two_versions_are_compared_by_how_their_hashes_begin(run: Run, log: Path) -> None:
    """Six films of three patients changed: on one film a patient 3 to 0, so p is 2 / 2³."""
    ended = run("models", "compare", A[:6], B[:8].upper(), "--log", log)
    assert ended.code == 0, ended.err
    lines = ended.out.splitlines()
    assert lines[:2] == ["A: a1a1a1  weights sha256 a1a1a1a1a1a1a1a1…  7 films", "B: B2B2B2B2  weights sha256 b2b2b2b2b2b2b2b2…  8 films"]
    assert lines[2] == "Compared on 6 films that both screened. Left out: 1 of A alone, 2 of B alone."
    assert lines[3].startswith("Films of one patient are not independent: decisions are tested on 3 films, one a patient")
    (mass,) = (line.split() for line in lines if line.startswith("Mass"))
    assert mass == ["Mass", "6", "6", "0", "6", "0", "3", "3", "0", "0.2500", "0.5000", "-", "-", "0", "0", "0", "0"]
    (nodule,) = (line.split() for line in lines if line.startswith("Nodule"))
    assert nodule[9:11] == ["1.0000", "1.0000"]


def test_the_table_is_aligned_and_no_patient_is_in_it(run: Run, log: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.csv"
    ended = run("models", "compare", A[:6], B[:6], "--log", log, "--csv", out)
    (head,) = (line for line in ended.out.splitlines() if line.startswith("finding"))
    rows = [line for line in ended.out.splitlines() if line.startswith(("Mass", "Nodule"))]
    assert {len(line) for line in rows} == {len(head)}
    assert not any(f"{patient:064x}" in ended.out + out.read_text("utf-8") for patient in range(3))


def test_the_csv_has_the_same_numbers(run: Run, log: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.csv"
    assert run("models", "compare", A[:6], B[:6], "--log", log, "--csv", out).code == 0
    with out.open(newline="", encoding="utf-8") as opened:
        mass, nodule = csv.DictReader(opened)
    assert (mass["finding"], mass["films"], mass["only_a"], mass["patients"], mass["patients_only_a"]) == ("Mass", "6", "6", "3", "3")
    assert (float(mass["mcnemar_p"]), float(mass["mcnemar_p_holm"]), mass["spearman"]) == (0.25, 0.5, "")
    assert (nodule["weights_sha256_a"], nodule["weights_sha256_b"]) == (A, B)
    assert run("models", "compare", A[:6], B[:6], "--log", log, "--csv", out).code == 0, "its own result is replaced"


def test_nothing_else_is_written_over(run: Run, log: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    ended = run("models", "compare", A[:6], B[:6], "--log", log, "--csv", tmp_path / "mine.csv")
    assert (ended.code, "holds something else" in ended.err) == (2, True)
    assert (tmp_path / "mine.csv").read_text() == "mine"


def test_a_comparison_is_an_entry(run: Run, log: Path) -> None:
    run("models", "compare", A[:6], B[:6], "--log", log)
    assert getattr(last(log, EntryKind.READ).record, "sentence", "") == "Two classifiers were compared on 6 films."


def test_names_and_folders_are_those_of_the_inventory(run: Run, tmp_path: Path) -> None:
    """Screenings with the same weights and another manifest are another version; they are left out and told."""
    own_classifier(own_classifiers() / "first", "first", b"first")
    own_classifier(tmp_path / "second", "second", b"second")
    first, second = classifier_named("first"), classifier_named(str(tmp_path / "second"))
    three = films(3)
    records = [by(film, first.weights_sha256, first.computation_sha256, mass=True) for film in three]
    records += [by(film, first.weights_sha256, "0" * 64, mass=False) for film in three]
    records += [by(film, second.weights_sha256, second.at("balanced").computation_sha256, mass=False) for film in three]
    ended = run("models", "compare", "first", tmp_path / "second", "--log", written(tmp_path / "a.db", records))
    assert ended.code == 0, ended.err
    assert "B: second  weights" in ended.out
    assert "3 screenings with A's weights and another manifest were left out." in ended.out
    assert "Of 3 films the patient is not known; each counts as a patient of its own." in ended.out
    (mass,) = (line.split() for line in ended.out.splitlines() if line.startswith("Mass"))
    assert mass[1:9] == ["3", "3", "0", "3", "0", "3", "3", "0"]


def test_decisions_at_several_points_are_told(run: Run, tmp_path: Path) -> None:
    one, other = films(2)
    records = [by(one, A, "1" * 64, mass=True), by(other, A, "2" * 64, mass=True), *(by(film, B, mass=True) for film in (one, other))]
    ended = run("models", "compare", A[:6], B[:6], "--log", written(tmp_path / "a.db", records))
    assert "A decided in 2 ways, as at several operating points; of each film the last counts." in ended.out


@pytest.mark.parametrize(
    ("a", "b", "code", "said"),
    [
        (A[:6], A[:10], 2, "A and B are the same classifier; name two."),
        (A[:6], "c3c3c3", 1, "No film in a.db was screened by c3c3c3."),
        (A[:6], "embedded", 1, "No film in a.db was screened by embedded."),
        (A[:5], B[:6], 2, "There is no classifier of this name"),
        ("nobody", B[:6], 2, "So do the first 6 or more digits of a weights hash."),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(run: Run, log: Path, a: str, b: str, code: int, said: str) -> None:
    ended = run("models", "compare", a, b, "--log", log)
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1)
    assert said in ended.err


def test_digits_of_several_weights_are_refused(run: Run, tmp_path: Path) -> None:
    (film,) = films(1)
    file = written(tmp_path / "a.db", [by(film, "abcdef" + end * 58, mass=True) for end in "01"])
    ended = run("models", "compare", "abcdef", "abcdef0", "--log", file)
    assert (ended.code, ended.out) == (2, "")
    assert "abcdef begins the hashes of several weights" in ended.err


def test_without_a_film_in_common_there_is_nothing_to_compare(run: Run, tmp_path: Path) -> None:
    one, other = films(2)
    file = written(tmp_path / "a.db", [by(one, A, mass=True), by(other, B, mass=True)])
    ended = run("models", "compare", A[:6], B[:6], "--log", file)
    assert (ended.code, ended.out) == (1, "")
    assert "No film in a.db was screened by both" in ended.err


def test_a_log_that_there_is_not_is_said(run: Run, tmp_path: Path) -> None:
    ended = run("models", "compare", A[:6], B[:6], "--log", tmp_path / "none.db")
    assert (ended.code, ended.out) == (1, "")
    assert not (tmp_path / "none.db").exists()
