"""DICOM films: one grey, whatever the file calls it, and one sentence where there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset
from pydicom.sequence import Sequence

from models.values.digests import pixel_hash
from models.values.radiograph import Radiograph
from models.values.refusal import NotARadiograph, RefusalCode

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
Either = Callable[[bytes], Radiograph | NotARadiograph]
SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
WEDGE = (np.arange(210 * 200).reshape(210, 200) % 4096).astype(np.uint16)


def test_stored_bits_are_the_range_of_grey(build: Build, read: Read) -> None:
    np.testing.assert_allclose(read(build()).pixels, WEDGE / 4095, atol=1e-6)


def test_monochrome1_is_monochrome2_inverted(build: Build, read: Read) -> None:
    """The same stored values are p as MONOCHROME2 and 1 − p as MONOCHROME1."""
    two, one = (read(build(PhotometricInterpretation=f"MONOCHROME{kind}")) for kind in (2, 1))
    np.testing.assert_allclose(one.pixels, 1 - two.pixels, atol=1e-6)
    assert one.header.photometric == "MONOCHROME1"
    assert one.header.pixel_sha256 != two.header.pixel_sha256


@pytest.mark.parametrize(("slope", "intercept"), [(1, 0), (1, -1024), (0.25, 100), (3, -7)])
def test_rescaling_is_a_change_of_units_not_of_the_film(build: Build, read: Read, slope: float, intercept: float) -> None:
    """PS3.3 C.11.1: the ends of the stored range are rescaled with the values."""
    found = read(build(RescaleSlope=slope, RescaleIntercept=intercept))
    np.testing.assert_allclose(found.pixels, WEDGE / 4095, atol=1e-5)


@pytest.mark.parametrize("kind", [1, 2])
def test_a_negative_slope_turns_the_film_over(build: Build, read: Read, kind: int) -> None:
    """MONOCHROME2 shows the least value *after* the modality transform as black (PS3.3 C.7.6.3.1.2), so stored 0 is bright."""
    found = read(build(RescaleSlope=-1, RescaleIntercept=4095, PhotometricInterpretation=f"MONOCHROME{kind}"))
    wanted = 1 - WEDGE / 4095
    np.testing.assert_allclose(found.pixels, wanted if kind == 2 else 1 - wanted, atol=1e-5)


@pytest.mark.parametrize("elements", [{"RescaleSlope": 0, "RescaleIntercept": 5}, {"RescaleIntercept": -1000}, {"ModalityLUTSequence": []}])
def test_a_modality_transform_that_says_nothing_is_none(build: Build, read: Read, elements: dict[str, Any]) -> None:
    np.testing.assert_allclose(read(build(**elements)).pixels, WEDGE / 4095, atol=1e-5)


def test_signed_values_span_their_own_range(build: Build, read: Read) -> None:
    signed = (WEDGE.astype(np.int16) - 2048).astype(np.int16)
    np.testing.assert_allclose(read(build(signed)).pixels, WEDGE / 4095, atol=1e-6)


def test_eight_bits_are_read_too(build: Build, read: Read) -> None:
    byte = (WEDGE % 256).astype(np.uint8)
    np.testing.assert_allclose(read(build(byte)).pixels, byte / 255, atol=1e-6)


def test_bits_beyond_the_stored_ones_are_no_grey(build: Build, read: Read) -> None:
    """Old devices keep overlays there (PS3.5 8.1.1)."""
    np.testing.assert_array_equal(read(build(WEDGE | 0xF000)).pixels, read(build()).pixels)


@pytest.mark.parametrize("modality", ["CR", "DX", "RG"])
def test_every_modality_of_plain_films_is_read(build: Build, read: Read, modality: str) -> None:
    assert read(build(Modality=modality)).header.modality == modality


@pytest.mark.parametrize("bits", [10, 12, 16])
@pytest.mark.parametrize("kind", [1, 2])
def test_a_modality_lut_is_applied(build: Build, read: Read, kind: int, bits: int) -> None:
    """A table of 4096 entries that squares the grey; MONOCHROME1 inverts after it."""
    table, most = Dataset(), 2**bits - 1
    squares = np.round((np.arange(4096) / 4095) ** 2 * most).astype("<u2")
    table.LUTDescriptor, table.ModalityLUTType, table.LUTData = [4096, 0, bits], "US", squares.tobytes()
    table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "OW"
    found = read(build(ModalityLUTSequence=Sequence([table]), PhotometricInterpretation=f"MONOCHROME{kind}"))
    wanted = squares[WEDGE] / most
    np.testing.assert_allclose(found.pixels, wanted if kind == 2 else 1 - wanted, atol=1e-6)


def test_the_header_tells_identity_and_origin(build: Build, read: Read) -> None:
    data = build(ViewPosition="PA", PatientSex="F", PatientAge="069Y", Manufacturer="Maker\x00", BurnedInAnnotation="YES")
    film = read(data)
    header = film.header
    assert header.file_sha256 == hashlib.sha256(data).hexdigest()
    assert header.pixel_sha256 == pixel_hash(film.pixels)
    assert (header.rows, header.columns) == film.pixels.shape == (210, 200)
    assert header.sop_instance_uid == "1.2.826.0.1.3680043.10.1561.1"
    assert header.study_instance_uid == "1.2.826.0.1.3680043.10.1561.2"
    assert header.transfer_syntax == "1.2.840.10008.1.2.1"
    assert (header.view, header.modality, header.decoder) == ("PA", "DX", "pydicom")
    assert (header.tags.sex, header.tags.age_band, header.tags.manufacturer, header.tags.burned_in) == ("F", "60-69", "Maker", "YES")
    assert film.pixels.dtype == np.float32
    assert "Sentinel" not in repr(header)
    assert "SENTINEL" not in repr(header)


def test_a_film_without_preamble_is_read(build: Build, read: Read) -> None:
    """Old archives leave out the first 132 bytes and the group of the file's own; implicit or explicit is then guessed."""
    data = build()
    bare = data[132:]
    start = bare.index(b"\x08\x00\x16\x00")
    np.testing.assert_allclose(read(bare[start:]).pixels, read(data).pixels)


