"""Which entries of a log are of a classifier."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.site.certificates import kept
from app.site.classifiers import classifier_named, own_classifiers
from app.site.logbook import classifier_added
from app.site.uses import Uses, uses_of
from audit.log.store import EntryKind, Log
from models.networks.library import embedded
from models.networks.manifest import Manifest
from tests.audit.films import ended_film, screened_film
from tests.own_classifiers import own_classifier


@pytest.fixture
def manifest() -> Manifest:
    return classifier_named(str(own_classifier(own_classifiers() / "mine")))


def _screened(log: Log, weights_sha256: str, computation: str | None) -> str:
    record = screened_film(1)
    assert record.classifier
    manifests = {"classifier": computation} if computation else {}
    record = replace(
        record, classifier=replace(record.classifier, weights_sha256=weights_sha256), method=replace(record.method, manifests=manifests)
    )
    return log.append(EntryKind.SCREENED, actor="reader", subject="film", record=record).time_utc


def test_films_certificates_and_the_adding_are_counted(manifest: Manifest, tmp_path: Path) -> None:
    certificate = kept(embedded("embedded"))
    assert certificate
    own = replace(certificate, classifier=replace(certificate.classifier, weights_sha256=manifest.weights_sha256))
    with Log(tmp_path / "a.db", writing=True) as log:
        added = log.append(EntryKind.CLASSIFIER_ADDED, actor="reader", subject="it", record=classifier_added(manifest)).time_utc
        for record in (certificate, own):
            log.append(EntryKind.CERTIFICATE, actor="reader", subject="it", record=record)
        first = _screened(log, manifest.weights_sha256, manifest.computation_sha256)
        _screened(log, manifest.weights_sha256, "0" * 64)
        _screened(log, "0" * 64, manifest.computation_sha256)
        last = _screened(log, manifest.weights_sha256, manifest.at("balanced").computation_sha256)
        log.append(EntryKind.REFUSED, actor="reader", subject="film", record=ended_film(screened_film(2), "refused"))
        assert uses_of(manifest, log) == Uses(2, 1, first, last, 1, added)


def test_an_entry_that_does_not_tell_the_manifest_is_counted(manifest: Manifest, tmp_path: Path) -> None:
    """As entries of an earlier schema."""
    with Log(tmp_path / "a.db", writing=True) as log:
        time = _screened(log, manifest.weights_sha256, None)
        assert uses_of(manifest, log) == Uses(1, 0, time, time)


def test_a_log_without_it_has_no_dates(manifest: Manifest, tmp_path: Path) -> None:
    with Log(tmp_path / "a.db", writing=True) as log:
        assert uses_of(manifest, log) == Uses()
