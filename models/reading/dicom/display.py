"""How a film is first shown. The networks never see any of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from models.reading.dataset.dataset import item_of
from models.reading.dataset.raw import texts
from models.reading.dicom.grey import Grey
from models.reading.dicom.tables import Table
from models.reading.header.tags import code, numbers, text
from models.reading.window import automatic_window, sampled
from models.values.radiograph import NamedWindow, Window, WindowOrigin

_MOST, _LONGEST = 32, 64
_SATURATED = 0.4
_FLAT = 0.15
_SIGMOID_REACH = math.log(9) / 4 / 0.8
"""Half the width of the line through 10 % and 90 % of a sigmoid of width 1 (PS3.3 C.11.2.1.3.1); its tangent would hide the tails."""


def offered_windows(dataset: Dataset, grey: Grey) -> tuple[NamedWindow, ...]:
    """Return the file's own windows (PS3.3 C.11.2) in grey of the film, with the header's explanations: the VOI LUT first."""
    found = []
    for name, black, white in _offered(dataset, grey):
        low, high = sorted(_in_grey(value, grey) for value in (black, white))
        if 0 < high - low < np.inf:
            found.append(NamedWindow(name, Window((low + high) / 2, high - low, WindowOrigin.FILE)))
    return tuple(found[:_MOST])


def first_window(offered: Sequence[NamedWindow], grey: Grey) -> Window:
    """Return the first of the file's own windows that shows the film, or an automatic one.

    A window is passed over when it would show over 40 % of the film as plain black or white, flat background apart, or the middle 90 %
    of the film within 15 % of its own width, nearly as one grey. Where all are, or where there is none, the window is automatic and its
    origin tells which.

    Args:
        offered: By the file.
        grey: Of the film.
    """
    sample = sampled(grey.pixels, grey.content)
    between = sample[(sample > sample.min()) & (sample < sample.max())]
    sample = between if between.size else sample
    spread = float(np.subtract(*np.percentile(sample, (95, 5))))
    for window in (one.window for one in offered):
        low, high = window.centre - window.width / 2, window.centre + window.width / 2
        if _share_lost(sample, low, high) <= _SATURATED and spread >= _FLAT * window.width:
            return window
    return automatic_window(grey.pixels, grey.content, WindowOrigin.FILE_HIDES if offered else WindowOrigin.AUTOMATIC)


def _share_lost(sample: NDArray[np.float32], low: float, high: float) -> float:
    return float(((sample < low) | (sample > high)).mean())


def _in_grey(value: float, grey: Grey) -> float:
    share = (value - grey.low) / (grey.high - grey.low)
    return 1 - share if grey.inverted else share


def _offered(dataset: Dataset, grey: Grey) -> Iterator[tuple[str, float, float]]:
    """Yield name and what is shown as black and as white of each of the file's windows; curves as the lines through their 10 % and 90 %."""
    if grey.display:
        item = item_of(dataset, "VOILUTSequence")
        yield (text(item, "LUTExplanation") if item else None) or "VOI LUT", *_straight(grey.display)
    function = code(dataset, "VOILUTFunction")
    pairs = zip(numbers(dataset, "WindowCenter"), numbers(dataset, "WindowWidth"), strict=False)
    names = (one.strip()[:_LONGEST] for one in texts(dataset, "WindowCenterWidthExplanation"))
    for (centre, width), name in zip(pairs, chain(names, repeat("")), strict=False):
        match function:
            case "SIGMOID":
                middle, reach = centre, _SIGMOID_REACH * width
            case "LINEAR_EXACT":
                middle, reach = centre, width / 2
            case _:
                middle, reach = centre - 0.5, (width - 1) / 2
        if reach > 0:
            yield name, middle - reach, middle + reach


def _straight(table: Table) -> tuple[float, float]:
    """Return where the line through a table's 10 % and 90 % would be black and white; for a ramp these are its ends."""
    rising = table.entries[::-1] if table.falls else table.entries
    share = np.maximum.accumulate((rising - rising[0]) / max(float(rising[-1] - rising[0]), 1e-9))
    tenth, nine = (float(np.interp(level, share, np.arange(len(share)))) for level in (0.1, 0.9))
    reach = (nine - tenth) / 0.8 / 2
    middle = (tenth + nine) / 2
    if table.falls:
        middle = len(share) - 1 - middle
    return table.first + middle - reach, table.first + middle + reach
