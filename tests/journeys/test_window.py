"""A sitting at the real window, with worker processes, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.desktop.review.verdict_wording import SHORT
from tests.logs import films

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sitting(phantom_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    home = tmp_path_factory.mktemp("sitting")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(home)}
    command = [sys.executable, "-m", "tests.journeys.journey", str(phantom_folder), str(home / "audit.db")]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    found["log"] = home / "audit.db"
    return found


def test_every_file_ends_with_its_entry(sitting: dict[str, object]) -> None:
    assert sitting["ended"] == [["", ""]]
    marked, notes, plain = sitting["rows"]
    assert " positive · entry " in marked
    assert notes.startswith("notes.dcm, Refused · This is neither a DICOM file nor")
    assert " positive · entry " in plain
    assert len(films(sitting["log"])) == 3


def test_dragging_windows_and_r_resets(sitting: dict[str, object]) -> None:
    before, after = sitting["windowed"]
    assert "by hand" in after
    assert sitting["reset"].split("  Zoom")[0] == before.split("  Zoom")[0]


def test_keys_window_turn_flip_and_choose_what_a_drag_does(sitting: dict[str, object]) -> None:
    description, drag = sitting["by_keys"]
    assert "(lungs)" in description
    assert "Flipped, turned 270°" in description
    assert drag == "Drag: ruler"


def test_a_drag_measures_and_is_undone(sitting: dict[str, object]) -> None:
    """The phantom's header gives a pixel spacing, which its lungs make plausible."""
    (length,), note = sitting["measured"]
    assert length.endswith(" mm")
    assert note.endswith("plausible by the lungs")
    assert sitting["undone"] == [[], ""]


def test_tags_and_keys_are_shown_when_asked_for(sitting: dict[str, object]) -> None:
    assert {"Modality", "Rows", "Pixel Data"} <= set(sitting["tags"])
    assert sitting["keys"] == [True, "L"]


def test_overlays_are_drawn(sitting: dict[str, object]) -> None:
    assert sitting["grad_cam_changes_the_picture"] is True
    assert sitting["guided"] == "Guided Grad-CAM"


def test_the_taught_finding_stands_first_with_the_fall_of_its_logit(sitting: dict[str, object]) -> None:
    label, probability, threshold, _, outside, change, verdict = sitting["findings"]
    assert label.strip("● ") == "Cardiomegaly"
    assert float(probability) >= float(threshold)
    assert outside.endswith("%")
    assert float(change.replace("\N{MINUS SIGN}", "-")) < -1
    assert verdict in SHORT.values()


def test_the_verdict_stands_over_film_and_finding_with_the_tests_below(sitting: dict[str, object]) -> None:
    film, finding = sitting["verdict"]
    assert film["verdict"].startswith("This film: ")
    assert film["verdict_sentence"].startswith("Cardiomegaly")
    assert finding["region"].startswith("Region ")
    assert "fillers" in finding["tests"] or "Not judged" in finding["tests"]
    assert "Score" in finding["tests"]


def test_the_tests_are_shown_side_by_side_with_the_score_under_each_and_are_those_of_the_record(sitting: dict[str, object]) -> None:
    shown = sitting["tests"]
    assert (shown["title"], shown["message"]) == ("Tests of Cardiomegaly", "")
    (original, before), *filled = shown["pictures"]
    assert original == "As the network sees it"
    assert len(filled) >= 2
    assert before == f"Score {sitting['findings'][1]}"
    assert all(float(score.split("logit falls by")[1]) > 1 for _, score in filled)
    assert "differ" not in shown["notes"]
    assert "are not those of the entry" not in shown["notes"]
    assert sitting["film_again"] == [{}, True]


def test_share_and_budget_are_drawn_and_say_what_they_are_not(sitting: dict[str, object]) -> None:
    drawn, texts = sitting["evidence"]
    assert drawn == [True, True]
    assert "the grid alone" in texts["legend"]
    assert texts["caption"].endswith("Where evidence is stored, not where it entered; no ground for a flag.")


def test_the_next_file_says_why_it_is_no_film(sitting: dict[str, object]) -> None:
    assert sitting["second_message"] == "This is neither a DICOM file nor a PNG, JPEG or TIFF picture; send the film itself."


def test_a_refused_file_shows_its_reason(sitting: dict[str, object]) -> None:
    assert sitting["second_finding"]["title"] == "Refused"
    assert sitting["second_finding"]["warnings"].startswith("This is neither a DICOM file")


def test_going_back_shows_the_film_that_is_held_with_its_record(sitting: dict[str, object]) -> None:
    finding, colours = sitting["first_again"]
    assert finding == sitting["findings"]
    assert "Guided Grad-CAM" in colours


def test_the_window_never_imports_torch_or_a_decoder(sitting: dict[str, object]) -> None:
    assert sitting["forbidden_modules"] == []
