"""How numbers stand in a document: the same in PDF and HTML."""

from __future__ import annotations

from math import floor, log10

from audit.report.charts import Interval
from audit.report.document import Cell, Column

UNKNOWN = "–"


def cell_text(cell: Cell, column: Column) -> str:
    """Return a cell as it is shown."""
    match cell:
        case None:
            return UNKNOWN
        case str():
            return cell
        case Interval():
            value, low, high = (number_text(one, column.decimals or 0) for one in (cell.value, cell.low, cell.high))
            return f"{value} ({low} to {high})"
        case _ if column.significant:
            return significant_text(cell, column.significant)
        case _:
            return number_text(cell, column.decimals or 0)


def number_text(number: float, decimals: int) -> str:
    """Return a number; whole ones have their thousands apart."""
    return f"{number:z,.{decimals}f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def significant_text(number: float, digits: int) -> str:
    """Return a number with so many digits that count, or all before its point; noughts that end it are left out."""
    decimals = max(0, digits - 1 - floor(log10(abs(number)))) if number else 0
    text = number_text(number, decimals)
    return text.rstrip("0").rstrip(".") if decimals else text


def head_text(column: Column) -> str:
    """Return what stands at the head of a column."""
    return f"{column.name} ({column.unit})" if column.unit else column.name
