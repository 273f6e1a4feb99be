"""Certificates as records: made, kept beside the weights' hash, and found again.

Those of the networks that come with the program lie beside their weights; a person's own lie in the data folder and go first.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path

from app import __version__
from app.export.writing import IsOurs, anything, replacing
from app.site.person import NoDataFolder, data_folder
from app.site.recorded import recorded_classifier
from audit.records.body import body_of, json_of
from audit.records.events import CertificateRecord, CheckRecord, FilmsExaminedRecord
from audit.records.kinds import EntryKind
from audit.records.selftest import InsertedRecord, ReactionRecord, ReactivityRecord
from models.networks.external.identity import identity_sha256
from models.networks.manifest import Manifest
from models.values.attribution import MapMethod
from models.values.certificate import Certificate, Certified, Check
from models.values.reactivity import Reactivity


def certificate_record(certified: Certified) -> CertificateRecord:
    """Return the body of the log's entry and of the file."""
    certificate = certified.certificate
    return CertificateRecord(
        sentence=certificate.sentence, code_version=__version__, passed=certificate.passed,
        classifier=recorded_classifier(certified.classifier), target_layer=certified.target_layer,
        films=FilmsExaminedRecord(count=certified.films, phantoms=certified.phantoms), checks=tuple(map(_check, certificate.checks)),
    )  # fmt: skip


def reactivity_record(certified: Certified, reactivity: Reactivity) -> ReactivityRecord:
    """Return the body of the log's entry on how scores react to what is inserted."""
    return ReactivityRecord(
        sentence=f"Reactivity, not use, on {reactivity.films} {'phantoms' if certified.phantoms else 'films'}: "
        + " ".join(reactivity.sentences),
        code_version=__version__, classifier=recorded_classifier(certified.classifier),
        films=FilmsExaminedRecord(count=reactivity.films, phantoms=certified.phantoms),
        inserted=tuple(
            InsertedRecord(kind=one.kind, reactions=tuple(ReactionRecord(**asdict(reaction)) for reaction in one.reactions))
            for one in reactivity.inserted
        ),
    )  # fmt: skip


def _check(check: Check) -> CheckRecord:
    """Return a row; what is no finite number is left out, since JSON has no word for it."""
    return CheckRecord(
        name=check.name, passed=check.passed, number=_finite(check.number), limit=_finite(check.limit), sentence=check.sentence,
        methods=tuple(map(str, check.methods)), series=tuple(filter(math.isfinite, check.series)), follows=check.follows,
    )  # fmt: skip


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def own_file(identity_sha256: str) -> Path:
    """Return where a person's own certificate of a classifier is kept."""
    return data_folder() / "certificates" / f"{identity_sha256}.json"


def keep(record: CertificateRecord, file: Path, is_ours: IsOurs = anything) -> None:
    """Write a certificate, whole or not at all.

    Args:
        record: The certificate.
        file: In the data folder, or where a person wants it.
        is_ours: Whether what is there may be replaced; in the data folder anything may.

    Raises:
        OSError: It cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file, is_ours) as out:
        out.write(json.dumps(json.loads(json_of(record)), indent=1, ensure_ascii=False) + "\n")


def kept(manifest: Manifest) -> CertificateRecord | None:
    """Return the certificate of a classifier with these weights and this target layer, or None: it is not certified."""
    found = kept_in(manifest)
    return found[1] if found else None


def kept_in(manifest: Manifest) -> tuple[Path, CertificateRecord] | None:
    """Return the same, with the file in which it is kept."""
    for file in _places(manifest):
        try:
            record = body_of(EntryKind.CERTIFICATE, file.read_bytes())
            assert isinstance(record, CertificateRecord), "the body of its kind"
            of = record.classifier.weights_sha256, record.target_layer
            if of == (manifest.weights_sha256, manifest.target_layer) and record.checks:
                certificate(record)
                return file, record
        except (OSError, ValueError):
            continue  # Not there, or no certificate: then the next, and at last none.
    return None


def _places(manifest: Manifest) -> list[Path]:
    """Return where a certificate may lie; without a data folder nobody has one of their own."""
    shipped = manifest.weights.with_name(f"{manifest.weights.stem}.certificate.json")
    try:
        return [own_file(identity_sha256(manifest)), shipped]
    except NoDataFolder:
        return [shipped]


def certificate(record: CertificateRecord) -> Certificate:
    """Turn a record into the rows it was made of.

    Raises:
        ValueError: It names a method that this version does not know.
    """
    return Certificate(
        tuple(
            Check(
                name=row.name, passed=row.passed, number=row.number, limit=row.limit, sentence=row.sentence,
                methods=tuple(map(MapMethod, row.methods)), series=row.series, follows=row.follows,
            )
            for row in record.checks
        )
    )  # fmt: skip
