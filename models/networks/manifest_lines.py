"""In which line of a TOML file an entry stands, for the sentence that says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Keys = tuple[str | int, ...]

_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")
_LONG_TEXTS = ('"""', "'''")


def line_of(text: str, entry: Sequence[str | int]) -> int | None:
    """Return the line, from 1, of an entry; of the innermost table around it where it has none of its own; None for the file as a whole.

    Args:
        text: Of the file.
        entry: Keys, and places in lists from 0; what is no key of the file is passed over.
    """
    found = [(len(path), -line) for line, path in _entries(text) if _leads_to(path, entry)]
    return -max(found)[1] if found else None


def _entries(text: str) -> Iterator[tuple[int, Keys]]:
    """Yield each line that names a table or a key, with its path."""
    table: Keys = ()
    counts: dict[Keys, int] = {}
    inside: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if inside:
            inside = None if inside in line else inside
            continue
        if header := _TABLE.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table += (counts[table],)
            yield number, table
        elif key := _KEY.match(line):
            yield number, table + _parts(key[1])
            inside = next((quotes for quotes in _LONG_TEXTS if line.count(quotes) == 1), None)


def _parts(name: str) -> Keys:
    return tuple(part.strip("\"'") for part in _PART.findall(name))


def _leads_to(path: Keys, entry: Sequence[str | int]) -> bool:
    """Tell whether a path's parts stand in the entry's, in their order, the first one first."""
    rest = iter(entry)
    return bool(entry) and path[0] == entry[0] and all(part in rest for part in path)
