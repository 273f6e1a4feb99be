"""A score as text."""

from __future__ import annotations

from dataclasses import replace

from app.export.scores import classifier_text, score_text
from tests.app.conftest import Screened


def test_beside_a_probability_stand_threshold_and_prevalence(screened: Screened) -> None:
    record = next(done.entry.film for done in screened.done if done.entry.kind == "screened")
    assert record.findings
    finding = replace(record.findings[0], probability=0.3012, threshold=0.2013, prevalence=0.1174)
    assert score_text(finding) == "0.301 (≥ 0.201, prevalence 11.7\N{NO-BREAK SPACE}%)"
    assert score_text(replace(finding, prevalence=None)) == "0.301 (≥ 0.201)"


def test_a_classifier_is_named_with_its_point_where_that_has_a_name(screened: Screened) -> None:
    record = next(done.entry.film for done in screened.done if done.entry.kind == "screened")
    assert record.classifier is not None
    assert classifier_text(record.classifier) == "embedded at specificity-90"
    assert classifier_text(replace(record.classifier, operating_point=None)) == "embedded"
