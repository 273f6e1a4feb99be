"""The cardiothoracic ratio on the film: the two widths that it is of, between the columns that heart and lungs reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.desktop.measures.view import Drawn
from app.export.recorded_maps import RecordedMaps
from app.site.measures import Kind, Measure
from audit.records.film import FilmRecord

NOT_SCREENED = "Cardiothoracic ratio: measured when the film is screened"
NOT_KEPT = "Cardiothoracic ratio: the outlines that it was measured on are no longer kept"


def ratio_drawn(record: FilmRecord | None, maps: RecordedMaps | None, film: tuple[int, int]) -> tuple[list[Drawn], str]:
    """Return the two widths with the recorded ratio, or no line and why there is none.

    Args:
        record: Of the film; None where it is not screened.
        maps: Its lungs and heart.
        film: Rows and columns.
    """
    if record is None or record.anatomy is None:
        return [], NOT_SCREENED
    value = record.anatomy.cardiothoracic_ratio
    if value is None:
        reason = record.anatomy.reasons.get("cardiothoracic_ratio", "Not measured.")
        return [], f"Cardiothoracic ratio: {reason[:1].lower()}{reason[1:].removesuffix('.')}"
    if maps is None or maps.heart is None or not (maps.heart.any() and maps.lungs.any()):
        return [], NOT_KEPT
    return [_width(maps.lungs, "Thorax", film), _width(maps.heart, f"Heart · cardiothoracic ratio {value:.2f}", film)], ""


def _width(mask: NDArray[np.bool_], text: str, film: tuple[int, int]) -> Drawn:
    """Return the line from the first to the last column that a mask reaches, as high as these two lie on average."""
    columns = np.flatnonzero(mask.any(axis=0))
    first, last = int(columns[0]), int(columns[-1])
    row = float(np.mean([np.flatnonzero(mask[:, column]).mean() for column in (first, last)])) + 0.5
    across, down = film[1] / mask.shape[1], film[0] / mask.shape[0]
    return Drawn(Measure(Kind.RULER, (first * across, row * down), ((last + 1) * across, row * down)), text, by_hand=False)
