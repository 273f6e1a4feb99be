"""Tables on pages: as wide as the text, the head again on every page, numbers at the right."""

from __future__ import annotations

from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, Paragraph, TableStyle

from audit.report.document import Table
from audit.report.pdf.lettering import REGULAR, Lettering
from audit.report.pdf.styles import CELL, NUMBER, RULE, SHADE
from audit.report.wording import cell_text, head_text

_SIDE, _PADDING, _LOOKED_AT, _NARROWEST, _SMALLEST = 3.0, 8.0, 400, 24.0, 0.86


def laid_out(table: Table, lettering: Lettering, room: float) -> Any:
    """Return a table's flowable.

    Args:
        table: With at least one row.
        lettering: Of the document.
        room: Width in points.
    """
    needs = _needs(table, lettering)
    smaller = min(1.0, max(_SMALLEST, room / sum(needs)))
    widths = _narrowed([smaller * need for need in needs], room)
    text, number = (style.clone(style.name, fontSize=style.fontSize * smaller) for style in (CELL, NUMBER))
    styles = [text if column.decimals is None else number for column in table.columns]
    heads = [_paragraph(head_text(column), style, lettering, bold=True) for column, style in zip(table.columns, styles, strict=True)]
    columns = list(zip(table.columns, styles, widths, strict=True))
    rows = [
        [_shown(cell_text(cell, column), style, lettering, width) for cell, (column, style, width) in zip(row, columns, strict=True)]
        for row in table.rows
    ]
    drawn = LongTable([heads, *rows], colWidths=widths, repeatRows=1, hAlign="LEFT", spaceAfter=5)
    numbers = [("ALIGN", (at, 1), (at, -1), "RIGHT") for at, column in enumerate(table.columns) if column.decimals is not None]
    drawn.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), SHADE), ("LINEBELOW", (0, 0), (-1, -1), 0.3, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), _SIDE), ("RIGHTPADDING", (0, 0), (-1, -1), _SIDE), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2), ("FONT", (0, 1), (-1, -1), text.fontName, text.fontSize, text.leading), *numbers,
            ]
        )
    )  # fmt: skip
    return drawn


def _shown(text: str, style: ParagraphStyle, lettering: Lettering, width: float) -> Paragraph | str:
    """Return a cell: as a plain text, which is laid out much faster, where it is of one font and has room on one line."""
    runs = list(lettering.runs(text))
    if len(runs) == 1 and runs[0][0] == REGULAR and "\n" not in text and lettering.width(text, style.fontSize) <= width - 2 * _SIDE:
        return runs[0][1]
    return _paragraph(text, style, lettering)


def _paragraph(text: str, style: ParagraphStyle, lettering: Lettering, *, bold: bool = False) -> Paragraph:
    markup = lettering.markup(text, bold=bold)
    return Paragraph(f"<b>{markup}</b>" if bold else markup, style)


def _needs(table: Table, lettering: Lettering) -> list[float]:
    """Return how wide each column would be with all its cells on one line."""
    needs = []
    for at, column in enumerate(table.columns):
        cells = [cell_text(row[at], column) for row in table.rows[:_LOOKED_AT]]
        head = max((lettering.width(word, CELL.fontSize, bold=True) for word in head_text(column).split()), default=0.0)
        needs.append(max([head, _NARROWEST, *(lettering.width(cell, CELL.fontSize) for cell in cells)]) + _PADDING)
    return needs


def _narrowed(needs: list[float], room: float) -> list[float]:
    """Return widths that have room: the widest columns are cut to one width, all others have what they need."""
    left, widths = room, dict[int, float]()
    order = sorted(range(len(needs)), key=lambda at: needs[at])
    for rank, at in enumerate(order):
        widths[at] = min(needs[at], left / (len(order) - rank))
        left -= widths[at]
    return [widths[at] for at in range(len(needs))]
