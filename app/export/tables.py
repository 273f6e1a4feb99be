"""The log's content for other programs: findings as CSV, or every entry as JSON Lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Protocol

from app.export.called import called_text
from app.export.controls import controls_of
from app.export.one_line import one_line
from app.export.total_effects import total_effect
from audit.log.store import EntryKind, Stored
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord, TestRecord
from audit.records.radiograph import RadiographRecord, TagsRecord
from audit.report.csv import inert

Value = str | int | float | bool | None
Row = dict[str, Value]


class Sink(Protocol):
    """Takes text."""

    def write(self, text: str, /) -> object:
        """Take some."""


COLUMNS = (
    "entry", "time_utc", "actor",
    "sop_instance_uid", "study_instance_uid", "patient_digest", "file_sha256", "pixel_sha256", "view", "sex", "age_band", "manufacturer",
    "model", "station", "institution",
    "classifier", "weights_sha256", "code_version",
    "label", "logit", "probability", "threshold", "positive", "verdict", "share_outside", "area_outside",
    "delta_logit", "delta_probability", "decision_changed", "controls_n", "controls_mean", "controls_spread",
    "fingerprint", "p", "flagged", "operating_point", "prevalence", "cardiothoracic_ratio",
    "film_verdict", "region", "place", "zone", "holds", "p_adjusted", "share_of_margin", "floor", "fillers_agree", "challenged", "scope",
    "verdict_sentence", "matched_n", "total_delta_logit", "called",
)  # fmt: skip


def write_findings(entries: Iterable[Stored], target: Sink, *, separator: str = ",", byte_order_mark: bool = False) -> int:
    """Write a row for each finding of each screened film; what is not known is left empty. Returns how many.

    Of several tests of one finding that of the region which decides has a place in its row, else that of the largest |Δ|; JSON Lines hold
    all. The three columns of controls are of the film itself, ``matched_n`` counts the matched places that p rests on;
    ``total_delta_logit`` is through the whole preparation, by the first filler.

    Args:
        entries: Of a log.
        target: Opened without translation of line ends.
        separator: Of the columns; decimals keep their point.
        byte_order_mark: By which spreadsheets know UTF-8.
    """
    target.write("\ufeff" if byte_order_mark else "")
    writer = csv.DictWriter(target, COLUMNS, delimiter=separator)
    writer.writeheader()
    count = 0
    for stored in entries:
        if stored.kind == EntryKind.SCREENED:
            rows = list(_rows(stored))
            writer.writerows({column: harmless(value) for column, value in row.items()} for row in rows)
            count += len(rows)
    return count


def write_entries(entries: Iterable[Stored], target: Sink) -> int:
    """Write a line for each entry, of all kinds, with its body as it was written. Returns how many."""
    count = 0
    for stored in entries:
        line = {
            "seq": stored.seq, "time_utc": stored.time_utc, "actor": stored.actor, "kind": stored.kind, "subject": stored.subject,
            "hash": stored.hash, "record": stored.as_written(),
        }  # fmt: skip
        target.write(json.dumps(line, ensure_ascii=False) + "\n")
        count += 1
    return count


def _rows(stored: Stored) -> Iterator[Row]:
    record = stored.film
    entry: Row = {"entry": stored.seq, "time_utc": stored.time_utc, "actor": stored.actor}
    film = entry | (_film(record.radiograph) if record.radiograph else {}) | _method(record)
    for finding in record.findings or ():
        yield film | _finding(finding) | (_test(record, finding, test) if (test := finding.told_test) else {})


def _film(film: RadiographRecord) -> Row:
    tags = film.tags or TagsRecord()
    return {
        "sop_instance_uid": film.sop_instance_uid, "study_instance_uid": film.study_instance_uid, "patient_digest": film.patient_digest,
        "file_sha256": film.file_sha256, "pixel_sha256": film.pixel_sha256, "view": film.view, "sex": tags.sex, "age_band": tags.age_band,
        "manufacturer": tags.manufacturer, "model": tags.model, "station": tags.station, "institution": tags.institution,
    }  # fmt: skip


def _method(record: FilmRecord) -> Row:
    used = record.classifier
    return {
        "classifier": used.name if used else None, "weights_sha256": used.weights_sha256 if used else None,
        "code_version": record.method.code_version, "fingerprint": record.method.fingerprint,
        "operating_point": used.operating_point if used else None,
        "cardiothoracic_ratio": record.anatomy.cardiothoracic_ratio if record.anatomy else None, "film_verdict": record.verdict,
        "called": called_text(record),
    }  # fmt: skip


def _finding(finding: FindingRecord) -> Row:
    attention = finding.attention
    excess = attention.focal_excess if attention else None
    return {
        "label": finding.label, "logit": finding.logit, "probability": finding.probability, "threshold": finding.threshold,
        "positive": finding.positive, "verdict": finding.verdict,
        "share_outside": attention.share_outside if attention else None, "area_outside": attention.area_outside if attention else None,
        "challenged": finding.challenged, "scope": finding.scope, "verdict_sentence": finding.verdict_sentence,
        "prevalence": finding.prevalence, "p": excess.p if excess else None, "flagged": excess.flagged if excess else None,
    }  # fmt: skip


def _test(record: FilmRecord, finding: FindingRecord, test: TestRecord) -> Row:
    controls = controls_of(record, test)
    spread = controls.delta_logit.get(finding.label) if controls else None
    region = next(region for region in record.regions if region.id == test.region)
    floors = [one.floor for one in test.fillers if one.floor is not None]
    return {
        "delta_logit": test.delta_logit, "delta_probability": test.delta_probability, "decision_changed": test.decision_changed,
        "controls_n": controls.n if controls else None, "controls_mean": spread.mean if spread else None,
        "controls_spread": spread.spread if spread else None, "matched_n": test.controls_n if test.fillers else None,
        "region": test.region, "place": test.place, "zone": region.zone, "holds": region.holds, "p_adjusted": test.p_adjusted,
        "share_of_margin": test.share_of_margin, "floor": max(floors, default=None), "fillers_agree": test.fillers_agree,
        "total_delta_logit": total_effect(record, finding, test),
    }  # fmt: skip


def harmless(value: Value) -> Value:
    """Keep a header's text on its line, and a spreadsheet from taking it for a formula."""
    if not isinstance(value, str):
        return value
    return inert(one_line(value))
