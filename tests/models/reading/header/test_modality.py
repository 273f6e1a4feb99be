"""What a film is called: by its Modality in any spelling, else by its SOP class."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.values.radiograph import Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.dicom_bytes import replaced, short

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
MODALITY, CLASS = (0x0008, 0x0060), (0x0008, 0x0016)
_NEITHER = "Neither Modality nor SOP class"
CR, DX, RAW, SECONDARY = (f"1.2.840.10008.5.1.4.1.1.{end}" for end in ("1", "1.1", "1.1.1", "7"))


@pytest.mark.parametrize("named", [b"dx", b"Dx", b"DX "])
@pytest.mark.parametrize("representation", [b"CS", b"LO", b"SH", b"ST", b"US"])
def test_a_modality_in_another_spelling_or_vr_is_that_modality(named: bytes, representation: bytes, build: Build, read: Read) -> None:
    header = read(replaced(build(), MODALITY, short(MODALITY, representation, named))).header
    assert (header.modality, header.notes) == ("DX", ())


@pytest.mark.parametrize("named", [b" DX", b"DX\0", b"DX\\CR", b"dx\\dx"])
def test_blanks_and_further_values_do_not_count(named: bytes, build: Build, read: Read) -> None:
    assert read(replaced(build(), MODALITY, short(MODALITY, b"CS", named))).header.modality == "DX"


@pytest.mark.parametrize("named", [None, b"", b"  ", b"\0\0", b"DR", b"OT", b"dr", b"XR", b"RAD ", b"CXR ", b"X-RAY ", b"CR/DX ", b"RX"])
@pytest.mark.parametrize(("sop_class", "modality"), [(CR, "CR"), (DX, "DX"), (RAW, "DX")])
def test_the_class_decides_where_the_modality_says_nothing(
    named: bytes | None, sop_class: str, modality: str, build: Build, read: Read
) -> None:
    data = build(SOPClassUID=sop_class)
    header = read(replaced(data, MODALITY, b"" if named is None else short(MODALITY, b"CS", named))).header
    assert (header.modality, header.notes) == (modality, (Note.MODALITY_BY_CLASS,))


def test_the_class_in_the_meta_information_serves_too(build: Build, read: Read) -> None:
    assert read(replaced(replaced(build(), MODALITY, b""), CLASS, b"")).header.modality == "DX"


@pytest.mark.parametrize("named", ["CT", "ct", "MG", "PX", "IO", "SEG", "ES"])
def test_another_kind_of_image_stays_one_whatever_its_class(named: str, build: Build, refused: Refused) -> None:
    refusal = refused(replaced(build(), MODALITY, short(MODALITY, b"CS", named.encode())))
    assert refusal.code == RefusalCode.NOT_A_PROJECTION


@pytest.mark.parametrize(
    ("named", "said"),
    [(None, _NEITHER), (b"OT", _NEITHER), (b"DR", _NEITHER), (b"DX,", _NEITHER), (b"ES", "by its Modality tag"), (b"CT", "a CT slice")],
)
def test_without_modality_and_class_nothing_is_a_film(named: bytes | None, said: str, build: Build, refused: Refused) -> None:
    data = build(SOPClassUID=SECONDARY)
    refusal = refused(replaced(data, MODALITY, b"" if named is None else short(MODALITY, b"CS", named)))
    assert refusal.code == RefusalCode.NOT_A_PROJECTION
    assert said in refusal.sentence
