"""What PhotometricInterpretation says, in any spelling; the number of samples decides where they contradict each other."""

from __future__ import annotations

import re

from pydicom import Dataset

from models.reading.header.tags import code, number, text

_COLOURS = {"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"}
USUAL_CHROMA = {"JPEG": "YBR_FULL_422", "JPEG 2000": "YBR_RCT"}
"""The space of luminance and chroma that a codec has."""
_TABLES = tuple(f"{colour}PaletteColorLookupTable{part}" for colour in ("Red", "Green", "Blue") for part in ("Descriptor", "Data"))


def monochrome(dataset: Dataset) -> int | None:
    """Return 1 or 2 where the header names MONOCHROME1 or 2, misspelt or not; None where it says nothing of the polarity."""
    match = re.fullmatch(r"M[A-Z]*[ _-]*0?([12])", _named(dataset))
    return int(match[1]) if match else None


def tells_polarity(dataset: Dataset) -> bool:
    """Tell whether anything in the header says which end of the stored values is black."""
    is_raw = code(dataset, "PresentationIntentType") == "FOR PROCESSING"
    sign = number(dataset, "PixelIntensityRelationshipSign") if is_raw else None
    return bool(monochrome(dataset)) or sign in (1, -1) or code(dataset, "PresentationLUTShape") in {"IDENTITY", "INVERSE"}


def has_palette(dataset: Dataset) -> bool:
    """Tell whether one sample a pixel stands for a colour."""
    return _underscored(dataset) in {"PALETTE_COLOR", "PALETTE_COLOUR"} and all(name in dataset for name in _TABLES)


def colour_space(dataset: Dataset, codec: str | None) -> str:
    """Return the colour space of three samples a pixel; where the header names none, the usual one.

    Args:
        dataset: The film's.
        codec: ``JPEG``, ``JPEG 2000``, or another or none.
    """
    if names_colour(dataset):
        return _underscored(dataset)
    return USUAL_CHROMA.get(codec or "", "RGB")


def names_colour(dataset: Dataset) -> bool:
    """Tell whether the header names a colour space of three samples."""
    return _underscored(dataset) in _COLOURS


def _underscored(dataset: Dataset) -> str:
    return re.sub(r"[ _-]+", "_", _named(dataset))


def _named(dataset: Dataset) -> str:
    return (text(dataset, "PhotometricInterpretation") or "").upper()
