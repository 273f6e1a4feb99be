"""What commands on films find in folders: what they pass over, what is excluded, and what they wrote themselves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.logs import films

Run = Callable[..., Any]


@pytest.fixture
def folder(phantom_folder: Path, tmp_path: Path) -> Path:
    """A film and two files that are none."""
    made = tmp_path / "films"
    (made / "viewer").mkdir(parents=True)
    shutil.copy(phantom_folder / "plain.dcm", made / "IM1")
    (made / "read.me").write_text("of the viewer")
    (made / "viewer" / "setup.exe").write_bytes(b"MZ")
    return made


def test_strangers_have_no_entry_and_do_not_change_the_exit_code(run: Run, folder: Path, tmp_path: Path) -> None:
    ended = run("screen", folder, "--log", tmp_path / "audit.db")
    assert ended.code == 0
    assert "1 screened (1 undetermined), 0 refused, 0 failed; 0 of them already recorded. 2 other files were passed over; " in ended.out
    assert "passed over; --verbose lists them.\n" in ended.out
    assert "read.me" not in ended.out
    assert len(films(tmp_path / "audit.db")) == 1


def test_strangers_are_listed_when_asked_for(run: Run, folder: Path, ready_log: Path) -> None:
    ended = run("screen", folder, "--log", ready_log, "--verbose")
    for name in ("read.me", "viewer/setup.exe"):
        assert f"{folder / name}: passed over, no image.\n" in ended.out
    assert "2 other files were passed over.\n" in ended.out


def test_a_stranger_that_is_named_is_refused_with_an_entry(run: Run, folder: Path, ready_log: Path) -> None:
    ended = run("screen", folder / "read.me", "--log", ready_log)
    assert (ended.code, ended.out.count("passed over")) == (1, 0)
    assert "read.me: refused (entry 4). This is neither a DICOM file" in ended.out
    assert "0 screened, 1 refused, 0 failed" in ended.out


def test_a_folder_of_strangers_holds_no_film(run: Run, folder: Path, ready_log: Path) -> None:
    ended = run("screen", folder / "viewer", "--log", ready_log)
    assert (ended.code, ended.err) == (2, "No films found in the given paths. 1 other file was passed over; --verbose lists it.\n")


@pytest.mark.parametrize("pattern", ["*.[em]*", "viewer"])
def test_what_is_excluded_is_not_passed_over_either(run: Run, folder: Path, ready_log: Path, pattern: str) -> None:
    ended = run("screen", folder, "--log", ready_log, "--exclude", pattern, "--exclude", "read*")
    assert ended.code == 0
    assert "passed over" not in ended.out
    ended = run("screen", folder, "--log", ready_log, "--exclude", "IM*")
    assert (ended.code, ended.err) == (2, "No films found in the given paths. 2 other files were passed over; --verbose lists them.\n")


def test_the_same_command_again_does_not_screen_what_it_wrote(run: Run, folder: Path) -> None:
    """Log, records, witness and maps lie among the films; a map is a picture."""
    log = folder / "audit.db"
    written = ("--log", log, "--json", folder / "findings.jsonl", "--witness", folder / "witness", "--maps", folder / "maps")
    for already in (0, 1):
        ended = run("screen", folder, *written)
        assert ended.code == 0
        passed_over = 2 + len(list((folder / "maps").iterdir())) * already
        told = f"{already} of them already recorded. {passed_over} other files were passed over"
        assert f"1 screened (1 undetermined), 0 refused, 0 failed; {told}" in ended.out
    assert list((folder / "maps").glob("*.png"))
    assert len(films(log)) == 1


def test_masks_are_not_taken_for_films_by_the_same_command_again(run: Run, folder: Path) -> None:
    for passed_over in ("1 other file was", "3 other files were"):
        ended = run("anatomy", folder, "--out", folder / "masks", "--json", folder / "quality.json", "--exclude", "viewer")
        assert ended.code == 0
        assert f"1 mask in {folder / 'masks'}, 0 files left out. {passed_over} passed over; --verbose lists" in ended.out


def test_films_that_lie_in_a_folder_of_maps_are_films(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "maps").mkdir()
    (folder / "IM1").rename(folder / "maps" / "IM1")
    ended = run("screen", folder, "--log", tmp_path / "audit.db", "--maps", folder / "maps", "--no-challenges")
    assert (ended.code, "1 screened (1 not challenged), 0 refused, 0 failed" in ended.out) == (0, True)


def test_what_an_earlier_command_wrote_elsewhere_in_the_folder_is_no_film_either(run: Run, folder: Path, ready_log: Path) -> None:
    """Maps and masks say who wrote them; one that is named is refused and says so too."""
    (folder / "read.me").unlink()
    run("screen", folder / "IM1", "--log", ready_log, "--maps", folder / "maps")
    for _ in range(2):
        ended = run("anatomy", folder, "--out", folder, "--structures", "--exclude", "*.npz")
        assert (ended.code, ended.out.split(",")[0]) == (0, f"1 mask in {folder}")
    ended = run("screen", folder, "--log", ready_log)
    assert (ended.code, "1 screened (1 undetermined), 0 refused, 0 failed" in ended.out) == (0, True)
    ended = run("screen", next((folder / "maps").glob("*.png")), "--log", ready_log)
    assert "refused (entry 5). This program wrote the picture as a map or a mask; send the film itself." in ended.out


def test_a_reference_is_built_without_strangers_and_without_what_is_excluded(run: Run, folder: Path, phantom_folder: Path) -> None:
    shutil.copy(phantom_folder / "marked.dcm", folder / "IM2")
    ended = run("models", "reference", "embedded", "--from", folder, "--exclude", "IM2", "--verbose")
    assert (ended.code, ended.err) == (1, "No reference can be made of fewer than two films.\n")
    assert f"{folder / 'read.me'}: passed over, no image.\n" in ended.out
