"""From an entry to its rows in the projections: pure, so that ``verify --deep`` makes them again and compares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.records.kinds import OF_FILMS, EntryKind

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]


def project(seq: int, time_utc: str, actor: str, kind: str, record: dict[str, Any]) -> Rows:
    """Return an entry's rows by table, each row's columns in the table's order, each table's rows in the order of its key.

    Raises:
        KeyError, TypeError, AttributeError: The record has not the shape of its kind.
    """
    rows: Rows = {"examination": [], "finding": [], "blob_use": [], "purge": []}
    if kind in OF_FILMS:
        findings = list(_findings(seq, record))
        rows["examination"].append(_examination(seq, time_utc, actor, record))
        rows["finding"] = findings
    blobs = record.get("blobs") or {}
    if kind == EntryKind.BLOBS_PURGED:
        rows["purge"] = [(seq, name) for name in sorted(blobs)]
    else:
        rows["blob_use"] = [(seq, role, blobs[role]["sha256"]) for role in sorted(blobs) if blobs[role]]
    return rows


def _examination(seq: int, time_utc: str, actor: str, record: dict[str, Any]) -> Row:
    film, classifier, anatomy = (record.get(part) or {} for part in ("radiograph", "classifier", "anatomy"))
    tags, findings = film.get("tags") or {}, record["findings"]
    positives = sum(finding["positive"] for finding in findings) if findings is not None else None
    lost = sum(_lost(finding) for finding in findings) if findings is not None else None
    uids, devices = (
        _several(film, "study_instance_uid", "sop_instance_uid"),
        _several(tags, "manufacturer", "model", "station", "institution"),
    )
    text = "\n".join(str(part) for part in (*uids, *devices, classifier.get("name"), actor, record["code"]) if part is not None)
    return (
        seq, time_utc, actor, record["status"], record["code"], record["code_version"], film.get("file_sha256"), film.get("pixel_sha256"),
        *uids, *_several(film, "patient_digest", "view"), *_several(tags, "sex", "age_band"), *devices,
        classifier.get("name"), classifier.get("weights_sha256"), anatomy.get("weights_sha256"), record["parameters_sha256"],
        record.get("verdict"), positives, lost, text.lower(),
    )  # fmt: skip


def _several(values: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(values.get(name) for name in names)


def _findings(seq: int, record: dict[str, Any]) -> Iterator[Row]:
    for position, finding in enumerate(record["findings"] or ()):
        attention, challenges = finding["attention"] or {}, finding["challenges"]
        first = challenges[0] if challenges else {}
        yield (
            seq, position, finding["label"], finding["logit"], finding["probability"], finding["threshold"], finding["positive"],
            attention.get("share_outside"), first.get("delta_logit"), first.get("decision_changed"), finding.get("verdict"),
        )  # fmt: skip


def _lost(finding: dict[str, Any]) -> bool:
    """A positive decision that one of its challenges took away."""
    return bool(finding["positive"]) and any(challenge.get("decision_changed") for challenge in finding["challenges"])
