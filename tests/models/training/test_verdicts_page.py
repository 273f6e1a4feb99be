"""The page's section on verdicts says what was measured, and nothing of what was not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from models.networks.library import embedded
from models.selftest.planted_pairs import SHIPPED as NAME
from models.selftest.planted_pairs import Contaminated, CopyMeasured, Null, Pair, Said
from models.training.verdict_figures import figures
from models.training.verdicts_page import verdicts
from models.values.method import METHOD
from models.values.verdict import Verdict

NEGATIVE = Said(-3.0, False, Verdict.NOT_CHALLENGED)
FOUND = Said(4.0, True, Verdict.DEPENDENT_ON_OUTSIDE, covered=True, named=True)
MISSED = Said(4.0, True, Verdict.UNDETERMINED, ("fillers_disagree",))
SUPPRESSED = Said(-4.0, False, Verdict.SUPPRESSED_BY_OUTSIDE)


def _copy(
    name: str, said: Sequence[tuple[Said, Said | None]], kind: str | None, correlation: float | None, expected: float
) -> CopyMeasured:
    pairs = tuple(Pair(f"nih {i}", "PA", "Effusion", *pair) for i, pair in enumerate(said))
    return CopyMeasured(name, kind, correlation, expected, {}, pairs)


DOT = _copy("corner-dot-Effusion-11", [(NEGATIVE, FOUND)] * 3 + [(NEGATIVE, MISSED)], "corner dot", 0.95, 7.3)
TAKING = _copy("side-marker-Effusion-41", [(FOUND, SUPPRESSED)], "side marker", -0.95, -7.3)
CLEAN = _copy("unplanted-Effusion-31", [(MISSED, None)] * 4, None, None, 0.0)
SHIPPED = _copy(NAME, [(MISSED, None), (FOUND, None)], None, None, 0.0)


def _page(folder: Path, *copies: CopyMeasured, weights: str = "", method: int = METHOD) -> str:
    file, weights = folder / "verdicts.json", weights or embedded("embedded").weights_sha256
    told = figures(copies) | {"films_of": "evaluate", "rest_on": 150, "method": method, "copies_of": weights}
    file.write_text(json.dumps(told))
    return "\n".join(verdicts(file))


def test_without_figures_there_is_no_section(tmp_path: Path) -> None:
    assert verdicts(tmp_path / "verdicts.json") == []


def test_figures_of_another_method_say_so(tmp_path: Path) -> None:
    said = f"Measured by method {METHOD - 1}; method {METHOD} of this version was not measured yet."
    assert said in _page(tmp_path, DOT, method=METHOD - 1)
    assert "not measured yet" not in _page(tmp_path, DOT)


def test_power_is_told_by_kind_and_correlation_with_copies_and_findings(tmp_path: Path) -> None:
    page = _page(tmp_path, DOT)
    lines = {line.split(" | ")[0]: line.split(" | ")[1:4] for line in page.splitlines() if line.startswith("| ")}
    for name in ("| all copies", "| PA", "| corner dot", "| correlation 0.95"):
        assert lines[name][:2] == ["1", "4"]
        assert lines[name][2].startswith("0.75 (")
    assert "| AP" not in lines
    assert "with the role evaluate" in page
    assert "made of films of at most 150 patients" in page


def test_each_copy_stands_with_its_shift_beside_what_there_was_to_learn(tmp_path: Path) -> None:
    page = _page(tmp_path, DOT, TAKING, CLEAN)
    assert "| corner dot Effusion 11 | 0.95 | 4 | 7.0 of 7.3 | 4 | 0.75 (" in page
    assert "| side marker Effusion 41 | -0.95 | 1 | -8.0 of -7.3 | 1 | 1.00 (" in page
    assert "| unplanted Effusion 31 | none | 4 | none | 0 | none | none | 0.00 (0.00 to 0.49) |" in page


def test_suppression_false_verdicts_and_the_call_are_told_where_they_were_measured(tmp_path: Path) -> None:
    bare = _page(tmp_path, DOT)
    for said in ("a plant took away", "area under the ROC curve", "drawn as controls are", "the shipped classifier"):
        assert said not in bare
    page = _page(tmp_path, DOT, TAKING, CLEAN, SHIPPED)
    assert "Decisions that a plant took away" in page
    assert "| copies without a plant | 1 | 4 | 0.00 (" in page
    assert "| the shipped classifier, all findings | 1 | 2 | 0.50 (" in page
    assert "tells 1 copies with a plant (100% to 100%; half of the films carry it) from 1 without (0% to 0%)" in page


def test_places_drawn_like_controls_are_told_beside_the_nominal_share(tmp_path: Path) -> None:
    nulls = tuple(Null(f"nih {i}", "PA", 4, passed=i == 0) for i in range(20))
    page = _page(tmp_path, CopyMeasured("unplanted", None, None, 0.0, {}, (), nulls))
    assert "one of them passes on 0.05 (" in page
    assert "of PA films (nominal: at most 5%; 20 films of copies)" in page


def test_what_a_contaminated_reference_does_is_told_by_level(tmp_path: Path) -> None:
    rows = tuple(Contaminated(level, 20, 3, (power, power, power), (level, level, level)) for level, power in ((0.0, 0.9), (0.5, 0.2)))
    page = _page(tmp_path, replace(DOT, contaminated=rows), replace(DOT, name="other", contaminated=rows[:1]))
    assert "| 0% | 2 | 6 | 0.90 (0.90 to 0.90) | 0.00 (0.00 to 0.00) |" in page
    assert "| 50% | 1 | 3 | 0.20 (0.20 to 0.20) | 0.50 (0.50 to 0.50) |" in page
    assert "over 20 references each" in page
    assert "references each" not in _page(tmp_path, DOT)


def test_how_often_a_contaminated_reference_is_suspected_is_told_by_level(tmp_path: Path) -> None:
    many = _copy("corner-dot-Effusion-11", [(NEGATIVE, FOUND)] * 80, "corner dot", 0.95, 7.3)
    page = _page(tmp_path, many)
    assert "| 0% | 0.00 (0.00 to 0.00) |" in page
    assert "| 25% | 1.00 (1.00 to 1.00) |" in page
    assert "may be contaminated" not in _page(tmp_path, DOT), "four films are no reference"


@pytest.mark.parametrize("said", ["The copies are of the classifier before the present one (weights 01234567…)."])
def test_it_is_said_where_the_copies_are_of_another_classifier(tmp_path: Path, said: str) -> None:
    assert said in _page(tmp_path, DOT, weights="0123456789" + "0" * 54)
    assert said not in _page(tmp_path, DOT)
