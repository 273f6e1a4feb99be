"""A person's table, from its bytes: encoding, separator and quoting are guessed and told."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from audit.counted import counted

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_QUOTES = {'"': "double", "'": "single"}
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 200


class NoTable(Exception):
    """A file that is no table; carries a sentence for the person at the screen."""


@dataclass(frozen=True)
class Table:
    """A table of texts.

    Attributes:
        columns: Their names, each once; one without a name is called by its number.
        rows: Each with a cell a column, without blanks around it.
        sha256: Of the file.
        told: What was guessed, and which rows could not be used, as sentences.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sha256: str
    told: tuple[str, ...]

    def column(self, name: str) -> list[str]:
        """Return the cells of a column."""
        at = self.columns.index(name)
        return [row[at] for row in self.rows]


def read_table(data: bytes) -> Table:
    """Return a table with a header.

    Args:
        data: Of a file of comma-separated values, or of any of its relatives.

    Raises:
        NoTable: It is none.
    """
    text, encoding = _text(data)
    beginning = "\n".join(text.splitlines()[:_LOOKED_AT])
    quote = max(_QUOTES, key=lambda mark: _begins_cells(beginning, mark))
    separator = max(_SEPARATORS, key=lambda one: _fits(beginning, one, quote))
    try:
        header, *rows = [row for row in csv.reader(StringIO(text, newline=""), delimiter=separator, quotechar=quote) if any(row)] or [[]]
    except csv.Error as error:
        raise NoTable(f"It is no table that can be read: {error}.") from error
    columns = _named(header)
    cells = tuple(tuple(cell.strip() for cell in row) for row in rows if len(row) == len(columns))
    if len(columns) < 2 or not cells:
        raise NoTable("It is no table of at least two columns and one row under a header.")
    quoted = f"{_QUOTES[quote]} quotes" if _begins_cells(beginning, quote) else "no quotes"
    size = f"{counted(len(cells), 'row')} of {counted(len(columns), 'column')}"
    told = [f"Read as {encoding}, separated by {_SEPARATORS[separator]}, {quoted}: {size}."]
    if odd := len(rows) - len(cells):
        told.append(f"{counted(odd, 'row was', 'rows were')} left out: another number of columns than the header has.")
    return Table(columns, cells, hashlib.sha256(data).hexdigest(), tuple(told))


def _text(data: bytes) -> tuple[str, str]:
    """Return the text and what its encoding is called."""
    if not data.strip():
        raise NoTable("The file is empty.")
    mark = next((name for start, name in _MARKS if data.startswith(start)), None)
    try:
        text = data.decode(mark or "utf-8")
        encoding = "UTF-16" if mark == "utf-16" else f"UTF-8 {'with' if mark else 'without'} a byte-order mark"
    except UnicodeDecodeError as error:
        if mark:
            raise NoTable("Its text is damaged: it is not encoded as its byte-order mark says.") from error
        text, encoding = data.decode("cp1252", "replace"), "Windows-1252, since it is no UTF-8"
    if "\0" in text:
        raise NoTable("It holds no text; save it as comma-separated values (CSV).")
    return text, encoding


def _begins_cells(text: str, mark: str) -> int:
    """Count the cells that begin with a mark."""
    return text.startswith(mark) + sum(text.count(before + mark) for before in (*_SEPARATORS, "\n"))


def _fits(text: str, separator: str, quote: str) -> tuple[float, int]:
    """Return how well a separator makes a table: share of rows as long as the header, and its columns; one column is none."""
    try:
        rows = [len(row) for row in csv.reader(StringIO(text, newline=""), delimiter=separator, quotechar=quote) if any(row)]
    except csv.Error:
        return 0, 0
    if not rows or rows[0] < 2:
        return 0, 0
    return round(rows.count(rows[0]) / len(rows), 2), rows[0]


def _named(header: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns.

    Raises:
        NoTable: Two have one name.
    """
    names = tuple(name.strip() or f"column {number}" for number, name in enumerate(header, 1))
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise NoTable(f"Two columns are called '{twice[0]}'; give them different names.")
    return names
