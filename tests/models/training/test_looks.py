"""Each look at the evaluation films is counted, and none is forgotten."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from models.training.looks import FILE, Look, add, looks, told

FIRST = Look("2026-11-21", "step 4", ("nih", "lungs"), "areas", "tests/a.py", chose=True)


def _kept(folder: Path, *found: Look) -> Path:
    file = folder / "looks.json"
    file.write_text("[]")
    for look in found:
        add(look, file)
    return file


def test_a_look_is_appended_to_those_before(tmp_path: Path) -> None:
    second = Look.now("step 10", ("nih_more",), "areas in strata", "tests/b.py")
    file = _kept(tmp_path, FIRST, second)
    assert looks(file) == [FIRST, second]
    assert second.chose is False
    assert date.fromisoformat(second.date) >= date(2026, 11, 28)


def test_the_page_counts_looks_and_those_by_which_something_was_chosen(tmp_path: Path) -> None:
    unknown = Look("2026-11-27", "step 9", ("lungs",), "Dice", "a script", chose=None)
    page = "\n".join(told(_kept(tmp_path, FIRST, FIRST, unknown)))
    assert "On 3 occasions; on 2 of them something was chosen" in page
    assert page.count("| 2026-11-21 | 4 | nih, lungs | areas | tests/a.py | yes |") == 2
    assert "| Dice | a script | not known |" in page


def test_the_committed_looks_are_in_order_and_nothing_is_said_twice() -> None:
    found = looks()
    assert [one.date for one in found] == sorted(one.date for one in found)
    assert len({json.dumps(row) for row in json.loads(FILE.read_text())}) == len(found)
    assert all(one.step.removeprefix("step ").isdigit() for one in found)
    assert {folder for one in found for folder in one.films} <= {"nih", "nih_more", "lungs", "hearts"}
