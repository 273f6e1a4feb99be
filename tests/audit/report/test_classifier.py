"""A classifier's report: what the log holds of it, and its certificate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.log.store import EntryKind, Log, Stored
from audit.records.events import CertificateRecord, CheckRecord, FilmsExaminedRecord
from audit.report.classifier import Card, classifier_report
from audit.report.document import Document, Facts, Table
from audit.report.foot import AsOf
from audit.report.texts import texts_of
from audit.report.wording import cell_text, significant_text
from tests.audit.cohort.rows import by
from tests.audit.films import screened_film
from tests.audit.selftest.test_power import copy_of, saw

AS_OF = AsOf(9, "a" * 64, "2026-11-29", "1")


def certificate(weights: str, sentence: str) -> CertificateRecord:
    """A certificate of some weights with one check."""
    used = screened_film(1).classifier
    assert used
    check = CheckRecord(
        name="logit", passed=None, number=None, limit=0.5, sentence="Not tested here.", methods=(), series=(), follows="method"
    )  # fmt: skip
    return CertificateRecord(
        sentence=sentence, code_version="0", passed=True, classifier=replace(used, weights_sha256=weights), target_layer="last",
        films=FilmsExaminedRecord(count=3, phantoms=True), checks=(check,),
    )  # fmt: skip


def entries(folder: Path) -> list[Stored]:
    """Three films, one by another classifier, and two certificates of each."""
    with Log(folder / "a.db", writing=True) as log:
        for number in range(3):
            record = screened_film(number)
            log.append(EntryKind.SCREENED, actor="a", subject="x", record=by(record, weights="e" * 64) if number == 1 else record)
        for sentence in ("First.", "Second."):
            log.append(EntryKind.CERTIFICATE, actor="a", subject="x", record=certificate("d" * 64, sentence))
            log.append(EntryKind.CERTIFICATE, actor="a", subject="x", record=certificate("e" * 64, "Another's."))
        return list(log.entries())


def _tables(document: Document) -> dict[str, Table]:
    return {one.name: one for one in document.first if isinstance(one, Table)}


def test_films_verdicts_and_the_last_certificate_of_these_weights_alone(tmp_path: Path) -> None:
    document = classifier_report(Card("embedded", "d" * 64, (("licence", "free"),), ("Reference: none.",)), entries(tmp_path), AS_OF)
    text = list(texts_of(document))
    assert "Certificate: Second." in text
    assert not any("Another's" in one for one in text)
    assert _tables(document)["Films and verdicts"].rows == (("Mass", 2, 2, 2, 0), ("Nodule", 2, 0, 0, 2))
    assert _tables(document)["Checks of the certificate"].rows == (("logit", "not tested", None, 0.5, "Not tested here."),)
    assert "Reference: none." in text
    assert any("was not self-tested" in one for one in text)
    assert tuple(part.split(",")[0] for part in next(
        row for one in document.first if isinstance(one, Facts) for row in one.rows if row[0].startswith("films")
    )) == ("films screened in this log", "2")  # fmt: skip


def test_a_log_without_its_certificate_tells_the_one_beside_the_weights_or_none(tmp_path: Path) -> None:
    found = entries(tmp_path)[:3]
    kept = classifier_report(Card("embedded", "d" * 64, certificate=certificate("d" * 64, "Kept.")), found, AS_OF)
    assert "Certificate: Kept." in texts_of(kept)
    assert any(one.startswith("Kept beside the weights, not in this log") for one in texts_of(kept))
    assert any(one.startswith("Certificate: there is none") for one in texts_of(classifier_report(Card("e", "d" * 64), found, AS_OF)))


def test_a_classifier_that_is_not_here_has_no_card(tmp_path: Path) -> None:
    document = classifier_report(Card("gone", "f" * 64), entries(tmp_path), AS_OF)
    assert any("not on this machine" in one for one in texts_of(document))
    assert _tables(document)["Films and verdicts"].rows == ()


def test_self_tests_of_these_weights_say_what_the_audit_can_see(tmp_path: Path) -> None:
    used, test = screened_film(1).classifier, copy_of("side marker", saw(20, 18, 17))
    assert used
    with Log(tmp_path / "b.db", writing=True) as log:
        for weights in ("d" * 64, "e" * 64):
            log.append(
                EntryKind.SELF_TEST, actor="a", subject="x", record=replace(test, classifier=replace(used, weights_sha256=weights))
            )  # fmt: skip
        found = list(log.entries())
    text = list(texts_of(classifier_report(Card("embedded", "d" * 64), found, AS_OF)))
    assert sum(one.startswith("On 1 copy made to rely on side marker") for one in text) == 1
    assert not any("not self-tested" in one for one in text)


def test_a_limit_of_any_size_is_told_and_not_nought(tmp_path: Path) -> None:
    """Limits of certificates go down to 0.0001, which three decimals would show as 0.000."""
    made = certificate("d" * 64, "Passed.")
    (check,) = made.checks
    shown = replace(made, checks=(replace(check, passed=True, number=2.34567e-5, limit=1e-4), replace(check, number=0.98765, limit=0.95)))
    document = classifier_report(Card("embedded", "d" * 64, certificate=shown), [], AS_OF)
    table = _tables(document)["Checks of the certificate"]
    texts = [[cell_text(cell, column) for cell, column in zip(row, table.columns, strict=True)][2:4] for row in table.rows]
    assert texts == [["0.0000235", "0.0001"], ["0.988", "0.95"]]


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (-0.000123449, "-0.000123"), (1234.6, "1\u202f235"), (12.0, "12"), (100, "100"), (0.9996, "1"), (9.999, "10")],
)
def test_digits_that_count_are_shown_whatever_the_size(number: float, text: str) -> None:
    assert significant_text(number, 3) == text
