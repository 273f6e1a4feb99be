"""Names of files made of texts that come from elsewhere, as labels and names of films do: safe on every system, and distinct.

What is safe stays as it is, so that names are stable. What is not gets a part of its SHA-256, so that two texts never share a name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

_FORBIDDEN = frozenset('<>:"/\\|?*')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
"""Devices of Windows, whatever comes after a dot."""
_MOST_BYTES = 180
"""Systems take 255 bytes; the rest is for what stands around the name."""
_DIGITS = 8


def file_names(labels: Sequence[str]) -> tuple[str, ...]:
    """Return for each label of a classifier the part of a file's name that stands for it, in small letters.

    An ordinary label gives itself. One that is no name of a file, or that differs from another in what file systems overlook, is marked.
    """
    small = [label.lower() for label in labels]
    occurs = Counter(map(folded, small))
    ordinary = [_clean(name) == name and occurs[folded(name)] == 1 for name in small]
    taken = {folded(name) for name, stays in zip(small, ordinary, strict=True) if stays}
    return tuple(
        name if stays else free_stem(_marked(_clean(name), label), taken, suffixes=("",))
        for label, name, stays in zip(labels, small, ordinary, strict=True)
    )


def safe_stem(text: str) -> str:
    """Return a text as the name of a file without its suffix; one that is safe stays as it is."""
    return text if (clean := _clean(text)) == text else _marked(clean, text)


def free_stem(stem: str, taken: set[str], *, suffixes: Sequence[str], in_way: Callable[[str], bool] = lambda _: False) -> str:
    """Return a stem, or STEM-2 and so on, whose files are free; they are added to those that are taken.

    Args:
        stem: Wanted.
        taken: Names of files, folded.
        suffixes: Of the files that get this stem.
        in_way: Whether another file has a name already.
    """
    free, number = stem, 1
    while not taken.isdisjoint(names := {folded(free + suffix) for suffix in suffixes}) or any(
        in_way(free + suffix) for suffix in suffixes
    ):
        number += 1
        free = f"{stem}-{number}"
    taken |= names
    return free


def folded(name: str) -> str:
    """Return what two names share that are one name to some file system: those that overlook case or how a letter is composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", name).casefold())


def _clean(text: str) -> str:
    printable = "".join(one if one.isprintable() and one not in _FORBIDDEN else "-" for one in text)
    short = _shortened(printable, _MOST_BYTES).strip(" .")
    return f"-{short}" if _RESERVED.match(short) else short or "unnamed"


def _marked(clean: str, text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return f"{_shortened(clean, _MOST_BYTES - 1 - _DIGITS)}-{digest}"


def _shortened(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode(errors="ignore")
