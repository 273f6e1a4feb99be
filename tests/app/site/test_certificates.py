"""Certificates as they are kept beside the weights' hash."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.site.certificates import certificate, certificate_record, keep, kept, own_file
from audit.records.body import body_of, json_of
from audit.records.events import GRADIENTS, CertificateRecord, FilmsExaminedRecord
from audit.records.kinds import EntryKind
from models.networks.library import EMBEDDED, embedded
from models.values.attribution import MapMethod
from models.values.certificate import CALLED, Certificate, Certified, Check
from models.values.screening import ClassifierUsed


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def test_the_row_without_gradients_is_named_alike_where_it_is_made_and_where_it_is_read() -> None:
    assert GRADIENTS == CALLED


@pytest.fixture
def certified() -> Certified:
    manifest = embedded("embedded")
    used = ClassifierUsed("embedded", manifest.weights_sha256, manifest.labels, (20, 20), "cpu", "float32")
    rows = (
        Check("brute-force", True, 1e-7, 1e-4, "Close.", (MapMethod.CAM,)),
        Check("adversary", None, None, None, "Not known.", (), (0.5,)),
    )
    return Certified(Certificate(rows), used, "last-spatial", 4, phantoms=True)


@pytest.mark.parametrize("name", EMBEDDED)
def test_the_embedded_classifiers_come_with_a_certificate_of_their_weights(name: str) -> None:
    """After a training: ``models certify NAME --out resources/weights/NAME.certificate.json``."""
    manifest = embedded(name)
    record = kept(manifest)
    assert record is not None
    assert record.classifier.labels == manifest.labels
    assert record.target_layer == manifest.target_layer
    assert record.passed
    rows = certificate(record)
    assert rows["randomisation-grad-cam"].passed
    assert rows["randomisation-guided-backprop"].passed is False
    assert rows.sentence == record.sentence


def test_a_record_gives_back_the_rows_it_was_made_of(certified: Certified) -> None:
    record = certificate_record(certified)
    stored = body_of(EntryKind.CERTIFICATE, json_of(record))
    assert stored == record
    assert isinstance(stored, CertificateRecord)
    assert certificate(stored) == certified.certificate


def test_a_persons_own_certificate_goes_first(certified: Certified) -> None:
    record = certificate_record(certified)
    keep(record, own_file(record.classifier.weights_sha256))
    assert kept(embedded("embedded")) == record
    assert [file.name for file in own_file("x").parent.iterdir()] == [f"{record.classifier.weights_sha256}.json"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record.update(schema=3),
        lambda record: record.update(schema=1),
        lambda record: record["classifier"].update(weights_sha256="0" * 64),
        lambda record: record.update(target_layer="stages.1"),
        lambda record: record["checks"].clear(),
        lambda record: record["checks"][0].update(methods=["reading tea leaves"]),
        lambda record: record.pop("checks"),
    ],
)
def test_what_is_no_certificate_of_this_classifier_is_passed_over(certified: Certified, spoil: Callable[[dict[str, Any]], None]) -> None:
    file = own_file(embedded("embedded").weights_sha256)
    keep(certificate_record(certified), file)
    assert kept(embedded("embedded")) == certificate_record(certified)
    record = json.loads(file.read_text("utf-8"))
    spoil(record)
    file.write_text(json.dumps(record), "utf-8")
    shipped = kept(embedded("embedded"))
    assert shipped is not None
    assert shipped.films == FilmsExaminedRecord(count=4, phantoms=True)
    assert len(shipped.checks) == 8
    elsewhere = replace(embedded("embedded"), weights=Path("nowhere/embedded.safetensors"))
    assert kept(elsewhere) is None


def test_a_certificate_of_version_0_1_is_still_one(certified: Certified) -> None:
    """It named the target layer otherwise, and where its classifier's reference was."""
    record = json.loads(json_of(certificate_record(certified)))
    used = record.pop("classifier")
    kept_of_it = {name: used[name] for name in ("name", "weights_sha256", "labels", "grid", "device", "dtype")}
    old = {name: value for name, value in record.items() if name not in {"schema", "target_layer"}} | {
        "schema": 1, "point": record["target_layer"], "code_version": "0.1.0", "classifier": kept_of_it | {"reference_sha256": None},
    }  # fmt: skip
    file = own_file(used["weights_sha256"])
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(old), "utf-8")
    assert kept(embedded("embedded")) == replace(certificate_record(certified), code_version="0.1.0")


def test_a_damaged_file_is_no_certificate() -> None:
    file = own_file(embedded("embedded").weights_sha256)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff{")
    assert kept(replace(embedded("embedded"), weights=Path("nowhere/embedded.safetensors"))) is None


def test_what_is_no_number_is_left_out(certified: Certified) -> None:
    rows = (Check("brute-force", False, math.nan, 1e-4, "Not finite.", (), (math.inf, 1.0)),)
    (row,) = certificate_record(replace(certified, certificate=Certificate(rows))).checks
    assert row.number is None
    assert row.series == (1.0,)
