"""All elements of a header are listed as text, whatever one of them holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import Dataset, dcmread
from pydicom.dataelem import DataElement

from models.film.phantom_file import write_phantom
from models.reading.read import read_tags
from models.values.listed_tag import ListedTag
from models.values.refusal import NotARadiograph
from tests.films import saved
from tests.journeys.marked import TOKEN, mark


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_phantom(tmp_path / "plain.dcm", 4_000_001, marked=False, size=320)


def by_tag(tags: tuple[ListedTag, ...]) -> dict[str, ListedTag]:
    return {one.tag: one for one in tags if one.depth == 0}


def test_every_element_is_listed_in_order_with_its_name_and_value(plain: Path) -> None:
    film = dcmread(plain)
    found = read_tags(plain)
    listed = [one.tag for one in found if one.depth == 0 and not one.tag.startswith("(0002")]
    assert listed == [f"({tag.group:04x},{tag.element:04x})" for tag in sorted(film.keys())]
    assert by_tag(found)["(0008,0060)"] == ListedTag(0, "(0008,0060)", "Modality", "CS", str(film.Modality))
    assert by_tag(found)["(0028,0010)"].value == "320"
    assert by_tag(found)["(0002,0010)"].value == film.file_meta.TransferSyntaxUID
    assert by_tag(found)["(0002,0000)"].value == str(film.file_meta.FileMetaInformationGroupLength)
    assert by_tag(found)["(7fe0,0010)"].value == f"({len(film.PixelData):,} bytes)"


def test_names_sequences_private_elements_and_several_values_are_text(plain: Path) -> None:
    film = mark(dcmread(plain))
    film.WindowCenter, film.WindowWidth = [100, 200], [10, 20]
    plain.write_bytes(saved(film))
    found = read_tags(plain)
    assert by_tag(found)["(0010,0010)"].value == f"{TOKEN}^Ottilie"
    assert by_tag(found)["(0028,1050)"].value == "100.0\\200.0"
    place = next(number for number, one in enumerate(found) if one.tag == "(0040,0275)")
    assert found[place].value == "1 item"
    assert (found[place + 1].depth, found[place + 1].tag, found[place + 1].value) == (1, "(0010,0010)", f"{TOKEN}^Ottilie")
    assert any(one.tag.startswith("(0009") and TOKEN in one.value for one in found)


def test_an_element_that_cannot_be_read_hides_no_other(plain: Path) -> None:
    """A magnification of half as many bytes as its VR asks for."""
    film = dcmread(plain)
    film.add(DataElement(0x00181114, "LO", "none"))
    plain.write_bytes(saved(film).replace(b"\x18\x00\x14\x11LO", b"\x18\x00\x14\x11FD"))
    found = by_tag(read_tags(plain))
    assert found["(0018,1114)"].value == "(cannot be read)"
    assert found["(0028,0011)"].value == "320"


def test_a_value_says_nothing_when_it_is_printed(plain: Path) -> None:
    assert "DX" not in repr(by_tag(read_tags(plain))["(0008,0060)"])


def test_a_long_value_is_cut_and_lines_are_joined(plain: Path) -> None:
    film: Dataset = dcmread(plain)
    film.ImageComments = "a\r\nb " + "x" * 3000
    plain.write_bytes(saved(film))
    value = by_tag(read_tags(plain))["(0020,4000)"].value
    assert (value[:5], len(value)) == ("a b x", 1001)


def test_what_is_no_dicom_file_has_no_tags(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(NotARadiograph, match="not DICOM"):
        read_tags(tmp_path / "a.png")
