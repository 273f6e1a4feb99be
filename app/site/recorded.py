"""Method and classifier as records keep them."""

from __future__ import annotations

from dataclasses import asdict

from app import __version__
from audit.records.film import CalledRecord, ClassifierRecord
from audit.records.fingerprint import method_record
from audit.records.method import MethodRecord
from models.values.method import Method
from models.values.screening import ClassifierUsed


def recorded_method(method: Method) -> MethodRecord:
    """Return the record of a method, with its fingerprint."""
    return method_record(
        number=method.number, parameters=asdict(method.parameters), regions_sha256=method.regions_sha256, gate_sha256=method.gate_sha256,
        reference_sha256=method.reference_sha256, calibration_sha256=method.calibration_sha256, networks=method.networks,
        manifests=method.manifests, code_version=__version__,
    )  # fmt: skip


def recorded_classifier(used: ClassifierUsed) -> ClassifierRecord:
    """Return the record of a classifier."""
    return ClassifierRecord(
        name=used.name, weights_sha256=used.weights_sha256, labels=used.labels, grid=used.grid, device=used.device, dtype=used.dtype,
        challenge_dtype=used.dtype, kind="external" if used.called else "network", operating_point=used.operating_point,
        called=CalledRecord(**asdict(used.called)) if used.called else None,
    )  # fmt: skip
