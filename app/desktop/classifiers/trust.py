"""What a classifier's certificate means for the overlays, in words."""

from __future__ import annotations

from typing import Any

from app.desktop.classifiers.view import Trust
from app.desktop.viewer.view import Overlay
from app.site.certificates import certificate
from models.values.attribution import MapMethod

_METHODS = {Overlay.GRAD_CAM: MapMethod.GRAD_CAM, Overlay.GUIDED_GRAD_CAM: MapMethod.GUIDED_GRAD_CAM}
_EDGES = "Edge detail, nearly independent of the weights; never evidence."


def trust(classifier: str, record: dict[str, Any] | None) -> Trust:
    """Tell a certificate, or that there is none.

    Args:
        classifier: Its name.
        record: As ``app.site.certificates`` keeps it.
    """
    if record is None:
        sentence = f"Whether its maps can be relied on was not examined; 'models certify {classifier}' does."
        return Trust(f"{classifier}: not certified", sentence, {Overlay.GUIDED_GRAD_CAM: _EDGES}, (f"Not certified. {sentence}",))
    failed = certificate(record).greyed
    greyed = {overlay: f"Failed the certificate. {failed[method]}" for overlay, method in _METHODS.items() if method in failed}
    used, films = record["classifier"], record["films"]
    on = f"Examined on {used['device']} with {films['count']} {'phantoms' if films['phantoms'] else 'films'}."
    sentence = f"{record['sentence']} {on}"
    if not record["passed"]:
        return Trust(f"{classifier}: Grad-CAM failed its certificate", sentence, greyed, (record["sentence"],))
    edges = ", guided maps show edges only" if Overlay.GUIDED_GRAD_CAM in greyed else ""
    return Trust(f"{classifier}: Grad-CAM certified{edges}", sentence, greyed)
