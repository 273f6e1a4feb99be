"""Grey: bright is dense, whatever bits, tables and tags a file spells it with; padding is black and no content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, JPEG2000Lossless, RLELossless

from models.film.polarity import inverted
from models.grids.masks import touching_rim
from models.reading.window import automatic_window
from models.values.digests import pixel_hash
from models.values.radiograph import Note, Polarity, Radiograph
from models.values.refusal import NotARadiograph
from tests.films import RAMP, WEDGE, compressed, dataset, saved

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Either = Callable[[bytes], Radiograph | NotARadiograph]
GREY = WEDGE / 4095


@pytest.mark.parametrize(
    ("elements", "inverted"),
    [
        ({"PhotometricInterpretation": "MONOCHROME2", "PresentationLUTShape": "IDENTITY"}, False),
        ({"PhotometricInterpretation": "MONOCHROME1", "PresentationLUTShape": "INVERSE"}, True),
        ({"PhotometricInterpretation": "MONOCHROME2", "PresentationLUTShape": "INVERSE"}, True),
        ({"PhotometricInterpretation": "MONOCHROME1", "PresentationLUTShape": "IDENTITY"}, True),
        ({"PixelIntensityRelationshipSign": 1}, False),
        ({"PixelIntensityRelationshipSign": -1, "PresentationIntentType": "FOR PRESENTATION"}, False),
        ({"PixelIntensityRelationshipSign": 1, "PresentationIntentType": "FOR PROCESSING"}, True),
        ({"PixelIntensityRelationshipSign": -1, "PresentationIntentType": "FOR PROCESSING"}, False),
        (
            {"PixelIntensityRelationshipSign": -1, "PresentationIntentType": "FOR PROCESSING", "PhotometricInterpretation": "MONOCHROME1"},
            False,
        ),
        (
            {"PixelIntensityRelationshipSign": 1, "PresentationIntentType": "FOR PROCESSING", "RescaleSlope": -1, "RescaleIntercept": 0},
            True,
        ),
        ({"PixelIntensityRelationshipSign": 7, "PresentationIntentType": "FOR PROCESSING"}, False),
    ],
    ids=str,
)
def test_polarity(build: Build, read: Read, elements: dict[str, Any], inverted: bool) -> None:
    """INVERSE beside MONOCHROME1 says the same twice; the relation to the beam decides for raw films alone."""
    np.testing.assert_allclose(read(build(**elements)).pixels, 1 - GREY if inverted else GREY, atol=1e-6)


@pytest.mark.parametrize("syntax", [None, RLELossless, ExplicitVRBigEndian])
@pytest.mark.parametrize("high", [12, 13, 15])
def test_a_high_bit_above_the_stored_ones_is_honoured(read: Read, syntax: Any, high: int) -> None:
    """The words hold the values shifted up, and overlays below them."""
    shifted = (WEDGE << (high - 11)) | 1
    film = dataset(shifted.astype(np.uint16), BitsStored=12, HighBit=high)
    data = compressed(film, syntax or film.file_meta.TransferSyntaxUID)
    np.testing.assert_allclose(read(data).pixels, GREY, atol=1e-6)


def test_a_high_bit_that_contradicts_the_words_is_not_believed(build: Build, read: Read) -> None:
    """No bit above the lower twelve is in use: shifting would throw four bits of grey away."""
    np.testing.assert_allclose(read(build(HighBit=15)).pixels, GREY, atol=1e-6)


@pytest.mark.parametrize("garbage", [0x1000, 0x8000, 0xF000])
def test_overlays_in_unused_bits_are_masked(build: Build, read: Read, garbage: int) -> None:
    np.testing.assert_allclose(read(build(WEDGE | np.uint16(garbage) * (WEDGE % 2))).pixels, GREY, atol=1e-6)


def test_signed_values_of_fewer_bits_keep_their_sign_without_the_unused_bits(build: Build, read: Read) -> None:
    """12 bits in two's complement; the upper four hold anything."""
    signed = (WEDGE.astype(np.int32) - 2048) & 0x0FFF
    words = (signed | 0x5000).astype(np.uint16).view(np.int16)
    np.testing.assert_allclose(read(build(words)).pixels, GREY, atol=1e-6)


def test_a_codestream_deeper_than_its_header_is_read_to_its_depth(read: Read) -> None:
    """Written with 12 bits by the codestream; the header says 10, and masking would wrap the grey around."""
    film = dataset(RAMP)
    data = compressed(film, JPEG2000Lossless)
    shallow = data.replace(b"\x28\x00\x01\x01US\x02\x00\x0c\x00", b"\x28\x00\x01\x01US\x02\x00\x0a\x00")
    assert shallow != data
    np.testing.assert_allclose(read(shallow).pixels, RAMP / 4095, atol=1e-6)


