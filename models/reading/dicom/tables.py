"""Lookup tables of the modality and of the display (PS3.3 C.11.1 and C.11.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from models.reading.dataset.dataset import item_of
from models.reading.dataset.raw import bytes_of
from models.reading.header.tags import number, numbers
from models.values.refusal import NotARadiograph, RefusalCode

_DEFAULT_BITS = 16
_LEAST_DESCRIBED = 2
_MOST_TRAVEL = 4
"""Ranges that the entries of a table may run through, up and down together; a curve of grey runs through one, noise through hundreds."""
_LEAST_COVERED = 0.1
"""Share of a film's pixels that have an entry of their own; the others are at an end, as all around a narrow exposure."""


@dataclass(frozen=True)
class Table:
    """One lookup table.

    Attributes:
        first: The value that the first entry stands for; what is below takes it too, what is above the last takes the last.
        entries: float32; the output.
        top: The greatest output that the table's depth allows.
    """

    first: int
    entries: NDArray[np.float32]
    top: float

    def applied(self, values: NDArray[Any]) -> NDArray[np.float32]:
        """Return the outputs for integers of any shape."""
        places = np.clip(values.astype(np.int64) - self.first, 0, len(self.entries) - 1)
        return np.asarray(self.entries[places])

    def covers(self, values: NDArray[Any]) -> bool:
        """Tell whether the table is for these integers at all: a tenth have entries of their own, and not all become one grey."""
        described = (values >= self.first) & (values < self.first + len(self.entries))
        return bool(described.mean() >= _LEAST_COVERED and np.ptp(self.applied(values)))

    @property
    def falls(self) -> bool:
        """Whether it inverts the intensities."""
        return bool(self.entries[-1] < self.entries[0])


def display_table(dataset: Dataset, *, signed: bool) -> Table | None:
    """Return the VOI LUT, or None where there is none that serves: it is for the display alone, and the header's windows come next.

    Args:
        dataset: The film's.
        signed: Whether the table's input is; its descriptor may spell a negative number as unsigned.
    """
    item = item_of(dataset, "VOILUTSequence")
    return _table(item, signed=signed) if item is not None else None


def modality_table(dataset: Dataset, values: NDArray[Any], *, signed: bool) -> Table | None:
    """Return the modality LUT, or None where the header has none, or a damaged one and a rescale in its place.

    Args:
        dataset: The film's.
        values: Its stored values.
        signed: Whether they are.

    Raises:
        NotARadiograph: It is damaged and nothing stands in its place, so that the grey cannot be told.
    """
    item = item_of(dataset, "ModalityLUTSequence")
    if not item:
        return None
    table = _table(item, signed=signed)
    if table and (table.covers(values) or not np.ptp(values)):
        return table
    if not _rescales(dataset):
        sentence = "The table that turns the stored values into grey, the modality LUT, is damaged or another film's; export as PNG."
        raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, sentence)
    return None


def _table(item: Dataset, *, signed: bool) -> Table | None:
    """Return a table, or None where it is damaged: no descriptor, fewer entries than it says, all the same, or noise."""
    described = [int(value) for value in numbers(item, "LUTDescriptor")]
    data = bytes_of(item, "LUTData") or b""
    if len(described) < _LEAST_DESCRIBED:
        return None
    count, first, bits = (described[0] & 0xFFFF) or 65536, described[1], (described[2:] or [_DEFAULT_BITS])[0]
    entries = _entries(data, count, big_endian=item.original_encoding[1] is False)
    if len(entries) < max(count, 2):
        return None
    travel, reach = int(np.abs(np.diff(entries.astype(np.int64))).sum()), int(np.ptp(entries))
    if not 0 < travel <= _MOST_TRAVEL * reach:
        return None
    deepest = max(int(entries.max()).bit_length(), bits if 1 <= bits <= _DEFAULT_BITS else _DEFAULT_BITS)
    return Table(first - 65536 if signed and first >= 32768 else first, entries.astype(np.float32), float(2**deepest - 1))


def _entries(data: bytes, count: int, *, big_endian: bool) -> NDArray[Any]:
    if len(data) in (count, count + count % 2):
        return np.frombuffer(data, np.uint8)[:count]
    return np.frombuffer(data[: len(data) // 2 * 2], ">u2" if big_endian else "<u2")[:count]


def _rescales(dataset: Dataset) -> bool:
    return number(dataset, "RescaleSlope") is not None and number(dataset, "RescaleIntercept") is not None


def rescale_of(dataset: Dataset) -> tuple[float, float]:
    """Return slope and intercept; 1 and 0 where the header gives no usable ones."""
    slope, intercept = number(dataset, "RescaleSlope"), number(dataset, "RescaleIntercept")
    if slope is None or intercept is None or not 1e-9 < abs(slope) < 1e9 or abs(intercept) > 1e12:
        return 1.0, 0.0
    return slope, intercept
