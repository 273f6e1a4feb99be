"""From an entry to its rows in the projections: pure, so that ``verify --deep`` makes them again and compares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.records.body import Body
from audit.records.events import BlobsPurgedRecord
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from audit.records.radiograph import TagsRecord

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

_NO_TAGS = TagsRecord()


def project(seq: int, time_utc: str, actor: str, record: Body) -> Rows:
    """Return an entry's rows by table, each row's columns in the table's order, each table's rows in the order of its key."""
    rows: Rows = {"film": [], "finding": [], "blob_use": [], "purge": []}
    if isinstance(record, FilmRecord):
        rows["film"].append(_film(seq, time_utc, actor, record))
        rows["finding"] += _findings(seq, record)
        if record.blobs:
            rows["blob_use"] += [(seq, role, sha256) for role, sha256 in sorted(record.blobs.named().items())]
    elif isinstance(record, BlobsPurgedRecord):
        rows["purge"] += [(seq, sha256) for sha256 in sorted(record.blobs)]
    return rows


def _film(seq: int, time_utc: str, actor: str, record: FilmRecord) -> Row:
    film, used, findings = record.radiograph, record.classifier, record.findings
    tags = (film and film.tags) or _NO_TAGS
    uids = (film.study_instance_uid, film.sop_instance_uid) if film else (None, None)
    hashes = (film.file_sha256, film.pixel_sha256) if film else (None, None)
    devices = (tags.manufacturer, tags.model, tags.station, tags.institution)
    name = used.name if used else None
    text = "\n".join(part for part in (*uids, *devices, name, actor, record.code) if part is not None)
    return (
        seq, time_utc, actor, record.status, record.code, record.method.code_version, record.method.fingerprint, *hashes, *uids,
        film.patient_digest if film else None, film.view if film else None, tags.sex, tags.age_band, *devices,
        name, used.weights_sha256 if used else None, record.verdict,
        None if findings is None else sum(finding.positive for finding in findings),
        None if findings is None else sum(map(_lost, findings)), text.lower(),
    )  # fmt: skip


def _findings(seq: int, record: FilmRecord) -> Iterator[Row]:
    for position, finding in enumerate(record.findings or ()):
        test = finding.told_test
        yield (
            seq, position, finding.label, finding.logit, finding.probability, finding.threshold, finding.positive,
            finding.attention.share_outside if finding.attention else None, test.delta_logit if test else None,
            test.decision_changed if test else None, finding.verdict,
        )  # fmt: skip


def _lost(finding: FindingRecord) -> bool:
    """A positive decision that one of its tests took away."""
    return finding.positive and any(test.decision_changed for test in finding.tests)
