"""From stored values to the film's grey: 0 to 1, bright = dense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from models.grids.masks import touching_rim
from models.reading.dicom.tables import Table, display_table, modality_table, rescale_of
from models.reading.header.photometric import monochrome
from models.reading.header.tags import code, number
from models.reading.pixels.decoding import StoredPixels

_LEAST_CONTENT = 0.1


@dataclass(frozen=True)
class Grey:
    """A film's grey and how the header's units map to it.

    Attributes:
        pixels: H×W float32 in [0, 1]; padding is 0.
        content: H×W, False on padding; None where there is none.
        low, high: Values after the modality's transform that 0 and 1 stand for, before inversion.
        inverted: Whether grey is 1 − (value − low) / (high − low).
        display: The VOI LUT.
    """

    pixels: NDArray[np.float32]
    content: NDArray[np.bool_] | None
    low: float
    high: float
    inverted: bool
    display: Table | None


def grey_of(stored: StoredPixels, dataset: Dataset) -> Grey:
    """Apply modality LUT or rescale, polarity and padding.

    Raises:
        NotARadiograph: The table that the grey depends on is damaged.
    """
    slope, intercept = rescale_of(dataset)
    table = modality_table(dataset, stored.values, signed=stored.signed)
    if table:
        pixels, low, high, falls = table.applied(stored.values) / np.float32(table.top), 0.0, table.top, False
    else:
        pixels = _share_of_range(stored)
        low, high = sorted(end * slope + intercept for end in stored.ends)
        falls = slope < 0
    display = display_table(dataset, signed=low < 0)
    inverted = _inverted(dataset, slope_falls=falls) != bool(display and display.falls)
    if inverted != falls:
        np.subtract(1, pixels, out=pixels)
    padding = _padding(stored, dataset)
    if padding is not None:
        pixels[padding] = 0
    return Grey(pixels, None if padding is None else ~padding, low, high, inverted, display)


def _share_of_range(stored: StoredPixels) -> NDArray[np.float32]:
    low, high = stored.ends
    pixels = stored.values.astype(np.float32)
    pixels -= np.float32(low)
    pixels /= np.float32(max(high - low, 1))
    return np.clip(pixels, 0, 1, out=pixels)


def _inverted(dataset: Dataset, *, slope_falls: bool) -> bool:
    """Tell whether great values (after the modality's transform) are dark.

    MONOCHROME1 and INVERSE say the same in two places (PS3.3 C.8.11.3.1.2, C.11.6), so both together invert once. The sign of the
    relation to the beam is believed on raw films alone: on films for presentation it is often wrong, and the eye goes by the others.
    """
    sign = number(dataset, "PixelIntensityRelationshipSign")
    if code(dataset, "PresentationIntentType") == "FOR PROCESSING" and sign in (1, -1):
        return (sign == 1) != slope_falls
    return monochrome(dataset) == 1 or code(dataset, "PresentationLUTShape") == "INVERSE"


def _padding(stored: StoredPixels, dataset: Dataset) -> NDArray[np.bool_] | None:
    """Return where the padding around the film is (PS3.3 C.7.5.1.1.2), or None; a header that calls almost all of it padding is wrong."""
    value = number(dataset, "PixelPaddingValue")
    if value is None:
        return None
    limit = number(dataset, "PixelPaddingRangeLimit")
    ends = sorted(_as_signed(end, signed=stored.signed) for end in (value, value if limit is None else limit))
    inside = stored.ends[0] <= ends[0] and ends[1] <= stored.ends[1]
    values: NDArray[Any] | None = stored.values if inside else stored.words
    if values is None:
        return None
    padding = (values >= ends[0]) & (values <= ends[1])
    if not padding.any():
        return None
    padding = touching_rim(padding)
    return padding if padding.any() and padding.mean() < 1 - _LEAST_CONTENT else None


def _as_signed(value: float, *, signed: bool) -> int:
    """Read a 16-bit number of the header as the pixels are read, whichever of US and SS the header used."""
    if signed and value >= 32768:
        return int(value) - 65536
    return int(value) + 65536 if not signed and value < 0 else int(value)
