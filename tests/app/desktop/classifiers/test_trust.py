"""The certificate that counts is that of the record's own classifier."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from app.desktop.classifiers.trust import Trusts
from app.site.certificates import keep, kept, own_file
from audit.log.store import EntryKind, Log
from audit.records.film import CalledRecord, FilmRecord
from audit.records.upgrade.method_1 import _MANIFESTS
from audit.selftest.kept import told
from models.networks.library import EMBEDDED, embedded
from models.networks.manifest import Manifest, ManifestError
from tests.app.desktop.records import film
from tests.audit.selftest.test_power import copy_of, saw


def used(name: str, weights_sha256: str, manifests: dict[str, str] | None = None) -> FilmRecord:
    """A record of a classifier."""
    record = film()
    assert record.classifier is not None
    classifier = replace(record.classifier, name=name, weights_sha256=weights_sha256)
    return replace(record, classifier=classifier, method=replace(record.method, manifests=manifests or {}))


@pytest.mark.parametrize("chosen", EMBEDDED)
@pytest.mark.parametrize("recorded", EMBEDDED)
def test_whatever_classifier_was_chosen_the_records_own_is_said(chosen: str, recorded: str) -> None:
    trusts = Trusts(chosen)
    assert trusts.of(used(recorded, embedded(recorded).weights_sha256)).headline.startswith(f"{recorded}: Grad-CAM certified")
    assert trusts.of(None).headline.startswith(f"{chosen}: ")


@pytest.mark.parametrize("name", ["embedded", "somebody's"])
def test_of_other_weights_nothing_is_certified_whatever_their_name(name: str) -> None:
    found = Trusts("embedded").of(used(name, "e" * 64))
    assert found.headline == f"{name}: another classifier, not certified here"
    assert found.unavailable != ""


def test_the_same_weights_under_another_name_are_another_classifier() -> None:
    assert Trusts("embedded").of(used("teaching", embedded("embedded").weights_sha256)).headline.endswith("not certified here")


@pytest.mark.parametrize("name", EMBEDDED)
def test_the_same_weights_with_another_manifest_are_another_classifier(name: str) -> None:
    here, trusts = embedded(name), Trusts("embedded")
    same = trusts.of(used(name, here.weights_sha256, {"classifier": here.computation_sha256}))
    assert same.headline.startswith(f"{name}: Grad-CAM certified")
    elsewhere = replace(here, target_layer="features.0").computation_sha256
    found = trusts.of(used(name, here.weights_sha256, {"classifier": elsewhere}))
    assert found.headline.endswith("not certified here")
    assert "another target layer, is not on this computer" in found.unavailable


def test_an_upgraded_record_is_of_the_classifier_that_is_here() -> None:
    """Where its weights are still here, at the operating point whose thresholds it had."""
    here = {embedded(name).weights_sha256: embedded(name).computations for name in EMBEDDED}
    assert all(_MANIFESTS[weights] in here[weights] for weights in here.keys() & _MANIFESTS.keys())


def test_a_record_of_any_operating_point_is_of_the_classifier_that_is_here() -> None:
    here, trusts = embedded("embedded"), Trusts("embedded")
    assert len(here.computations) == 2
    for computation in here.computations:
        found = trusts.of(used("embedded", here.weights_sha256, {"classifier": computation}))
        assert found.headline.startswith("embedded: Grad-CAM certified")


def test_a_damaged_manifest_of_another_classifier_does_not_stop_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(name: str) -> Manifest:
        if name == "teaching":
            raise ManifestError("teaching.toml: not a TOML file.")
        return embedded(name)

    monkeypatch.setattr("app.site.classifiers.embedded", read)
    assert Trusts("embedded").of(None).headline.startswith("embedded: Grad-CAM certified")
    assert Trusts("teaching").of(None).headline == "teaching: not certified"


def test_a_persons_own_certificate_counts() -> None:
    manifest = embedded("embedded")
    record = kept(manifest)
    assert record is not None
    keep(replace(record, sentence="Examined here."), own_file(manifest.weights_sha256))
    assert Trusts("teaching").of(used("embedded", manifest.weights_sha256)).sentence.startswith("Examined here.")


def test_a_certificate_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Mock(return_value=None)
    monkeypatch.setattr("app.desktop.classifiers.trust.kept", read)
    trusts = Trusts("teaching")
    assert {trusts.of(None).headline for _ in range(3)} == {"teaching: not certified"}
    read.assert_called_once()


def test_what_self_tests_of_the_log_found_stands_with_the_certificate(tmp_path: Path) -> None:
    log, weights, trusts = tmp_path / "a.db", embedded("embedded").weights_sha256, Trusts("embedded")
    certificate = trusts.of(None).sentence
    trusts.take_self_tests(told(log))
    assert trusts.of(None).sentence.splitlines() == [
        certificate,
        "What the audit can see of this classifier was not tested; 'selftest --classifier embedded' does.",
    ]
    record = copy_of("side marker", saw(20, 18, 17))
    with Log(log, writing=True) as opened:
        for of in (weights, "e" * 64):
            body = replace(record, classifier=replace(record.classifier, weights_sha256=of))
            opened.append(EntryKind.SELF_TEST, actor="somebody", subject=f"weights {of}", record=body)
    found = told(log)
    assert set(found) == {weights, "e" * 64}
    trusts.take_self_tests(found)
    lines = trusts.of(None).sentence.splitlines()
    assert lines[0] == certificate
    assert lines[1].startswith("On 1 copy made to rely on side marker at correlation 0.95, the audit found 1 of 1")
    assert lines[-1].startswith("Kinds that are not listed were not tested.")


def test_of_a_classifier_that_can_only_be_called_it_is_said_with_and_without_a_record(monkeypatch: pytest.MonkeyPatch) -> None:
    record = used("vendor", "e" * 64)
    assert record.classifier is not None
    program = replace(record, classifier=replace(record.classifier, called=CalledRecord(version="1", calls=9, unanswered=0)))
    assert [Trusts("embedded").of(one).called for one in (None, record, program)] == [False, False, True]
    vendor = replace(embedded("embedded"), name="vendor", family="external")
    monkeypatch.setattr("app.desktop.classifiers.trust.classifier_named", lambda _: vendor)
    assert [Trusts("vendor").of(one).called for one in (None, record, program)] == [True, False, True]
