"""Certificates as records: made, kept beside the weights' hash, and found again.

Those of the networks that come with the program lie beside their weights; a person's own lie in the data folder and go first.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import __version__
from app.export.writing import replacing
from app.site.person import data_folder
from models.networks.manifest import Manifest
from models.values.attribution import MapMethod
from models.values.certificate import Certificate, Certified, Check

SCHEMA = 1


def certificate_record(certified: Certified) -> dict[str, Any]:
    """Return the body of the log's entry and of the file."""
    certificate = certified.certificate
    return {
        "schema": SCHEMA, "passed": certificate.passed, "sentence": certificate.sentence, "classifier": asdict(certified.classifier),
        "point": certified.point, "films": {"count": certified.films, "phantoms": certified.phantoms},
        "checks": [_finite(asdict(check)) for check in certificate.checks], "code_version": __version__,
    }  # fmt: skip


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is no number, which JSON has no word for."""
    for name in ("number", "limit"):
        if row[name] is not None and not math.isfinite(row[name]):
            row[name] = None
    return row | {"series": [value for value in row["series"] if math.isfinite(value)]}


def own_file(weights_sha256: str) -> Path:
    """Return where a person's own certificate of some weights is kept."""
    return data_folder() / "certificates" / f"{weights_sha256}.json"


def keep(record: dict[str, Any], file: Path) -> None:
    """Write a certificate, whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as out:
        out.write(json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def kept(manifest: Manifest) -> dict[str, Any] | None:
    """Return the certificate of a classifier with these weights and this attribution point, or None: it is not certified."""
    for file in (own_file(manifest.weights_sha256), manifest.weights.with_name(f"{manifest.weights.stem}.certificate.json")):
        try:
            record: dict[str, Any] = json.loads(file.read_text("utf-8"))
            of = record["schema"], record["classifier"]["weights_sha256"], record["point"]
            if of == (SCHEMA, manifest.weights_sha256, manifest.point) and certificate(record).checks:
                return record
        except (OSError, ValueError, KeyError, TypeError):
            continue  # Not there, or no certificate: then the next, and at last none.
    return None


def certificate(record: dict[str, Any]) -> Certificate:
    """Turn a record into the rows it was made of."""
    rows = (row | {"methods": tuple(map(MapMethod, row["methods"])), "series": tuple(row["series"])} for row in record["checks"])
    return Certificate(tuple(Check(**row) for row in rows))
