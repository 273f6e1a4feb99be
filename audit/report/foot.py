"""What stands at the foot of every page: what it is not for, by which version and method, the chain's head, and how to verify it."""

from __future__ import annotations

from dataclasses import dataclass

from audit.records.film import FilmRecord
from audit.records.method import MethodRecord

NOT_FOR = "Quality assurance and research, not for diagnosis."


@dataclass(frozen=True)
class AsOf:
    """Up to which entry of a log a report holds.

    Attributes:
        seq, hash, time_utc: Of that entry; of an empty log 0, zeros and "".
        version: Of the program that makes the report.
    """

    seq: int
    hash: str
    time_utc: str
    version: str


def foot(as_of: AsOf, *methods: MethodRecord) -> tuple[str, ...]:
    """Return the lines; with the method of each classifier that the report rests on."""
    written = f", written {as_of.time_utc}" if as_of.time_utc else ""
    return (
        f"{NOT_FOR} Made by CXR Audit {as_of.version} from the audit log as it was after entry {as_of.seq}{written}.",
        *map(_method, methods),
        f"Chain's head: entry {as_of.seq}, sha256 {as_of.hash}.",
        f"Verify: 'main.py log verify LOG' must say Intact; the same report made again with --as-of {as_of.seq} must show this head. "
        "A head that was noted elsewhere shows that nothing before it was changed.",
    )


def _method(method: MethodRecord) -> str:
    parameters = ", ".join(f"{name} {value}" for name, value in sorted(method.parameters.items()))
    return (
        f"Method {method.number}, screened by version {method.code_version}, fingerprint {method.fingerprint or 'not told'}. {parameters}."
    )


def method_facts(record: FilmRecord) -> tuple[tuple[str, str], ...]:
    """Return by what a film was screened: names and values, hashes whole."""
    method = record.method
    hashes = (
        ("region table sha256", method.regions_sha256), ("quality check sha256", method.gate_sha256),
        ("reference sha256", method.reference_sha256), ("calibration sha256", method.calibration_sha256),
    )  # fmt: skip
    return (
        ("method", f"number {method.number}, version {method.code_version}"),
        ("fingerprint", method.fingerprint or "not told by this entry"),
        *((f"parameter {name}", str(value)) for name, value in sorted(method.parameters.items())),
        ("parameters sha256", method.parameters_sha256),
        *((name, value or "none") for name, value in hashes),
        *((f"network {role} sha256", value) for role, value in sorted(method.networks.items())),
        *((f"manifest {role} sha256", value) for role, value in sorted(method.manifests.items())),
    )
