"""PhotometricInterpretation in any spelling; what says nothing of the polarity is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.values.radiograph import Note, Polarity, Radiograph
from tests.dicom_bytes import replaced, short
from tests.films import WEDGE

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
PHOTOMETRIC = (0x0028, 0x0004)
NAMELESS = (
    None, b"", b"\0\0", b"MONOCHROME", b"MONOCHROME3", b"GRAYSCALE", b"RGB ", b"YBR_FULL", b"YBR_FULL_422", b"HSV", b"CMYK",
    b"PALETTE COLOR ", b"\1\2",
)  # fmt: skip


@pytest.mark.parametrize(
    "name", [b"MONOCHROME%d", b"monochrome%d", b"Monochrome%d ", b"MONOCHROME %d", b"MONOCHROME_%d", b"MONOCROME%d", b"MONO%d"]
)
@pytest.mark.parametrize("kind", [1, 2])
def test_a_misspelt_monochrome_is_believed(name: bytes, kind: int, build: Build, read: Read) -> None:
    film = read(replaced(build(), PHOTOMETRIC, short(PHOTOMETRIC, b"CS", name % kind)))
    np.testing.assert_allclose(film.pixels, WEDGE / 4095 if kind == 2 else 1 - WEDGE / 4095, atol=1e-6)
    assert film.header.notes == ()


@pytest.mark.parametrize(
    "name",
    [
        None,
        b"",
        b"\0\0",
        b"MONOCHROME",
        b"MONOCHROME3",
        b"GRAYSCALE",
        b"RGB ",
        b"YBR_FULL",
        b"YBR_FULL_422",
        b"HSV",
        b"CMYK",
        b"PALETTE COLOR ",
        b"\1\2",
    ],
)
def test_one_value_a_pixel_is_grey_whatever_it_is_called(name: bytes | None, build: Build, read: Read) -> None:
    film = read(replaced(build(), PHOTOMETRIC, b"" if name is None else short(PHOTOMETRIC, b"CS", name)))
    np.testing.assert_allclose(film.pixels, WEDGE / 4095, atol=1e-6)
    assert film.header.notes == (Note.PHOTOMETRIC_ASSUMED,)


@pytest.mark.parametrize(
    "elements",
    [{"PresentationLUTShape": "INVERSE"}, {"PresentationIntentType": "FOR PROCESSING", "PixelIntensityRelationshipSign": 1}],
    ids=str,
)
def test_where_another_element_tells_the_polarity_nothing_is_assumed(elements: dict[str, Any], build: Build, read: Read) -> None:
    film = read(build(drop=("PhotometricInterpretation",), **elements))
    np.testing.assert_allclose(film.pixels, 1 - WEDGE / 4095, atol=1e-6)
    assert film.header.notes == ()


@pytest.mark.parametrize("name", [None, b"RGB ", b"MONOCHROME"])
@pytest.mark.parametrize("stored_inverted", [False, True])
def test_the_pixels_tell_the_polarity_that_the_header_does_not(
    name: bytes | None, stored_inverted: bool, checker: InputChecker, build: Build, read: Read
) -> None:
    grey = phantom(5_000_003, size=512, marked=False).pixels
    stored = np.round((1 - grey if stored_inverted else grey) * 4095).astype(np.uint16)
    film = read(replaced(build(stored), PHOTOMETRIC, b"" if name is None else short(PHOTOMETRIC, b"CS", name)))
    (seen,) = checker.looked_at([film])
    assert seen.film.header.polarity == (Polarity.INVERTED if stored_inverted else Polarity.AS_TAGGED)
    np.testing.assert_allclose(seen.film.pixels, grey, atol=1e-3)
