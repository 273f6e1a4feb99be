"""Fonts of this machine that have Chinese, Japanese or Korean and can be embedded; of outlines by quadratic curves alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/System/Library/Fonts", "/Library/Fonts",
    "~/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_NAMES = (
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "droidsansfallbackfull.ttf", "droidsansfallback.ttf", "notosanssc-regular.ttf",
    "notosansjp-regular.ttf", "notosanskr-regular.ttf", "ipag.ttf", "nanumgothic.ttf", "arial unicode.ttf", "arialuni.ttf", "msyh.ttc",
    "simsun.ttc", "msgothic.ttc", "malgun.ttf", "stheiti light.ttc",
)  # fmt: skip
"""In the order in which they are tried."""


def candidates() -> Iterator[Path]:
    """Yield the fonts that are here, in the order of their names above."""
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        for place, _, files in os.walk(Path(folder).expanduser()):
            found |= {name.lower(): Path(place, name) for name in files if name.lower() in _NAMES and name.lower() not in found}
    yield from (found[name] for name in _NAMES if name in found)
