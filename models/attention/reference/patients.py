"""By which names a film's patient stands in a reference, so that nobody is read against himself."""

from __future__ import annotations

from models.values.radiograph import Header

_PIXELS = "pixels:"


def patient_name(header: Header) -> str:
    """Return the name that a reference keeps: the keyed hash of the patient's identifier, or of nobody known the film's own pixels."""
    return header.patient_digest or _PIXELS + header.pixel_sha256


def patient_names(header: Header) -> frozenset[str]:
    """Return all names under which the film's patient, or at least the film itself, may stand in a reference."""
    return frozenset({patient_name(header), _PIXELS + header.pixel_sha256})
