"""The tables of a document as CSV (RFC 4180): one below the other, each with its name above it where there are several."""

from __future__ import annotations

import csv as csv_format
import io
from collections.abc import Iterator

from audit.report.charts import Interval
from audit.report.document import Beside, Block, Cell, Column, Document, Table
from audit.report.wording import head_text

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class NoTables(Exception):
    """A document without a table; carries a sentence for the person at the screen."""


def csv(document: Document) -> str:
    """Return the tables of a document; numbers are whole, intervals have three columns, what is unknown is empty.

    Raises:
        NoTables: There is none.
    """
    tables = list(_tables(document))
    if not tables:
        raise NoTables("This report has no table, so there is nothing to write as CSV.")
    out = io.StringIO(newline="")
    writer = csv_format.writer(out)
    for number, table in enumerate(tables):
        if len(tables) > 1:
            writer.writerows(([], [table.name]) if number else ([table.name],))
        writer.writerow([head for column in table.columns for head in _heads(column)])
        for row in table.rows:
            writer.writerow([value for cell, column in zip(row, table.columns, strict=True) for value in _values(cell, column)])
    return out.getvalue()


def _tables(document: Document) -> Iterator[Table]:
    yield from _in(document.first)
    for section in document.sections:
        yield from _in(section.blocks)


def _in(blocks: tuple[Block, ...]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Beside):
            yield from _in((*block.left, *block.right))


def _heads(column: Column) -> tuple[str, ...]:
    name = head_text(column)
    return (name, f"{name}, low", f"{name}, high") if column.interval else (name,)


def _values(cell: Cell, column: Column) -> tuple[str | int | float | None, ...]:
    if column.interval:
        return (cell.value, cell.low, cell.high) if isinstance(cell, Interval) else (None, None, None)
    if isinstance(cell, Interval):
        raise ValueError(f"the column '{column.name}' has an interval and does not say so")
    return (inert(cell) if isinstance(cell, str) else cell,)


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
