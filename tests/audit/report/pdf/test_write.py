"""Documents as PDF: text that can be read out again, the same bytes each time, fonts inside, nothing lost."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from audit.report.charts import Shape
from audit.report.document import Bullets, Heading, Paragraph, Section, VerdictMark
from audit.report.pdf.write import pdf
from tests.audit.report.documents import EVERY, FOOT, document


@pytest.fixture(scope="module")
def every() -> bytes:
    return pdf(EVERY)


def _pages(data: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def test_all_text_can_be_read_out_again(every: bytes) -> None:
    text = " ".join(_pages(every))
    for part in (
        "Bericht", "für Prüfer", "Überschrift", "Größe, Δ ≥ 0.5 – “so”.", "second", "f" * 64, "It depends.",
        "It is about the films.", "95 % interval 8 to 17 %",
        "Süd <b>&", "12.3 (8.0 to 17.0)", "1\N{NARROW NO-BREAK SPACE}200", "No rows.", "Undetermined", "at the right", "score before",
        "threshold", "1 of 40", "2026-02", "change", "34 of 120", "Reviewer", "What groups show.",
    ):  # fmt: skip
        assert " ".join(part.split()) in text, part


def test_the_same_document_is_the_same_bytes(every: bytes) -> None:
    assert pdf(EVERY) == every


def test_every_page_has_the_foot_and_its_number(every: bytes) -> None:
    pages = _pages(every)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert all(line in page for line in FOOT)
        assert f"Page {number} of {len(pages)}" in page


def test_fonts_are_embedded_as_subsets(every: bytes) -> None:
    for page in PdfReader(io.BytesIO(every)).pages:
        used = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        embedded = [font for font in used if "DejaVuSans" in font["/BaseFont"]]
        assert embedded
        assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in embedded)
        assert {font["/BaseFont"] for font in used if font not in embedded} <= {"/Helvetica"}, "reportlab names it and sets nothing in it"
    assert len(every) < 300_000, "DejaVu has 1.4 MB"


def test_the_first_page_is_one_page_whatever_stands_there() -> None:
    data = pdf(document(*(Paragraph(f"Line {number}.") for number in range(120)), sections=(Section("Evidence", (Paragraph("x"),)),)))
    pages = _pages(data)
    assert len(pages) == 2
    assert "Line 0." in pages[0]
    assert "Line 119." in pages[0]
    assert "Evidence" in pages[1]


def test_what_no_font_has_is_a_square_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.report.pdf.lettering.candidates", lambda: iter(()))
    text = _pages(pdf(document(Paragraph("肺 right"), Bullets(("肺",)), Heading("心"))))[0]
    assert "□ right" in text
    assert "No font of the machine that made this file has the characters U+5FC3, U+80BA; a square stands for each." in text
    assert "No font" not in _pages(pdf(document(Paragraph("Größe"))))[0]


def test_what_a_page_would_obey_is_no_part_of_it() -> None:
    text = _pages(pdf(document(Paragraph("a\x07b\u202ec\ud800d"), Paragraph("<b>bold</b> &amp;"))))[0]
    assert "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\N{REPLACEMENT CHARACTER}d" in text
    assert "<b>bold</b> &amp;" in text


@pytest.mark.parametrize("shape", Shape)
def test_every_shape_is_drawn_otherwise(shape: Shape) -> None:
    drawn = {one: PdfReader(io.BytesIO(pdf(document(VerdictMark("x", one))))).pages[0].get_contents().get_data() for one in (shape, *Shape)}
    assert sum(data == drawn[shape] for data in drawn.values()) == 1
