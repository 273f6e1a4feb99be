"""Pictures of a film."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.export.pictures import OUTLINE, outline, overlay, save_labels, windowed
from models.values.radiograph import Window


def test_a_window_maps_its_ends_to_black_and_white() -> None:
    pixels = np.array([[0.0, 0.25, 0.5, 0.75, 1.0]], np.float32)
    assert windowed(pixels, Window(0.5, 0.5, "file")).tolist() == [[0, 0, 127, 255, 255]]


def test_the_outline_is_the_inner_rim() -> None:
    lungs = np.zeros((9, 9), bool)
    lungs[2:7, 2:7] = True
    rim = outline(lungs, 1)
    assert rim.sum() == 16
    assert not rim[3:6, 3:6].any()
    assert not (rim & ~lungs).any()


def test_an_overlay_has_the_film_s_size_and_draws_the_organs() -> None:
    lungs = np.zeros((40, 60), bool)
    lungs[10:30, 10:30] = True
    heart = np.zeros((40, 60), bool)
    heart[15:35, 25:45] = True
    picture = np.asarray(overlay(np.full((40, 60), 0.5, np.float32), Window(0.5, 1, "file"), np.zeros((40, 60)), (lungs, heart)))
    assert tuple(picture[34, 30]) == tuple(picture[20, 25]) == OUTLINE
    assert picture.shape == (40, 60, 3)
    assert tuple(picture[10, 10]) == OUTLINE
    assert tuple(picture[0, 0]) == (127, 127, 127)


def test_a_label_map_holds_its_numbers_and_says_of_which_film_it_is(tmp_path: Path) -> None:
    labels = np.eye(5, dtype=np.uint8) * 255
    save_labels(labels, tmp_path / "mask.png", of="ab" * 32)
    with Image.open(tmp_path / "mask.png") as picture:
        assert (picture.mode, picture.info["CXR Audit"]) == ("L", "ab" * 32)
        np.testing.assert_array_equal(np.asarray(picture), labels)


def test_a_label_map_replaces_that_of_its_film_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "mask.png"
    save_labels(np.zeros((5, 5), np.uint8), file, of="ab" * 32)
    save_labels(np.ones((5, 5), np.uint8), file, of="ab" * 32)
    before = file.read_bytes()
    with pytest.raises(FileExistsError, match="holds something else"):
        save_labels(np.zeros((5, 5), np.uint8), file, of="cd" * 32)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
