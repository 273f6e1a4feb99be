"""The windows that a film can be shown in: numbers that always mean the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desktop.viewer.presets import Preset, choices, window_of
from models.film.polarity import inverted
from models.values.radiograph import Header, NamedWindow, Note, Radiograph, Window, WindowOrigin

FILE = Window(0.4, 0.6, WindowOrigin.FILE)
SOFT = Window(0.3, 0.9, WindowOrigin.FILE)


def ramp(*windows: NamedWindow, low: float = 0.0, high: float = 1.0, notes: tuple[Note, ...] = ()) -> Radiograph:
    """Every row goes from low to high."""
    pixels = np.tile(np.linspace(low, high, 801, dtype=np.float32), (80, 1))
    return Radiograph(pixels, Window(0.5, 0.2, WindowOrigin.FILE), Header("0" * 64, "0" * 64, 80, 801, notes=notes), windows)


def test_the_files_windows_have_their_explanations_in_their_names() -> None:
    found = choices(ramp(NamedWindow("NORMAL", FILE), NamedWindow("", SOFT)))
    assert [choice.preset for choice in found] == list(Preset)
    assert [(choice.name, choice.window) for choice in found if "file" in choice.name] == [
        ("Window as in the file: NORMAL", FILE), ("Second window of the file", SOFT), ("Third window of the file", None),
        ("Fourth window of the file", None),
    ]  # fmt: skip


def test_a_film_without_windows_of_its_own_has_all_others() -> None:
    missing = {choice.preset for choice in choices(ramp()) if choice.window is None}
    assert missing == {Preset.FILE, Preset.SECOND_OF_FILE, Preset.THIRD_OF_FILE, Preset.FOURTH_OF_FILE}


@pytest.mark.parametrize(
    ("preset", "low", "high"),
    [(Preset.FULL_RANGE, 0.2, 0.4), (Preset.AUTOMATIC, 0.201, 0.399), (Preset.LUNGS, 0.2265, 0.33), (Preset.DENSE, 0.3075, 0.375)],
)
def test_windows_from_the_greys_of_a_ramp(preset: Preset, low: float, high: float) -> None:
    """The middle three quarters of a ramp from 0.2 to 0.4 are 0.225 to 0.375."""
    window = window_of(ramp(low=0.2, high=0.4), preset)
    assert window is not None
    ends = (window.centre - window.width / 2, window.centre + window.width / 2)
    assert ends == pytest.approx((low, high), abs=1e-3)


def test_padding_has_no_part_in_the_automatic_window() -> None:
    film = ramp(low=0.5, high=1.0, notes=(Note.PADDING_BLACKENED,))
    film.pixels[:40] = 0
    window = window_of(film, Preset.AUTOMATIC)
    assert window is not None
    assert window.centre - window.width / 2 == pytest.approx(0.5, abs=0.01)


@given(st.floats(0, 1, width=32))
def test_a_film_of_one_grey_has_windows_too(grey: float) -> None:
    assert all(choice.window.width > 0 for choice in choices(ramp(low=grey, high=grey)) if choice.window)


def test_an_inverted_film_has_its_windows_inverted() -> None:
    """A grey g is shown as white − what 1 − g was shown as."""
    assert inverted(ramp(NamedWindow("NORMAL", FILE))).windows == (NamedWindow("NORMAL", Window(0.6, 0.6, WindowOrigin.FILE)),)
