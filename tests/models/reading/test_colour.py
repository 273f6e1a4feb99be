"""Films that a file holds in colour: flattened where they are grey, refused where they are not."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import UID, JPEG2000Lossless, JPEGBaseline8Bit, JPEGLSLossless, RLELossless

from models.values.radiograph import Note, Radiograph, WindowOrigin
from models.values.refusal import NotARadiograph, RefusalCode
from tests.films import RAMP, WEDGE, compressed, dataset, saved

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
SMOOTH = (RAMP >> 4).astype(np.uint8)
THREE = np.repeat(SMOOTH[..., None], 3, 2)


@pytest.mark.parametrize("syntax", [None, RLELossless, JPEGBaseline8Bit, JPEGLSLossless, JPEG2000Lossless])
def test_grey_in_three_channels_is_that_grey_with_a_note(read: Read, syntax: UID | None) -> None:
    film = dataset(THREE)
    found = read(compressed(film, syntax or film.file_meta.TransferSyntaxUID))
    assert np.abs(found.pixels - SMOOTH / 255).max() < (0.03 if syntax == JPEGBaseline8Bit else 1e-6)
    assert found.header.notes == (Note.COLOUR_FLATTENED,)
    assert found.window.origin == WindowOrigin.AUTOMATIC


def test_planes_one_after_the_other_are_read_too(build: Build, read: Read) -> None:
    planes = np.ascontiguousarray(THREE.transpose(2, 0, 1)).reshape(THREE.shape)
    np.testing.assert_allclose(read(build(planes, PlanarConfiguration=1)).pixels, SMOOTH / 255, atol=1e-6)


def test_luminance_and_chroma_are_read_too(build: Build, read: Read) -> None:
    """Grey has both chroma channels at 128 (PS3.3 C.7.6.3.1.2)."""
    ybr = np.stack([SMOOTH, np.full_like(SMOOTH, 128), np.full_like(SMOOTH, 128)], -1)
    found = read(build(ybr, PhotometricInterpretation="YBR_FULL"))
    assert np.abs(found.pixels - SMOOTH / 255).max() < 0.01


def test_16_bits_a_channel_are_kept(build: Build, read: Read) -> None:
    three = np.repeat(RAMP[..., None], 3, 2)
    np.testing.assert_allclose(read(build(three)).pixels, RAMP / 4095, atol=1e-6)


def _palette(red: np.ndarray[Any, Any], green: np.ndarray[Any, Any], blue: np.ndarray[Any, Any]) -> dict[str, Any]:
    elements: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
    for name, table in (("Red", red), ("Green", green), ("Blue", blue)):
        elements[f"{name}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        elements[f"{name}PaletteColorLookupTableData"] = table.astype("<u2").tobytes()
    return elements


def test_a_palette_of_greys_is_those_greys(build: Build, read: Read) -> None:
    """The palette turns the numbers over; 16 bits of its output are kept."""
    table = np.arange(255, -1, -1) * 257
    found = read(build(SMOOTH, **_palette(table, table, table)))
    np.testing.assert_allclose(found.pixels, 1 - SMOOTH / 255, atol=1e-6)
    assert found.header.notes == (Note.COLOUR_FLATTENED,)


def test_a_tinted_annotation_does_not_make_a_film_coloured(build: Build, read: Read, refused: Refused) -> None:
    """A yellow letter on 1 % of the film; on 10 % it is no film."""
    letter = THREE.copy()
    letter[:16, :13] = (255, 255, 0)
    assert read(build(letter)).header.notes == (Note.COLOUR_FLATTENED,)
    letter[:50, :60] = (255, 255, 0)
    assert refused(build(letter)).code == RefusalCode.COLOUR


def test_real_colour_is_refused(build: Build, refused: Refused) -> None:
    channels = np.stack([SMOOTH, SMOOTH[::-1], SMOOTH[:, ::-1]], -1)
    ramp = np.arange(256) * 257
    for data in (build(channels), build(SMOOTH, **_palette(ramp, ramp[::-1], ramp))):
        refusal = refused(data)
        assert refusal.code == RefusalCode.COLOUR
        assert "in colour" in refusal.sentence


@pytest.mark.parametrize(
    "elements",
    [
        {"PhotometricInterpretation": "RGB"},
        {"PhotometricInterpretation": "YBR_FULL"},
        {"SamplesPerPixel": 3},
        {"PhotometricInterpretation": "HSV", "SamplesPerPixel": 3},
        {"PhotometricInterpretation": "ARGB", "SamplesPerPixel": 4},
    ],
    ids=str,
)
def test_pixels_that_are_as_long_as_grey_ones_are_grey_whatever_the_header_says(build: Build, read: Read, elements: dict[str, Any]) -> None:
    np.testing.assert_allclose(read(build(WEDGE, **elements)).pixels, WEDGE / 4095, atol=1e-6)


def test_pixels_that_are_as_long_as_colour_are_colour_where_the_header_names_one(build: Build, read: Read) -> None:
    assert read(build(THREE, SamplesPerPixel=1)).header.notes == (Note.COLOUR_FLATTENED,)


def test_four_values_a_pixel_are_refused(build: Build, refused: Refused) -> None:
    refusal = refused(build(np.repeat(SMOOTH[..., None], 4, 2), SamplesPerPixel=4, PhotometricInterpretation="ARGB"))
    assert refusal.code == RefusalCode.COLOUR
    assert "4 values a pixel" in refusal.sentence


@pytest.mark.parametrize("said", [None, 0, 1, 2, 7])
@pytest.mark.parametrize("planes", [False, True])
def test_the_pixels_tell_how_channels_are_arranged(build: Build, read: Read, planes: bool, said: int | None) -> None:
    stored = np.ascontiguousarray(THREE.transpose(2, 0, 1)).reshape(THREE.shape) if planes else THREE
    elements: dict[str, Any] = {"drop": ("PlanarConfiguration",)} if said is None else {"PlanarConfiguration": said}
    np.testing.assert_allclose(read(build(stored, **elements)).pixels, SMOOTH / 255, atol=1e-6)


@pytest.mark.parametrize("name", [None, "", "MONOCHROME2", "HSV"])
@pytest.mark.parametrize("syntax", [None, JPEGBaseline8Bit, JPEG2000Lossless, RLELossless])
def test_three_channels_without_the_name_of_their_colours_are_read(read: Read, name: str | None, syntax: UID | None) -> None:
    film = dcmread(io.BytesIO(compressed(dataset(THREE), syntax or dataset(THREE).file_meta.TransferSyntaxUID)))
    film.PhotometricInterpretation = name
    assert np.abs(read(saved(film)).pixels - SMOOTH / 255).max() < 0.03


YBR = np.stack([SMOOTH, np.full_like(SMOOTH, 128), np.full_like(SMOOTH, 128)], -1)


@pytest.mark.parametrize("name", ["RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_ICT", "YBR_RCT"])
@pytest.mark.parametrize("stored", [THREE, YBR], ids=["RGB", "YBR"])
@pytest.mark.parametrize("planes", [False, True])
def test_uncompressed_grey_is_grey_whatever_its_colours_are_called(
    build: Build, read: Read, name: str, stored: np.ndarray[Any, Any], planes: bool
) -> None:
    """Decoded copies often keep the name of the compressed film's colours."""
    arranged = np.ascontiguousarray(stored.transpose(2, 0, 1)).reshape(stored.shape) if planes else stored
    assert np.abs(read(build(arranged, PhotometricInterpretation=name)).pixels - SMOOTH / 255).max() < 0.01


@pytest.mark.parametrize("name", ["RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"])
@pytest.mark.parametrize("syntax", [JPEGBaseline8Bit, JPEG2000Lossless, RLELossless, JPEGLSLossless])
def test_compressed_grey_is_grey_whatever_its_colours_are_called(read: Read, name: str, syntax: UID) -> None:
    film = dcmread(io.BytesIO(compressed(dataset(THREE), syntax)))
    film.PhotometricInterpretation = name
    assert np.abs(read(saved(film)).pixels - SMOOTH / 255).max() < 0.03


@pytest.mark.parametrize("name", ["RGB", "YBR_FULL", "YBR_FULL_422"])
def test_real_colour_is_refused_whatever_it_is_called(build: Build, refused: Refused, name: str) -> None:
    channels = np.stack([SMOOTH, SMOOTH[::-1], SMOOTH[:, ::-1]], -1)
    assert refused(build(channels, PhotometricInterpretation=name)).code == RefusalCode.COLOUR
