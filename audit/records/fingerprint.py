"""The one fingerprint of a method: what "already recorded" means, what the engine loads once, what replay compares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from audit.records.canonical import canonical
from audit.records.method import MethodRecord


def digest_of(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(dict(value))).hexdigest()


def method_record(
    *,
    number: int,
    parameters: Mapping[str, int | float | bool | str],
    regions_sha256: str | None,
    gate_sha256: str | None,
    reference_sha256: str | None,
    calibration_sha256: str | None,
    networks: Mapping[str, str],
    manifests: Mapping[str, str],
    code_version: str,
    complete: bool = True,
) -> MethodRecord:
    """Return the record of a method with its fingerprint.

    Args:
        number: ``METHOD`` of the code that computed.
        parameters: The method's numbers.
        regions_sha256, gate_sha256, reference_sha256, calibration_sha256: Hashes of its tables; see ``MethodRecord``.
        networks, manifests: Hashes by role.
        code_version: No part of the fingerprint.
        complete: Whether all of it is known; else there is no fingerprint.
    """
    identity = {
        "number": number, "parameters": dict(parameters), "regions_sha256": regions_sha256, "gate_sha256": gate_sha256,
        "reference_sha256": reference_sha256, "calibration_sha256": calibration_sha256, "networks": dict(networks),
        "manifests": dict(manifests),
    }  # fmt: skip
    return MethodRecord(
        fingerprint=digest_of(identity) if complete else None, number=number, parameters=dict(parameters),
        parameters_sha256=digest_of(parameters), regions_sha256=regions_sha256, gate_sha256=gate_sha256,
        reference_sha256=reference_sha256, calibration_sha256=calibration_sha256, networks=dict(networks), manifests=dict(manifests),
        code_version=code_version,
    )  # fmt: skip
