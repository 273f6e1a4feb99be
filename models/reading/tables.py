"""Lookup tables of the modality and of the display (PS3.3 C.11.1 and C.11.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from models.reading.tags import number

_DEFAULT_BITS = 16


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

    @property
    def falls(self) -> bool:
        """Whether it inverts the intensities."""
        return bool(self.entries[-1] < self.entries[0])


def table_of(dataset: Dataset, keyword: str, *, signed: bool) -> Table | None:
    """Return the first table of a sequence, or None where there is none.

    Args:
        dataset: The film's.
        keyword: Of the sequence.
        signed: Whether the table's input is; its descriptor may spell a negative number as unsigned.

    Raises:
        ValueError: The table has fewer than two entries or contradicts its descriptor.
    """
    items = dataset.get(keyword)
    if not items:
        return None
    item = items[0]
    count, first, bits = (int(value) for value in item.LUTDescriptor)
    entries = _entries(item["LUTData"].value, (count & 0xFFFF) or 65536, big_endian=dataset.original_encoding[1] is False)
    if len(entries) < 2:
        raise ValueError("A table of fewer than two entries")
    deepest = max(int(entries.max()).bit_length(), bits if 1 <= bits <= _DEFAULT_BITS else _DEFAULT_BITS)
    return Table(first - 65536 if signed and first >= 32768 else first, entries.astype(np.float32), float(2**deepest - 1))


def _entries(data: Any, count: int, *, big_endian: bool) -> NDArray[Any]:
    if not isinstance(data, bytes):
        return np.atleast_1d(np.asarray(data, np.int64))[:count] & 0xFFFF
    if len(data) in (count, count + count % 2):
        return np.frombuffer(data, np.uint8)[:count]
    return np.frombuffer(data[: len(data) // 2 * 2], ">u2" if big_endian else "<u2")[:count]


def rescale_of(dataset: Dataset) -> tuple[float, float]:
    """Return slope and intercept; 1 and 0 where the header gives no usable ones."""
    slope, intercept = number(dataset, "RescaleSlope"), number(dataset, "RescaleIntercept")
    if slope is None or intercept is None or not 1e-9 < abs(slope) < 1e9 or abs(intercept) > 1e12:
        return 1.0, 0.0
    return slope, intercept
