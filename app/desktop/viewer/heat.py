"""Maps as they are drawn over a film, each with its scale."""

from __future__ import annotations

import numpy as np

from app.desktop.viewer.view import Heat
from app.export.pictures import heat_size
from app.export.recorded_maps import RecordedMaps
from app.workers.tasks.attribute import AttributionMap
from models.grids.interpolation import drawn_on_film
from models.values.radiograph import Radiograph

_DETAIL_PERCENTILE = 99.5


def grad_cam(maps: RecordedMaps, number: int, film: Radiograph, *, failed: bool) -> Heat | None:
    """Return the recorded Grad-CAM of a finding; None where it is zero everywhere.

    Args:
        maps: Of the record.
        number: Of the finding, in the classifier's order.
        film: It lies over.
        failed: Whether Grad-CAM failed the classifier's certificate.
    """
    values = drawn_on_film(np.maximum(maps.signed_maps[number], 0), maps.box, *heat_size(film))
    if not values.any():
        return None
    note = "Failed the certificate: no evidence." if failed else "Logits a grid cell; scaled to this map."
    return Heat(values, "Grad-CAM", "0", f"{values.max():.3g}", note)


def guided_grad_cam(found: AttributionMap, film: Radiograph) -> Heat:
    """Return a Guided Grad-CAM; a few pixels at edges outshine all others, so the scale ends where they begin."""
    detail = drawn_on_film(np.abs(found.values), found.box, *heat_size(film))
    top = float(np.percentile(detail, _DETAIL_PERCENTILE))
    return Heat(np.minimum(detail, top), "Guided Grad-CAM", "0", f"{top:.2g}", "Edge detail for the eye, never evidence.")