@pytest.mark.parametrize("dropped", ["BitsStored", "HighBit", "PixelRepresentation", "SamplesPerPixel"])
def test_what_a_header_leaves_open_is_taken_as_plain(build: Build, read: Read, dropped: str) -> None:
    stored = (WEDGE >> 4).astype(np.uint8)
    np.testing.assert_allclose(read(build(stored, drop=(dropped,))).pixels, stored / 255, atol=1e-6)


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
@pytest.mark.parametrize("signed", [False, True])
def test_a_modality_lut_starts_at_its_first_value_and_holds_its_ends(build: Build, read: Read, bits: int, signed: bool) -> None:
    """Values below the first entry take it, values above the last take that (PS3.3 C.11.1.1)."""
    first, most, table = 1000 - 2048 * signed, 2**bits - 1, Dataset()
    outputs = np.round(np.linspace(0, 1, 2000) * most).astype(np.uint16)
    table.LUTDescriptor, table.LUTData = [2000, first % 65536, bits], outputs.astype("<u2").tobytes()
    table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "OW"
    stored = (WEDGE.astype(np.int32) - 2048 * signed).astype(np.int16 if signed else np.uint16)
    found = read(build(stored, ModalityLUTSequence=Sequence([table]))).pixels
    np.testing.assert_allclose(found, outputs[np.clip(WEDGE.astype(int) - 1000, 0, 1999)] / most, atol=1e-6)


def test_a_modality_lut_of_bytes_is_read(build: Build, read: Read) -> None:
    """8-bit entries may be packed."""
    table, stored = Dataset(), (WEDGE >> 4).astype(np.uint8)
    table.LUTDescriptor, table.LUTData = [256, 0, 8], np.arange(255, -1, -1, dtype=np.uint8).tobytes()
    table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "OW"
    np.testing.assert_allclose(read(build(stored, ModalityLUTSequence=Sequence([table]))).pixels, 1 - stored / 255, atol=1e-6)


@pytest.mark.parametrize("data", [b"\0\0", b""])
def test_a_table_without_entries_is_refused(build: Build, either: Either, data: bytes) -> None:
    table = Dataset()
    table.LUTDescriptor, table.LUTData = [256, 0, 8], data
    table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "OW"
    assert isinstance(either(build(ModalityLUTSequence=Sequence([table]))), NotARadiograph)


def test_a_table_of_numbers_is_read(build: Build, read: Read) -> None:
    """US instead of OW."""
    table = Dataset()
    table.LUTDescriptor, table.LUTData = [4096, 0, 12], list(range(4095, -1, -1))
    table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "US"
    np.testing.assert_allclose(read(build(ModalityLUTSequence=Sequence([table]))).pixels, 1 - GREY, atol=1e-6)


