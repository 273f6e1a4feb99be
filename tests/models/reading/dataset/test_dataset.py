"""The character set: whatever the file names, text is text and the film is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.values.radiograph import Radiograph
from tests.dicom_bytes import before, before_pixels, short
from tests.films import compressed, dataset

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
CODECS_OF_PYTHON = (
    b"hex", b"base64", b"rot13", b"idna", b"punycode", b"unicode_escape", b"raw_unicode_escape", b"utf-16", b"utf-32", b"utf-7", b"zlib",
    b"bz2", b"quopri", b"uu", b"undefined", b"charmap", b"mbcs", b"cp037",
)  # fmt: skip


def _at(build: Build, character_set: bytes, institution: bytes) -> bytes:
    data = before(build(), (0x0008, 0x0016), short((0x0008, 0x0005), b"CS", character_set))
    return before_pixels(data, short((0x0008, 0x0080), b"LO", institution))


@pytest.mark.parametrize("name", [*CODECS_OF_PYTHON, b"ISO_IR 999", b"nonsense", b"\\", b"\xff\xfe", b"ISO 2022 IR 999\\hex"])
@pytest.mark.parametrize(
    ("written", "read_as"), [(b"M\xfcller", "Müller"), ("Müller".encode(), "Müller"), (b"Muller", "Muller"), (b"xn--\xff..z", "xn--ÿ..z")]
)
def test_a_name_that_is_no_character_set_leaves_utf8_or_latin1(name: bytes, written: bytes, read_as: str, build: Build, read: Read) -> None:
    assert read(_at(build, name, written)).header.tags.institution in {read_as, written.decode("latin-1")}


@pytest.mark.parametrize(
    ("name", "written", "wanted"),
    [
        (b"ISO_IR 192", "Universitätsklinik".encode(), "Universitätsklinik"),
        (b"UTF-8", "Universitätsklinik".encode(), "Universitätsklinik"),
        (b"ISO_IR 100", b"Universit\xe4t", "Universität"),
        (b"", b"Universit\xe4t", "Universität"),
        (b"ISO_IR 144", "Больница".encode("iso8859_5"), "Больница"),
        (b"ISO 2022 IR 6\\ISO 2022 IR 87", "病院".encode("iso2022_jp"), "病院"),
        (b"GB18030", "医院".encode("gb18030"), "医院"),
    ],
)
def test_the_standards_character_sets_are_used(name: bytes, written: bytes, wanted: str, build: Build, read: Read) -> None:
    assert read(_at(build, name, written)).header.tags.institution == wanted


def test_a_film_without_text_is_a_film(read: Read) -> None:
    film = dataset(drop=("PatientName",))
    assert read(compressed(film, film.file_meta.TransferSyntaxUID)).header.tags.institution is None
