"""What a person measured on a film, kept in the data folder under the hash of the film's pixels; never in the log."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.export.writing import anything, replacing
from app.site.person import data_folder

_UNREADABLE = "What was measured on this film cannot be read from {file}; what is measured now takes its place."


class Kind(StrEnum):
    """What is measured."""

    RULER = "ruler"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"


@dataclass(frozen=True)
class Measure:
    """A line from start to end, or a shape between these two corners, in film pixels as the film is stored.

    Attributes:
        kind: What is measured.
        start, end: x and y; 0, 0 is the film's upper left corner, and a pixel's middle lies half a pixel further.
    """

    kind: Kind
    start: tuple[float, float]
    end: tuple[float, float]


class UnusableMeasures(Exception):
    """Measures that cannot be read; the sentence says where they are, and what becomes of them."""


def measures_file(pixel_sha256: str) -> Path:
    """Return where the measures of a film lie, whether there are any or not.

    Raises:
        OSError: The data folder cannot be made.
    """
    return data_folder() / "measures" / f"{pixel_sha256}.json"


def kept_measures(pixel_sha256: str) -> tuple[Measure, ...]:
    """Return what was measured on a film.

    Raises:
        UnusableMeasures: The file is no list of measures.
        OSError: The data folder cannot be made.
    """
    file = measures_file(pixel_sha256)
    if not file.exists():
        return ()
    try:
        return tuple(_measure(one) for one in json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise UnusableMeasures(_UNREADABLE.format(file=file)) from None


def keep_measures(pixel_sha256: str, measures: Sequence[Measure]) -> None:
    """Keep what was measured on a film; without measures there is no file.

    Raises:
        OSError: The file cannot be written.
    """
    file = measures_file(pixel_sha256)
    if not measures:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(exist_ok=True)
    with replacing(file, anything) as out:
        json.dump([{"kind": one.kind, "start": one.start, "end": one.end} for one in measures], out)


def _measure(kept: Any) -> Measure:
    start, end = ((float(x), float(y)) for x, y in (kept["start"], kept["end"]))
    if not all(map(math.isfinite, (*start, *end))):
        raise ValueError("a place on a film is a number")
    return Measure(Kind(kept["kind"]), start, end)
