"""Tables on pages: as wide as the text, the head again on every page, numbers at the right."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import LongTable, Paragraph, TableStyle

from audit.report.document import Column, Table
from audit.report.pdf.lettering import REGULAR, Lettering
from audit.report.pdf.styles import CELL, NUMBER, RULE, SHADE
from audit.report.wording import cell_text, head_text

_SIDE, _PADDING, _LOOKED_AT, _NARROWEST = 3.0, 8.0, 400, 24.0


def laid_out(table: Table, lettering: Lettering, room: float) -> Any:
    """Return a table's flowable.

    Args:
        table: With at least one row.
        lettering: Of the document.
        room: Width in points.
    """
    widths = _widths(table, lettering, room)
    heads = [_paragraph(head_text(column), column, lettering, bold=True) for column in table.columns]
    rows = [
        [_shown(cell_text(cell, column), column, lettering, width) for cell, column, width in zip(row, table.columns, widths, strict=True)]
        for row in table.rows
    ]
    drawn = LongTable([heads, *rows], colWidths=widths, repeatRows=1, hAlign="LEFT", spaceAfter=5)
    numbers = [("ALIGN", (at, 1), (at, -1), "RIGHT") for at, column in enumerate(table.columns) if column.decimals is not None]
    drawn.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), SHADE), ("LINEBELOW", (0, 0), (-1, -1), 0.3, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), _SIDE), ("RIGHTPADDING", (0, 0), (-1, -1), _SIDE), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2), ("FONT", (0, 1), (-1, -1), CELL.fontName, CELL.fontSize, CELL.leading), *numbers,
            ]
        )
    )  # fmt: skip
    return drawn


def _shown(text: str, column: Column, lettering: Lettering, width: float) -> Paragraph | str:
    """Return a cell: as a plain text, which is laid out much faster, where it is of one font and has room on one line."""
    runs = list(lettering.runs(text))
    if len(runs) == 1 and runs[0][0] == REGULAR and "\n" not in text and lettering.width(text, CELL.fontSize) <= width - 2 * _SIDE:
        return runs[0][1]
    return _paragraph(text, column, lettering)


def _paragraph(text: str, column: Column, lettering: Lettering, *, bold: bool = False) -> Paragraph:
    markup = lettering.markup(text, bold=bold)
    style = CELL if column.decimals is None else NUMBER
    return Paragraph(f"<b>{markup}</b>" if bold else markup, style)


def _widths(table: Table, lettering: Lettering, room: float) -> list[float]:
    """Return the columns' widths."""
    needs = []
    for at, column in enumerate(table.columns):
        cells = [cell_text(row[at], column) for row in table.rows[:_LOOKED_AT]]
        head = max((lettering.width(word, CELL.fontSize, bold=True) for word in head_text(column).split()), default=0.0)
        needs.append(max([head, _NARROWEST, *(lettering.width(cell, CELL.fontSize) for cell in cells)]) + _PADDING)
    return needs if sum(needs) <= room else _narrowed(needs, room)


def _narrowed(needs: list[float], room: float) -> list[float]:
    """Return widths that fill a room: the widest columns are cut to one width, all others have what they need."""
    left, widths = room, dict[int, float]()
    order = sorted(range(len(needs)), key=lambda at: needs[at])
    for rank, at in enumerate(order):
        widths[at] = min(needs[at], left / (len(order) - rank))
        left -= widths[at]
    return [widths[at] for at in range(len(needs))]
