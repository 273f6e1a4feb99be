"""What two classifiers found on the same films, as CSV. It holds nothing of a patient."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from app.export.tables import Row, Sink, harmless
from audit.comparison.comparison import FindingCompared


@dataclass(frozen=True)
class Compared:
    """One of both, as the table names it."""

    name: str
    weights_sha256: str


def write_comparison(findings: Iterable[FindingCompared], a: Compared, b: Compared, target: Sink) -> None:
    """Write a row for each finding; what there is none of is left empty.

    Args:
        findings: Compared.
        a: The first classifier.
        b: The second.
        target: Opened without translation of line ends.
    """
    of_both: Row = {
        "classifier_a": a.name, "weights_sha256_a": a.weights_sha256, "classifier_b": b.name, "weights_sha256_b": b.weights_sha256,
    }  # fmt: skip
    rows = [_row(finding) | of_both for finding in findings]
    writer = csv.DictWriter(target, _COLUMNS)
    writer.writeheader()
    writer.writerows({column: harmless(value) for column, value in row.items()} for row in rows)


def _row(found: FindingCompared) -> Row:
    return {
        "finding": found.label, "films": found.decisions.films, "positive_a": found.positive_a, "positive_b": found.positive_b,
        "only_a": found.decisions.only_a, "only_b": found.decisions.only_b,
        "patients": found.tested.films, "patients_only_a": found.tested.only_a, "patients_only_b": found.tested.only_b,
        "mcnemar_p": found.p, "mcnemar_p_holm": found.p_adjusted, "spearman": found.agreement,
        "share_films": found.shares, "share_outside_b_minus_a": found.share_change,
        "flag_films": found.flags.films, "flags_only_a": found.flags.only_a, "flags_only_b": found.flags.only_b,
    }  # fmt: skip


_COLUMNS = (
    "finding", "films", "positive_a", "positive_b", "only_a", "only_b", "patients", "patients_only_a", "patients_only_b",
    "mcnemar_p", "mcnemar_p_holm", "spearman", "share_films", "share_outside_b_minus_a", "flag_films", "flags_only_a", "flags_only_b",
    "classifier_a", "weights_sha256_a", "classifier_b", "weights_sha256_b",
)  # fmt: skip
