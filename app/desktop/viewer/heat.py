"""Maps as they are drawn over a film, each with its scale; and what is localised by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from app.desktop.viewer.overlay_names import EDGES, LOCALISES, SIGNED, WHY_EDGES, name_of, unit_of
from app.desktop.viewer.view import Heat, Localisation, Overlay
from app.export.pictures import heat_size
from app.export.recorded_maps import RecordedMaps
from app.workers.tasks.attribute import AttributionMap
from models.grids.interpolation import drawn_on_film
from models.values.radiograph import Radiograph

_DETAIL_PERCENTILE = 99.5
"""A few pixels at edges outshine all others, so the scale of a map of pixels ends where they begin."""
Values = NDArray[np.float32]

RECORDED: Mapping[Overlay, Callable[[Values], Values]] = MappingProxyType(
    {
        Overlay.GRAD_CAM: lambda signed: np.maximum(signed, 0),
        Overlay.SIGNED_CAM: lambda signed: signed,
        Overlay.COUNTERFACTUAL: lambda signed: np.maximum(-signed, 0),
    }
)
"""Maps that need no network, since the log keeps the signed one."""


def recorded_heat(
    maps: RecordedMaps, number: int, film: Radiograph, overlay: Overlay, *, failed: bool, called: bool = False
) -> Heat | None:  # fmt: skip
    """Return a recorded map of a finding; None where it is zero everywhere.

    Args:
        maps: Of the record.
        number: Of the finding, in the classifier's order.
        film: It lies over.
        overlay: One of those that are recorded.
        failed: Whether the method failed the classifier's certificate.
        called: Whether the classifier can only be called, so that its map is an occlusion map.
    """
    values = RECORDED[overlay](maps.signed_maps[number])
    return _heat(drawn_on_film(values, maps.box, *heat_size(film)), overlay, failed=failed, called=called)


def computed_heat(found: AttributionMap, film: Radiograph, overlay: Overlay, *, failed: bool, layer: str | None = None) -> Heat | None:
    """Return a map that was computed anew; None where it is zero everywhere.

    Args:
        found: The map.
        film: It lies over.
        overlay: Whose map it is.
        failed: Whether the method failed the classifier's certificate.
        layer: Another target layer than the classifier's own, at which it was taken.
    """
    assert overlay.method is not None, "without a map nothing is computed"
    values = found.values if overlay in SIGNED else np.abs(found.values)
    drawn = drawn_on_film(values, found.box, *heat_size(film))
    if overlay.method.of_pixels:
        top = float(np.percentile(np.abs(drawn), _DETAIL_PERCENTILE))
        drawn = np.clip(drawn, -top, top)
    return _heat(drawn, overlay, failed=failed, layer=layer)


def localisation(heat: Heat | None, overlay: Overlay, film: Radiograph) -> Localisation | None:
    """Return what a map localises: where it reaches 15 % of its maximum, and the box of the largest piece of that (Selvaraju 2017, 4.1).

    Args:
        heat: As it is drawn.
        overlay: Whose map it is; only maps on a grid that are nowhere negative localise.
        film: It lies over.
    """
    from models.attribution.boxes import box, seed_mask

    found = box(heat.values) if heat and overlay in LOCALISES else None
    if heat is None or found is None:
        return None
    x0, y0, x1, y1 = found
    (rows, columns), (height, width) = heat.values.shape, film.pixels.shape
    on_film = (x0 * width // columns, y0 * height // rows, -(-x1 * width // columns), -(-y1 * height // rows))
    return Localisation(seed_mask(heat.values), on_film)


def _heat(drawn: Values, overlay: Overlay, *, failed: bool, layer: str | None = None, called: bool = False) -> Heat | None:
    top = float(np.abs(drawn).max(initial=0))
    if top == 0:
        return None
    signed, title, measured = overlay in SIGNED, name_of(overlay, called=called), unit_of(overlay, called=called)
    title += f" at {layer}" if layer else ""
    note = "Failed the certificate: no evidence." if failed and not overlay.guided else measured
    if layer and not overlay.guided:
        note = f"Another layer than the one that was examined. {measured}"
    mark, reason = (EDGES, WHY_EDGES) if overlay.guided else ("", "")
    unit = " logits" if called or (measured.startswith("Logits") and overlay is not Overlay.GRADIENT) else ""
    return Heat(drawn, title, f"−{top:.3g}" if signed else "0", f"{'+' if signed else ''}{top:.3g}{unit}", note, signed, mark, reason)
