"""How a film is first shown: by the file's own window, unless that would hide the film."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset
from pydicom.sequence import Sequence

from models.reading.window import automatic_window
from models.values.radiograph import Radiograph, WindowOrigin
from tests.films import WEDGE

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]


@pytest.mark.parametrize(("kind", "centre"), [(1, 1 - 999.5 / 4095), (2, 999.5 / 4095)])
def test_the_files_window_is_taken_in_grey_of_the_film(build: Build, read: Read, kind: int, centre: float) -> None:
    """LINEAR is black at c − 0.5 − (w − 1) / 2 (PS3.3 C.11.2.1.2.1)."""
    window = read(build(WindowCenter=1000, WindowWidth=3900, PhotometricInterpretation=f"MONOCHROME{kind}")).window
    assert window.origin == WindowOrigin.FILE
    assert window.centre == pytest.approx(centre)
    assert window.width == pytest.approx(3899 / 4095)


def test_an_exact_line_ends_half_a_width_from_its_centre(build: Build, read: Read) -> None:
    window = read(build(WindowCenter=2000, WindowWidth=4000, VOILUTFunction="LINEAR_EXACT")).window
    assert (window.centre, window.width) == (pytest.approx(2000 / 4095), pytest.approx(4000 / 4095))


@pytest.mark.parametrize("level", [0.1, 0.9])
def test_a_sigmoid_is_shown_by_the_line_through_its_10_and_90_percent(build: Build, read: Read, level: float) -> None:
    """1 / (1 + exp(−4 (x − c) / w))."""
    window = read(build(WindowCenter=2000, WindowWidth=2500, VOILUTFunction="SIGMOID")).window
    place = 2000 - 2500 / 4 * np.log(1 / level - 1)
    assert (place / 4095 - window.centre) / window.width + 0.5 == pytest.approx(level)


@pytest.mark.parametrize("slope", [2, -2])
def test_the_window_is_in_rescaled_units(build: Build, read: Read, slope: int) -> None:
    """Whichever way the slope goes: a thousandth of the stored range above the least rescaled value is that share of grey."""
    least = 500 if slope > 0 else 500 - 2 * 4095
    window = read(build(RescaleSlope=slope, RescaleIntercept=500, WindowCenter=least + 2000.5, WindowWidth=7801)).window
    assert window.origin == WindowOrigin.FILE
    assert window.centre == pytest.approx(1000 / 4095)
    assert window.width == pytest.approx(7800 / 2 / 4095)


@pytest.mark.parametrize(("centres", "widths"), [([2048.5, 1], [4097, 2]), ([1, 2048.5], [2, 4097]), ([2048.5, 9, 8], [4097])])
def test_the_first_of_several_windows_that_shows_the_film_is_taken(build: Build, read: Read, centres: Any, widths: Any) -> None:
    window = read(build(WindowCenter=centres, WindowWidth=widths)).window
    assert (window.origin, window.centre) == (WindowOrigin.FILE, pytest.approx(2048 / 4095))


def test_all_windows_are_offered_in_their_order_with_what_the_header_calls_them(build: Build, read: Read) -> None:
    """That of no width is none; the one that would hide the film is one."""
    film = read(
        build(WindowCenter=[2048.5, 1, 1024.5], WindowWidth=[4097, 0, 101], WindowCenterWidthExplanation=["NORMAL", "NONE", "HARD"])
    )
    assert [(one.name, one.window.origin) for one in film.windows] == [("NORMAL", WindowOrigin.FILE), ("HARD", WindowOrigin.FILE)]
    assert [one.window.centre for one in film.windows] == [pytest.approx(2048 / 4095), pytest.approx(1024 / 4095)]
    assert [one.window.width for one in film.windows] == [pytest.approx(4096 / 4095), pytest.approx(100 / 4095)]
    assert film.window == film.windows[0].window


def test_windows_without_explanations_have_no_name_and_a_table_comes_first_under_its_own(build: Build, read: Read) -> None:
    table = _table(np.arange(4096, dtype=np.uint16))
    film = read(build(WindowCenter=[2048, 99], WindowWidth=[4096, 9], VOILUTSequence=table))
    assert [one.name for one in film.windows] == ["VOI LUT", "", ""]
    table[0].LUTExplanation = "Thorax"
    assert [one.name for one in read(build(VOILUTSequence=table)).windows] == ["Thorax"]


@pytest.mark.parametrize(
    ("elements", "origin"),
    [
        ({}, WindowOrigin.AUTOMATIC),
        ({"WindowCenter": 2048}, WindowOrigin.AUTOMATIC),
        ({"WindowCenter": 2048, "WindowWidth": 0}, WindowOrigin.AUTOMATIC),
        ({"WindowCenter": 2048, "WindowWidth": -100}, WindowOrigin.AUTOMATIC),
        ({"WindowCenter": 2048, "WindowWidth": 2000}, WindowOrigin.FILE_HIDES),
        ({"WindowCenter": 128, "WindowWidth": 256}, WindowOrigin.FILE_HIDES),
        ({"WindowCenter": [128, 99999], "WindowWidth": [256, 5]}, WindowOrigin.FILE_HIDES),
    ],
    ids=["none", "half", "closed", "negative", "saturates half of the film", "of eight bits on twelve", "two that do"],
)
def test_a_window_that_would_hide_the_film_gives_way_and_that_is_said(
    build: Build, read: Read, elements: dict[str, Any], origin: WindowOrigin
) -> None:
    film = read(build(**elements))
    assert film.window == replace(automatic_window(film.pixels), origin=origin)


def _table(outputs: np.ndarray[Any, Any], first: int = 0, bits: int = 12) -> Sequence:
    table = Dataset()
    table.LUTDescriptor, table.LUTData = [len(outputs) % 65536, first, bits], np.asarray(outputs, "<u2").tobytes()
    table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "OW"
    return Sequence([table])


@pytest.mark.parametrize("kind", [1, 2])
def test_a_voi_lut_that_is_a_ramp_is_the_window_of_its_ends(build: Build, read: Read, kind: int) -> None:
    ramp = np.round(np.linspace(0, 4095, 3001))
    film = read(build(VOILUTSequence=_table(ramp, first=600), PhotometricInterpretation=f"MONOCHROME{kind}"))
    black, white = 600 / 4095, 3600 / 4095
    middle = (black + white) / 2
    assert film.window.origin == WindowOrigin.FILE
    assert film.window.centre == pytest.approx(middle if kind == 2 else 1 - middle, abs=2e-3)
    assert film.window.width == pytest.approx(white - black, abs=2e-3)
    np.testing.assert_array_equal(film.pixels, read(build(PhotometricInterpretation=f"MONOCHROME{kind}")).pixels)


def test_a_voi_lut_that_falls_turns_the_film_over(build: Build, read: Read) -> None:
    """MONOCHROME2 is dark where the value is small *after* the display's table (PS3.3 C.7.6.3.1.2)."""
    plain, fallen = read(build()), read(build(VOILUTSequence=_table(np.arange(4095, -1, -1))))
    np.testing.assert_allclose(fallen.pixels, 1 - plain.pixels, atol=1e-6)
    assert fallen.window.origin == WindowOrigin.FILE
    assert fallen.window.centre == pytest.approx(0.5, abs=1e-3)


def test_the_window_never_changes_the_pixels(build: Build, read: Read) -> None:
    films = [read(build(WindowCenter=centre, WindowWidth=width)) for centre, width in ((2048, 4096), (10, 3), (4000, 4000))]
    for film in films[1:]:
        np.testing.assert_array_equal(film.pixels, films[0].pixels)


def test_a_film_of_two_greys_counts_both(build: Build, read: Read) -> None:
    two = np.where(WEDGE > 2000, 1500, 1000).astype(np.uint16)
    for width, origin in ((1000, WindowOrigin.FILE), (60_000, WindowOrigin.FILE_HIDES)):
        assert read(build(two, WindowCenter=1250, WindowWidth=width)).window.origin == origin


@pytest.mark.parametrize(("width", "origin"), [(4096, WindowOrigin.FILE), (16_384, WindowOrigin.FILE), (65_536, WindowOrigin.FILE_HIDES)])
def test_a_window_that_shows_the_film_nearly_as_one_grey_is_passed_over(build: Build, read: Read, width: int, origin: WindowOrigin) -> None:
    """A film of twelve bits in words of sixteen, and a window that is as wide as the words."""
    film = read(build(BitsStored=16, WindowCenter=width / 2, WindowWidth=width))
    assert film.window.origin == origin
