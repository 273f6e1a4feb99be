"""Millimetres of a pixel, and which way a film is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from models.values.radiograph import Note, Orientation, Radiograph, SpacingSource

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]


@pytest.mark.parametrize(
    ("elements", "mm", "origin"),
    [
        ({}, None, None),
        ({"PixelSpacing": [0.143, 0.143]}, 0.143, SpacingSource.PIXEL_SPACING),
        ({"ImagerPixelSpacing": [0.2, 0.2]}, 0.2, SpacingSource.IMAGER_PIXEL_SPACING),
        ({"PixelSpacing": [0.19, 0.19], "ImagerPixelSpacing": [0.2, 0.2]}, 0.19, SpacingSource.PIXEL_SPACING),
        ({"PixelSpacing": [0.19, 0.19 * 1.005]}, 0.19, SpacingSource.PIXEL_SPACING),
        ({"PixelSpacing": [0.1, 0.3]}, None, None),
        ({"PixelSpacing": [0.1, 0.3], "ImagerPixelSpacing": [0.2, 0.2]}, 0.2, SpacingSource.IMAGER_PIXEL_SPACING),
        ({"PixelSpacing": [0.19, 0.19], "PixelSpacingCalibrationType": "FIDUCIAL"}, 0.19, SpacingSource.PIXEL_SPACING_FIDUCIAL),
        ({"PixelSpacing": [0.19, 0.19], "PixelSpacingCalibrationType": "GEOMETRY"}, 0.19, SpacingSource.PIXEL_SPACING_GEOMETRY),
        ({"ImagerPixelSpacing": [0.2, 0.2], "EstimatedRadiographicMagnificationFactor": 1.25}, 0.16, SpacingSource.IMAGER_MAGNIFIED),
        (
            {"PixelSpacing": [0.2, 0.2], "ImagerPixelSpacing": [0.2, 0.2], "EstimatedRadiographicMagnificationFactor": 1.25},
            0.16,
            SpacingSource.IMAGER_MAGNIFIED,
        ),
        (
            {"PixelSpacing": [0.17, 0.17], "ImagerPixelSpacing": [0.2, 0.2], "EstimatedRadiographicMagnificationFactor": 1.25},
            0.17,
            SpacingSource.PIXEL_SPACING,
        ),
        ({"ImagerPixelSpacing": [0.2, 0.2], "EstimatedRadiographicMagnificationFactor": 0}, 0.2, SpacingSource.IMAGER_PIXEL_SPACING),
        ({"ImagerPixelSpacing": [0.2, 0.2], "EstimatedRadiographicMagnificationFactor": 40}, 0.2, SpacingSource.IMAGER_PIXEL_SPACING),
        ({"NominalScannedPixelSpacing": [0.1, 0.1]}, 0.1, SpacingSource.NOMINAL_SCANNED),
        ({"PixelSpacing": [0, 0]}, None, None),
        ({"PixelSpacing": [-0.2, -0.2]}, None, None),
        ({"PixelSpacing": [0.001, 0.001]}, 0.001, SpacingSource.PIXEL_SPACING),
        ({"PixelSpacing": [143, 143]}, 143, SpacingSource.PIXEL_SPACING),
        ({"PixelSpacing": []}, None, None),
        ({"PixelSpacing": [0.2]}, None, None),
        ({"PixelSpacing": [0.2, 0.2, 0.2]}, None, None),
    ],
    ids=str,
)
def test_spacing_is_square_and_possible_or_unknown(build: Build, read: Read, elements: dict[str, Any], mm: float, origin: str) -> None:
    header = read(build(**elements)).header
    assert header.pixel_spacing_mm == (pytest.approx(mm) if mm else None)
    assert header.spacing_from == origin


@pytest.mark.parametrize(
    ("elements", "said"),
    [
        ({}, False),
        ({"PixelSpacing": [0.2, 0.2]}, False),
        ({"PixelSpacing": [0.1, 0.2]}, True),
        ({"ImagerPixelSpacing": [0.1, 0.2]}, True),
        ({"PixelAspectRatio": [1, 1]}, False),
        ({"PixelAspectRatio": [4, 3]}, True),
        ({"PixelAspectRatio": [0, 3]}, False),
        ({"PixelSpacing": [0.2, 0.2], "PixelAspectRatio": [4, 3]}, False),
    ],
    ids=str,
)
def test_pixels_that_are_not_square_are_told_and_read_as_stored(build: Build, read: Read, elements: dict[str, Any], said: bool) -> None:
    film = read(build(**elements))
    assert (Note.PIXELS_NOT_SQUARE in film.header.notes) is said
    assert film.pixels.shape == (210, 200)
    if said:
        assert film.header.pixel_spacing_mm is None


_TURNS = {
    Orientation.UPRIGHT: lambda picture: picture,
    Orientation.ROTATED_CLOCKWISE: lambda picture: np.rot90(picture, -1),
    Orientation.ROTATED_180: lambda picture: np.rot90(picture, 2),
    Orientation.ROTATED_ANTICLOCKWISE: np.rot90,
    Orientation.MIRRORED: np.fliplr,
    Orientation.ROTATED_CLOCKWISE_MIRRORED: lambda picture: np.rot90(np.fliplr(picture), -1),
    Orientation.ROTATED_180_MIRRORED: lambda picture: np.rot90(np.fliplr(picture), 2),
    Orientation.ROTATED_ANTICLOCKWISE_MIRRORED: lambda picture: np.rot90(np.fliplr(picture)),
}


@pytest.mark.parametrize("name", _TURNS)
def test_the_letters_say_how_an_upright_film_was_turned(build: Build, read: Read, name: Orientation) -> None:
    """Upright, the patient's head is up and the right side on the left; the letters at the right and lower edge of the turned one."""
    upright = np.array([["", "H", ""], ["R", "", "L"], ["", "F", ""]])
    turned = _TURNS[name](upright)
    film = read(build(PatientOrientation=[str(turned[1, 2]), str(turned[2, 1])]))
    assert film.header.orientation == name
    np.testing.assert_array_equal(film.pixels, read(build()).pixels)


@pytest.mark.parametrize(
    ("letters", "wanted"),
    [
        (["A", "F"], Orientation.LATERAL), (["P", "F"], Orientation.LATERAL), (["H", "A"], Orientation.LATERAL),
        (["LA", "FP"], Orientation.UPRIGHT), (["L", "L"], None), (["L", "R"], None), (["A", "P"], None),
        (["L", "A"], None), (["F", "F"], None), (["X", "F"], None), (["", ""], None), (["L"], None), ([], None), (["L", "F", "F"], None),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_a_frontal_or_lateral_film_says_nothing(
    build: Build, read: Read, letters: list[str], wanted: Orientation | None
) -> None:
    assert read(build(PatientOrientation=letters)).header.orientation == wanted