REFUSALS: dict[str, tuple[RefusalCode, dict[str, Any], str]] = {
    **{
        m: (RefusalCode.NOT_A_PROJECTION, {"Modality": m}, w)
        for m, w in (("CT", "a CT slice"), ("MR", "an MR image"), ("SR", "structured"))
    },
    "other": (RefusalCode.NOT_A_PROJECTION, {"Modality": "SENTINEL", "SOPClassUID": SECONDARY}, "Neither Modality nor SOP class"),
    "no modality": (RefusalCode.NOT_A_PROJECTION, {"drop": ("Modality",), "SOPClassUID": SECONDARY}, "Neither Modality nor SOP class"),
    "no pixels": (RefusalCode.NO_PIXELS, {"drop": ("PixelData",)}, "only a header"),
    "no rows": (RefusalCode.NO_PIXELS, {"drop": ("Rows",)}, "rows and columns"),
    "frames": (RefusalCode.SEVERAL_FRAMES, {"NumberOfFrames": 2}, "several frames"),
    "small": (RefusalCode.TOO_SMALL, {"stored": np.eye(127, 400, dtype=np.uint16)}, "400 × 127"),
    "large": (RefusalCode.TOO_LARGE, {"Rows": 12_001}, "12001"),
    "blank": (RefusalCode.BLANK, {"stored": np.full((210, 200), 77, np.uint16)}, "the same value"),
    "fewer pixels than it says": (RefusalCode.DAMAGED_PIXELS, {"Rows": 400}, "damaged or cut off"),
    "unknown syntax": (RefusalCode.UNKNOWN_COMPRESSION, {"syntax": "1.2.3.4"}, "transfer syntax, 1.2.3.4;"),
    "a syntax that is a class": (RefusalCode.UNKNOWN_COMPRESSION, {"syntax": "1.2.840.10008.1.1"}, "1.2.840.10008.1.1"),
    "twelve bits without a gap": (
        RefusalCode.UNKNOWN_DEPTH,
        {"BitsAllocated": 12, "PixelData": b"\1" * (210 * 200 * 12 // 8)},
        "8 or 16 bits",
    ),
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_what_is_no_chest_film_is_refused_with_its_reason(reason: str, build: Build, refused: Refused) -> None:
    code, change, said = REFUSALS[reason]
    data = build(**change)
    refusal = refused(data)
    assert refusal.code == code
    assert said in refusal.sentence
    assert refusal.file_sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("share", [0.995, 0.5, 0.1])
def test_a_film_cut_off_within_its_pixels_is_refused(share: float, build: Build, refused: Refused) -> None:
    data = build()
    assert refused(data[: int(len(data) * share)]).code in {RefusalCode.TRUNCATED, RefusalCode.DAMAGED_PIXELS}


@pytest.mark.parametrize("kept", [132, 140, 150, 200])
def test_a_film_cut_off_within_its_file_header_is_refused(kept: int, build: Build, refused: Refused) -> None:
    assert refused(build()[:kept]).code in {RefusalCode.TRUNCATED, RefusalCode.NOT_A_PROJECTION}


@pytest.mark.parametrize("data", [b"", b"<html>not found</html>", b"\x00" * 5000, b"PK\x03\x04" + b"x" * 400])
def test_what_is_no_dicom_is_refused(data: bytes, refused: Refused) -> None:
    assert refused(data).code == RefusalCode.NOT_AN_IMAGE


@settings(max_examples=400)
@given(data=st.data())
def test_a_damaged_file_ends_as_a_film_or_as_a_refusal(data: st.DataObject, build: Build, either: Either) -> None:
    """Bytes changed, cut out, doubled, or the end cut off, mostly in the header: never another exception."""
    content = bytearray(
        _WHOLE.setdefault("film", build(RescaleSlope=1, RescaleIntercept=0, PatientAge="050Y", WindowCenter=9, WindowWidth=9))
    )
    header = content.index(b"\xe0\x7f\x10\x00") + 12
    places = st.one_of(st.integers(128, header), st.integers(0, len(content) - 1))
    for _ in range(data.draw(st.integers(1, 6))):
        place = min(data.draw(places), len(content) - 1)
        match data.draw(st.sampled_from(["change", "change", "change", "cut out", "double", "end"])):
            case "change":
                content[place] = data.draw(st.integers(0, 255))
            case "cut out":
                del content[place : place + data.draw(st.integers(1, 40))]
            case "double":
                content[place:place] = content[place : place + data.draw(st.integers(1, 40))]
            case "end":
                del content[place + 1 :]
    found = either(bytes(content))
    if isinstance(found, NotARadiograph):
        assert found.sentence.endswith(".")
        assert "entinel" not in found.sentence
    else:
        assert found.pixels.dtype == np.float32
        assert 0 <= found.pixels.min() < found.pixels.max() <= 1


_WHOLE: dict[str, bytes] = {}
