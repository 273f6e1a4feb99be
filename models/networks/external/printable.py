"""What a program says, as one short line that can be shown."""

from __future__ import annotations

MOST = 160
"""Characters."""


def printable(said: str) -> str:
    """Return the first characters of a text, blanks in place of what cannot be printed; "" where nothing is left."""
    return "".join(letter if letter.isprintable() else " " for letter in said[:MOST]).strip()
