"""How a film is first shown: by the file's own window, unless that would hide the film."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from models.radiograph import Radiograph, automatic_window

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]


@pytest.mark.parametrize(("kind", "centre"), [(1, 1 - 1000 / 4095), (2, 1000 / 4095)])
def test_the_files_window_is_taken_in_grey_of_the_film(build: Build, read: Read, kind: int, centre: float) -> None:
    window = read(build(WindowCenter=1000, WindowWidth=3900, PhotometricInterpretation=f"MONOCHROME{kind}")).window
    assert window.origin == "file"
    assert window.centre == pytest.approx(centre)
    assert window.width == pytest.approx(3900 / 4095)


@pytest.mark.parametrize(("slope", "centre"), [(2, 1000 / 4095), (-2, 1000 / 4095)])
def test_the_window_is_in_rescaled_units(build: Build, read: Read, slope: int, centre: float) -> None:
    """Whichever way the slope goes: a thousandth of the stored range above the least rescaled value is that share of grey."""
    least = 500 if slope > 0 else 500 - 2 * 4095
    window = read(build(RescaleSlope=slope, RescaleIntercept=500, WindowCenter=least + 2000, WindowWidth=7800)).window
    assert window.origin == "file"
    assert window.centre == pytest.approx(centre)
    assert window.width == pytest.approx(7800 / 2 / 4095)


def test_the_first_of_several_windows_is_taken(build: Build, read: Read) -> None:
    window = read(build(WindowCenter=[2048, 1], WindowWidth=[4096, 2])).window
    assert (window.origin, window.centre) == ("file", pytest.approx(2048 / 4095))


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"WindowCenter": 2048},
        {"WindowCenter": 2048, "WindowWidth": 0},
        {"WindowCenter": 2048, "WindowWidth": -100},
        {"WindowCenter": 2048, "WindowWidth": 2000},
        {"WindowCenter": 128, "WindowWidth": 256},
    ],
    ids=["none", "half", "closed", "negative", "saturates half of the film", "of eight bits on twelve"],
)
def test_a_window_that_would_hide_the_film_gives_way_to_the_automatic_one(build: Build, read: Read, elements: dict[str, Any]) -> None:
    film = read(build(**elements))
    assert film.window == automatic_window(film.pixels)
    assert film.window.origin == "automatic"


def test_the_window_never_changes_the_pixels(build: Build, read: Read) -> None:
    films = [read(build(WindowCenter=centre, WindowWidth=width)) for centre, width in ((2048, 4096), (10, 3), (4000, 4000))]
    for film in films[1:]:
        np.testing.assert_array_equal(film.pixels, films[0].pixels)
