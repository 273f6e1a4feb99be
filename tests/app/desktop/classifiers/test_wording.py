"""A certificate in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.desktop.classifiers.wording import certified, not_certified, of_another_classifier
from app.desktop.viewer.view import Overlay
from app.site.certificates import kept
from audit.records.events import CertificateRecord
from audit.records.film import CalledRecord
from models.networks.library import EMBEDDED, embedded

GUIDED = {Overlay.GUIDED_GRAD_CAM, Overlay.GUIDED_BACKPROP}


@pytest.fixture
def record() -> CertificateRecord:
    found = kept(embedded("embedded"))
    assert found is not None
    return found


@pytest.mark.parametrize("name", EMBEDDED)
def test_of_the_embedded_classifiers_guided_maps_are_greyed_and_grad_cam_is_not(name: str) -> None:
    record = kept(embedded(name))
    assert record is not None
    found = certified(record)
    assert set(found.greyed) == GUIDED
    assert "nearly independent of the weights" in found.greyed[Overlay.GUIDED_GRAD_CAM]
    assert "never evidence" in found.greyed[Overlay.GUIDED_GRAD_CAM]
    assert found.headline == f"{name}: Grad-CAM certified, guided maps show edges only"
    assert (found.warnings, found.unavailable) == ((), "")


def test_where_grad_cam_failed_it_is_greyed_and_every_finding_says_so(record: CertificateRecord) -> None:
    rows = (replace(row, passed=False, number=0.9) if row.name == "randomisation-grad-cam" else row for row in record.checks)
    found = certified(replace(record, checks=tuple(rows), passed=False, sentence="Grad-CAM fails."))
    assert set(found.greyed) == set(Overlay) - {Overlay.NONE, Overlay.GRADIENT}  # Which no certificate examines.
    assert "no evidence" in found.greyed[Overlay.GRAD_CAM]
    assert found.headline == "embedded: Grad-CAM failed its certificate"
    assert found.warnings == ("Grad-CAM fails.",)


def test_what_a_certificate_was_examined_on_is_said(record: CertificateRecord) -> None:
    films = replace(record.films, count=8, phantoms=False)
    assert certified(replace(record, films=films)).sentence.endswith(f"Examined on {record.classifier.device} with 8 films.")


def test_without_a_certificate_the_remedy_is_said() -> None:
    found = not_certified("mine")
    assert found.headline == "mine: not certified"
    assert "models certify mine" in found.warnings[0]
    assert set(found.greyed) == GUIDED


def test_of_weights_that_are_not_here_nothing_is_certified_and_no_map_can_be_computed() -> None:
    found = of_another_classifier("embedded", "e" * 64)
    assert found.headline == "embedded: another classifier, not certified here"
    assert found.warnings[0].startswith(
        "Another classifier: not certified here. The classifier of this record, 'embedded' with weights eeee"
    )
    assert "is not on this computer, so this map cannot be computed" in found.unavailable
    assert set(found.greyed) == GUIDED


def test_of_a_classifier_that_can_only_be_called_the_calls_are_certified(record: CertificateRecord) -> None:
    called = replace(record.classifier, called=CalledRecord(version="1", calls=9, unanswered=0))
    assert certified(replace(record, classifier=called)).headline.startswith("embedded: calls certified")
    failed = certified(replace(record, classifier=called, passed=False))
    assert failed.headline == "embedded: calls failed its certificate"
