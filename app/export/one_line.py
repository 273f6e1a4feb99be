"""Texts from elsewhere as one line: names of files and of people may hold anything, and who prints it does not obey it."""

from __future__ import annotations

import re

_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, all ends of lines, and what turns the direction of writing."""


def one_line(text: str) -> str:
    """Return a text with escapes for what would end its line, be obeyed by a terminal, or show it in another order."""
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