def _padded(value: int, dtype: Any = np.uint16) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The ramp with 40 columns of padding on the right, and where that is."""
    stored = np.pad(RAMP.astype(dtype) + 500, ((0, 0), (0, 40)), constant_values=value)
    rim = np.zeros(stored.shape, np.bool_)
    rim[:, -40:] = True
    return stored, rim


@pytest.mark.parametrize("kind", [1, 2])
@pytest.mark.parametrize("value", [0, 4095, 2000])
def test_padding_is_black_and_no_content(build: Build, read: Read, kind: int, value: int) -> None:
    stored, rim = _padded(value)
    film = read(build(stored, PixelPaddingValue=value, PhotometricInterpretation=f"MONOCHROME{kind}"))
    grey = stored / 4095
    wanted = np.where(rim, 0, grey if kind == 2 else 1 - grey)
    np.testing.assert_allclose(film.pixels, wanted, atol=1e-6)
    assert film.header.notes == (Note.PADDING_BLACKENED,)
    assert film.window == automatic_window(film.pixels, ~rim)
    assert film.window.centre - film.window.width / 2 > 0.1


def test_a_range_of_padding_is_black(build: Build, read: Read) -> None:
    stored, rim = _padded(0)
    stored[:, -40:] = np.arange(40)
    for ends in ((0, 39), (39, 0)):
        film = read(build(stored, PixelPaddingValue=ends[0], PixelPaddingRangeLimit=ends[1]))
        assert (film.pixels[rim] == 0).all()
        assert (film.pixels[~rim] > 0).all()


@pytest.mark.parametrize("spelt", [-2000, 63536])
def test_padding_of_signed_films_may_be_spelt_unsigned(build: Build, read: Read, spelt: int) -> None:
    stored, rim = _padded(-2000, np.int16)
    film = dataset(stored, PixelRepresentation=1)
    film.add_new("PixelPaddingValue", "SS" if spelt < 0 else "US", spelt)
    assert (read(saved(film)).pixels[rim] == 0).all()


def test_padding_beyond_the_stored_bits_is_found_in_the_words(build: Build, read: Read) -> None:
    """0xF830 in films of 12 bits: masked it would be a middle grey."""
    stored, rim = _padded(0xF830)
    assert (read(build(stored, PixelPaddingValue=0xF830)).pixels[rim] == 0).all()


def test_a_letter_of_the_paddings_grey_within_the_film_stays(build: Build, read: Read) -> None:
    """In MONOCHROME1, 0 is white: the marker L as well as the padding."""
    stored, _ = _padded(0)
    stored[50:60, 50:60] = 0
    film = read(build(stored, PixelPaddingValue=0, PhotometricInterpretation="MONOCHROME1"))
    assert (film.pixels[50:60, 50:60] == 1).all()
    assert (film.pixels[:, -40:] == 0).all()


def test_a_header_that_calls_all_of_the_film_padding_is_not_believed(build: Build, read: Read) -> None:
    film = read(build(PixelPaddingValue=0, PixelPaddingRangeLimit=4095))
    np.testing.assert_allclose(film.pixels, GREY, atol=1e-6)
    assert film.header.notes == ()


@given(st.lists(st.booleans(), min_size=30, max_size=30))
def test_what_touches_the_rim_is_what_a_flood_from_it_reaches(cells: list[bool]) -> None:
    mask = np.array(cells).reshape(5, 6)
    reached = np.pad(np.zeros((3, 4), np.bool_), 1, constant_values=True) & mask
    for _ in range(30):
        grown = reached.copy()
        grown[1:] |= reached[:-1]
        grown[:-1] |= reached[1:]
        grown[:, 1:] |= reached[:, :-1]
        grown[:, :-1] |= reached[:, 1:]
        reached = grown & mask
    np.testing.assert_array_equal(touching_rim(mask), reached)


def test_a_film_turned_over_is_the_twin_with_the_other_tag(build: Build, read: Read) -> None:
    """And it is itself again when inverted twice; the header says so."""
    one, two = (read(build(PhotometricInterpretation=f"MONOCHROME{kind}", WindowCenter=1500, WindowWidth=3500)) for kind in (1, 2))
    twin = inverted(two)
    np.testing.assert_allclose(twin.pixels, one.pixels, atol=1e-6)
    assert twin.window.centre == pytest.approx(one.window.centre)
    assert twin.window.width == one.window.width
    assert twin.header.pixel_sha256 == two.header.pixel_sha256 == pixel_hash(two.pixels) != pixel_hash(twin.pixels)
    assert (two.header.polarity, twin.header.polarity) == (Polarity.AS_TAGGED, Polarity.INVERTED)
    back = inverted(twin)
    np.testing.assert_allclose(back.pixels, two.pixels, atol=1e-6)
    assert back.header.polarity == Polarity.AS_TAGGED
    assert twin.header.photometric == "MONOCHROME2"


def test_padding_stays_black_in_a_film_turned_over(build: Build, read: Read) -> None:
    stored, rim = _padded(0)
    twin = inverted(read(build(stored, PixelPaddingValue=0)))
    assert (twin.pixels[rim] == 0).all()
    np.testing.assert_allclose(twin.pixels[~rim], 1 - stored[~rim] / 4095, atol=1e-6)


@given(
    table=st.lists(st.integers(0, 65535), max_size=3),
    value=st.integers(0, 65535),
    centre=st.floats(allow_nan=False, allow_infinity=False, width=32),
    slope=st.floats(allow_nan=False, allow_infinity=False, width=32),
)
def test_absurd_numbers_end_as_a_film_or_a_refusal(
    build: Build, either: Either, table: list[int], value: int, centre: float, slope: float
) -> None:
    """The grey of a film is in [0, 1] whatever its header says."""
    item = Dataset()
    item.add_new("LUTDescriptor", "US", table)
    item.add_new("LUTData", "OW", b"\0\1\2\3" * 40)
    elements = {"RescaleSlope": f"{slope:.6g}", "RescaleIntercept": "1", "WindowCenter": f"{centre:.6g}", "WindowWidth": f"{slope:.6g}"}
    found = either(build(WEDGE[:130, :130], VOILUTSequence=Sequence([item]), PixelPaddingValue=value, **elements))
    if isinstance(found, Radiograph):
        assert 0 <= found.pixels.min() < found.pixels.max() <= 1
        assert found.window.width > 0
        assert np.isfinite([found.window.centre, found.window.width]).all()
