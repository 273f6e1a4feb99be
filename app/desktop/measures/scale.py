"""Millimetres of a film for what is measured by hand: where they come from, and whether they are believed (docs/decisions/0036)."""

from __future__ import annotations

from dataclasses import dataclass

from audit.records.film import FilmRecord
from models.values.radiograph import Header, SpacingSource

_SQUARE_CENTIMETRE = 100.0


@dataclass(frozen=True)
class Scale:
    """What a pixel is.

    Attributes:
        mm: Of a pixel's side; None where lengths are in pixels.
        origin: Where that comes from, or why there is none.
    """

    mm: float | None
    origin: str

    def length(self, pixels: float) -> str:
        """Return a length with its unit."""
        return f"{pixels * self.mm:.1f} mm" if self.mm is not None else f"{pixels:.0f} px"

    def area(self, pixels: float) -> str:
        """Return an area with its unit."""
        if self.mm is None:
            return f"{pixels:.0f} px²"
        square = pixels * self.mm**2
        return f"{square / _SQUARE_CENTIMETRE:.2f} cm²" if square >= _SQUARE_CENTIMETRE else f"{square:.1f} mm²"


def scale_of(header: Header, record: FilmRecord | None) -> Scale:
    """Return the scale of a film.

    Args:
        header: Of the film.
        record: Which says whether the lungs make the spacing plausible; None where the film is not screened.
    """
    if header.pixel_spacing_mm is None or header.spacing_from is None:
        return Scale(None, "Lengths in pixels: the header has no pixel spacing")
    judged = record.radiograph.spacing_trusted if record and record.radiograph else None
    if judged is False:
        return Scale(None, f"Lengths in pixels: the header’s {header.spacing_from} is not believed")
    where = " at the detector, larger than in the patient" if header.spacing_from == SpacingSource.IMAGER_PIXEL_SPACING else ""
    believed = "plausible by the lungs" if judged else "not checked"
    return Scale(header.pixel_spacing_mm, f"Lengths by {header.spacing_from}{where}, {believed}")
