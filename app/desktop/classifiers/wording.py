"""A classifier's certificate in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.desktop.classifiers.view import Trust
from app.desktop.viewer.view import Overlay
from app.site.certificates import certificate
from audit.records.events import CertificateRecord

_EDGES = {overlay: "Edge detail, nearly independent of the weights; never evidence." for overlay in Overlay if overlay.guided}


def certified(record: CertificateRecord) -> Trust:
    """Say what a certificate found."""
    name, used, films = record.classifier.name, record.classifier, record.films
    failed = certificate(record).greyed
    greyed = {overlay: f"Failed the certificate. {failed[method]}" for overlay in Overlay if (method := overlay.method) in failed}
    sentence = f"{record.sentence} Examined on {used.device} with {films.count} {'phantoms' if films.phantoms else 'films'}."
    what = "calls" if used.called else "Grad-CAM"
    if not record.passed:
        return Trust(f"{name}: {what} failed its certificate", sentence, greyed, (record.sentence,))
    edges = ", guided maps show edges only" if Overlay.GUIDED_GRAD_CAM in greyed else ""
    return Trust(f"{name}: {what} certified{edges}", sentence, greyed)


def not_certified(name: str) -> Trust:
    """Say that a classifier of this computer has no certificate, and the remedy."""
    sentence = f"Whether its maps can be relied on was not examined; 'models certify {name}' does."
    return Trust(f"{name}: not certified", sentence, _EDGES, (f"Not certified. {sentence}",))


def with_self_test(trust: Trust, name: str, told: Sequence[str]) -> Trust:
    """Add what self-tests of this log say of the audit's blind spots, or that there was none."""
    none = f"What the audit can see of this classifier was not tested; 'selftest --classifier {name}' does."
    return replace(trust, sentence="\n".join((trust.sentence, *(told or (none,)))))


def of_another_classifier(name: str, weights_sha256: str, *, computed_otherwise: bool = False) -> Trust:
    """Say that a record is of a classifier that is not here: its weights, or only what its manifest says of the computation, are others."""
    otherwise = " and another preparation, other thresholds or another target layer" if computed_otherwise else ""
    which = f"The classifier of this record, '{name}' with weights {weights_sha256[:12]}…{otherwise}, is not on this computer"
    return Trust(
        f"{name}: another classifier, not certified here", f"{which}; whether its maps can be relied on is not known here.", _EDGES,
        (f"Another classifier: not certified here. {which}.",), f"{which}, so this map cannot be computed.",
    )  # fmt: skip
