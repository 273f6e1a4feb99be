"""What a header says of size and position: millimetres of a pixel, and which way the film is stored."""

from __future__ import annotations

import math

from pydicom import Dataset

from models.reading.dataset.raw import texts
from models.reading.header.tags import code, number, numbers
from models.values.radiograph import Orientation, SpacingSource

_SMALLEST, _LARGEST = 1e-4, 1e3
"""Of a number that can be a length at all; whether it can be this film's is judged by the lungs."""
_MOST_MAGNIFIED = 3.0
_CALIBRATED = {"GEOMETRY": SpacingSource.PIXEL_SPACING_GEOMETRY, "FIDUCIAL": SpacingSource.PIXEL_SPACING_FIDUCIAL}

_BY_EDGES = {orientation.edges: orientation for orientation in Orientation if orientation.edges}


def spacing(dataset: Dataset) -> tuple[float | None, SpacingSource | None]:
    """Return the millimetres of a pixel and where they come from; nothing where the pixel is not square or the value no length.

    PixelSpacing comes first: where it differs from the detector's spacing it was calibrated (PS3.3 10.7.1.3). Then the detector's
    spacing, divided by the estimated magnification where that is known, then the scanner's.
    """
    plain, detector = _square(dataset, "PixelSpacing"), _square(dataset, "ImagerPixelSpacing")
    magnification = number(dataset, "EstimatedRadiographicMagnificationFactor")
    magnified = detector is not None and magnification is not None and 1 <= magnification <= _MOST_MAGNIFIED
    if plain is not None and (calibrated := _CALIBRATED.get(code(dataset, "PixelSpacingCalibrationType") or "")):
        return plain, calibrated
    if plain is not None and not (magnified and detector is not None and math.isclose(plain, detector, rel_tol=1e-3)):
        return plain, SpacingSource.PIXEL_SPACING
    if magnified and detector is not None and magnification is not None:
        return detector / magnification, SpacingSource.IMAGER_MAGNIFIED
    if detector is not None:
        return detector, SpacingSource.IMAGER_PIXEL_SPACING
    scanned = _square(dataset, "NominalScannedPixelSpacing")
    return scanned, SpacingSource.NOMINAL_SCANNED if scanned is not None else None


def _square(dataset: Dataset, keyword: str) -> float | None:
    found = numbers(dataset, keyword)
    possible = len(found) == 2 and min(found) >= _SMALLEST and max(found) <= _LARGEST
    return found[0] if possible and math.isclose(*found, rel_tol=0.01) else None


def not_square(dataset: Dataset) -> bool:
    """Tell whether the header gives pixels of two different sides, as spacing or as aspect ratio."""
    for keyword in ("PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"):
        found = numbers(dataset, keyword)
        if len(found) == 2 and min(found) > 0:
            return not math.isclose(*found, rel_tol=0.01)
    return False


def orientation(dataset: Dataset) -> Orientation | None:
    """Return what PatientOrientation says of the way a film is stored, or None where it says nothing or something ambiguous.

    Only the leading letter of each value counts: "LF" is mostly to the left.
    """
    value = texts(dataset, "PatientOrientation")
    if len(value) != 2:
        return None
    right, down = (one.strip()[:1].upper() for one in value)
    if {right, down} & {"A", "P"} and {right, down} & {"H", "F"}:
        return Orientation.LATERAL
    return _BY_EDGES.get((right, down))
