"""How numbers stand in a document: the same in PDF and HTML."""

from __future__ import annotations

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
        case _:
            return number_text(cell, column.decimals or 0)


def number_text(number: float, decimals: int) -> str:
    """Return a number; whole ones have their thousands apart."""
    return f"{number:z,.{decimals}f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def head_text(column: Column) -> str:
    """Return what stands at the head of a column."""
    return f"{column.name} ({column.unit})" if column.unit else column.name
