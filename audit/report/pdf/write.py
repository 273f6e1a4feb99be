"""A document as PDF (reportlab), the same bytes for the same document; fonts are embedded as subsets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, KeepInFrame, PageBreak, PageTemplate

from audit.report.document import Document
from audit.report.pdf.flowables import Setter
from audit.report.pdf.lettering import REGULAR, Lettering
from audit.report.pdf.styles import FOOT, HEAD, MARGIN, PAGE, RULE, SUBTITLE, TITLE
from audit.report.texts import printable, texts_of

rl_config.useA85 = 0  # Else all is written as text: 7 % more bytes, and a page takes an eighth longer.
_PAGE_NUMBER = 7.0
_ABOVE_FOOT = 8.0


def pdf(document: Document) -> bytes:
    """Return a document as the bytes of a PDF."""
    lettering = Lettering(texts_of(document))
    width, height = PAGE
    room = width - 2 * MARGIN
    foot = [Setter(lettering).text(line, FOOT) for line in (*document.foot, *lettering.notes())]
    taken = sum(line.wrap(room, height)[1] for line in foot) + 2 * _ABOVE_FOOT + HEAD
    frame = Frame(MARGIN, taken, room, height - HEAD - taken, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    out = io.BytesIO()
    laid = BaseDocTemplate(
        out, pagesize=PAGE, invariant=1, title=printable(f"{document.title}: {document.subtitle}"), author="CXR Audit", lang="en"
    )
    laid.addPageTemplates([PageTemplate(frames=[frame], onPage=partial(_foot, foot, room, taken))])
    first = list(_first(document, Setter(lettering, loose=True), room))
    story = [KeepInFrame(room, height - HEAD - taken - 1, first, mode="shrink"), *_evidence(document, Setter(lettering), room)]
    laid.build(story, canvasmaker=_Numbered)
    return out.getvalue()


def _first(document: Document, setter: Setter, room: float) -> Iterator[Any]:
    """Yield the first page, which is one page whatever stands there."""
    yield setter.text(document.title, TITLE)
    yield setter.text(document.subtitle, SUBTITLE)
    yield from setter.blocks(document.first, room)


def _evidence(document: Document, setter: Setter, room: float) -> Iterator[Any]:
    if document.sections:
        yield PageBreak()
    for section in document.sections:
        yield from setter.section(section, room)


def _foot(lines: list[Any], room: float, taken: float, canvas: Any, _: Any) -> None:
    """Draw the foot of a page."""
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    top = taken - _ABOVE_FOOT
    canvas.line(MARGIN, top, MARGIN + room, top)
    y = top - 3
    for line in lines:
        _, height = line.wrap(room, y)
        y -= height
        line.drawOn(canvas, MARGIN, y)


class _Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types.
    """A canvas that knows at the end of how many pages each page is one."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self.setFont(REGULAR, _PAGE_NUMBER)
            self.setFillGray(0.25)
            self.drawRightString(PAGE[0] - MARGIN, HEAD - 12, f"Page {number} of {len(self._pages)}")
            super().showPage()
        super().save()
