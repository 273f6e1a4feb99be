"""A font of the machine sets what DejaVu lacks: it is embedded, the file says which it is, and another one makes another file."""

from __future__ import annotations

import io
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import resources
from audit.report.document import Paragraph
from audit.report.pdf import lettering
from audit.report.pdf.lettering import BOLD, REGULAR
from audit.report.pdf.write import pdf
from tests.audit.report.documents import document

_fonts = pytest.importorskip("fontTools.ttLib")
_builder = pytest.importorskip("fontTools.fontBuilder")
_pen = pytest.importorskip("fontTools.pens.ttGlyphPen")
_CJK = document(Paragraph("Befund 肺: o. B."))


def _font(file: Path, character: str, name: str, side: int = 800) -> Path:
    """Make a font of one character, a square."""
    glyph = f"uni{ord(character):04X}"

    def square(size: int) -> Any:
        pen = _pen.TTGlyphPen(None)
        pen.moveTo((0, 0))
        for corner in ((0, size), (size, size), (size, 0)):
            pen.lineTo(corner)
        pen.closePath()
        return pen.glyph()

    font = _builder.FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "space", glyph])
    font.setupCharacterMap({0x20: "space", ord(character): glyph})
    font.setupGlyf({".notdef": square(500), "space": square(0), glyph: square(side)})
    font.setupHorizontalMetrics(dict.fromkeys((".notdef", "space", glyph), (1000, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    font.setupOS2()
    font.setupPost()
    font.save(file)
    return file


def _with(monkeypatch: pytest.MonkeyPatch, *fonts: Path) -> bytes:
    monkeypatch.setattr(lettering, "candidates", lambda: iter(fonts))
    return pdf(_CJK)


def _text(data: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(data)).pages[0].extract_text().split())


def test_its_glyphs_are_embedded_and_the_foot_says_whose_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _font(tmp_path / "lung.ttf", "肺", "LungSans")
    data = _with(monkeypatch, _font(tmp_path / "heart.ttf", "心", "HeartSans"), file)
    text = _text(data)
    assert "Befund 肺: o. B." in text
    digest = sha256(file.read_bytes()).hexdigest()[:16]
    assert f"Set by fonts of the machine that made this file: LungSans, sha256 {digest}…." in text
    assert "HeartSans" not in text
    assert "a square stands for each" not in text
    fonts = [font.get_object() for font in PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"].values()]
    (used,) = [font for font in fonts if font["/BaseFont"].endswith("LungSans")]
    assert "/FontFile2" in used["/FontDescriptor"].get_object()
    assert str(tmp_path).encode() not in data


def test_it_is_the_same_bytes_with_the_same_font_wherever_that_lies_and_others_with_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _font(tmp_path / "lung.ttf", "肺", "LungSans")
    (tmp_path / "elsewhere").mkdir()
    again = Path(shutil.copy(file, tmp_path / "elsewhere" / "other name.ttf"))
    first = _with(monkeypatch, file)
    assert _with(monkeypatch, again) == first
    other = _with(monkeypatch, _font(tmp_path / "other.ttf", "肺", "LungSans", side=600))
    assert other != first
    assert _text(other) != _text(first), "or nobody could tell by what it differs"


def test_a_machine_without_such_a_font_says_which_characters_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    text = _text(_with(monkeypatch))
    assert "No font of the machine that made this file has the characters U+80BA; a square stands for each." in text
    assert "Befund □: o. B." in text


def test_a_document_that_needs_none_says_nothing_of_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lettering, "candidates", lambda: iter([_font(tmp_path / "lung.ttf", "肺", "LungSans")]))
    assert "Set by fonts" not in _text(pdf(document(Paragraph("Größe"))))


@pytest.mark.parametrize("name", [REGULAR, BOLD])
def test_the_licence_beside_the_shipped_fonts_is_the_one_that_they_hold(name: str) -> None:
    """Both the one of Bitstream and that of the glyphs that came from Arev."""
    held = str(_fonts.TTFont(resources.path(f"fonts/{name}.ttf"))["name"].getDebugName(13))
    assert "Tavmjong Bah" in held
    assert " ".join(held.split()) in " ".join(resources.path("fonts/LICENCE.txt").read_text("utf-8").split())
