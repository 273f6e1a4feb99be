"""Two records of one film compared: the one that was kept and the one that was computed anew (method, section 10)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.replay.method import is_earlier
from audit.records.body import json_of
from audit.records.film import NOT_COMPUTED, FilmRecord
from models.values.validated import OUTSIDE_VALIDATION

TOLERANCE = 1e-4
"""Numbers that differ by no more, absolutely or as a share, are the same."""
ABSENT = "absent"
_OF_A_SCORE = ("label", "logit", "probability", "threshold", "positive")
_OF_A_FILM = ("file_sha256", "pixel_sha256", "rows", "columns", "sop_instance_uid", "study_instance_uid", "polarity")


@dataclass(frozen=True)
class Difference:
    """One value that came out otherwise; ABSENT where a side does not have the field."""

    field: str
    recorded: Any
    recomputed: Any


@dataclass(frozen=True)
class Replay:
    """What a replay found.

    Attributes:
        passed: On the same device no value differs; on another, or where none is recorded, no decision does.
        same_device: Device and number format are those of the record.
        device: What it was computed on now; None for a film that no network saw.
        largest: Largest difference of two numbers in the same place.
        differences: All values that differ by more than the tolerance.
        maps_compared: Maps are still kept and were compared too; lungs also, unless the method was an earlier one.
        earlier_method: Number of the earlier method by which the entry was made; then only scores, decisions and maps were compared.
    """

    passed: bool
    same_device: bool
    device: str | None
    largest: float
    differences: tuple[Difference, ...]
    maps_compared: bool
    earlier_method: int | None = None


def differences(recorded: Any, recomputed: Any, field: str = "", *, tolerance: float = TOLERANCE) -> Iterator[Difference]:
    """Yield what differs between two JSON values: numbers by more than a tolerance, all else at all.

    A truth value is no number, null is no number either, and a list of another length differs as such. What film and
    method do not decide is left out.
    """
    if isinstance(recorded, dict) and isinstance(recomputed, dict):
        for name in sorted((recorded.keys() | recomputed.keys()) - NOT_COMPUTED):
            inner = f"{field}.{name}" if field else name
            if name in recorded and name in recomputed:
                yield from differences(recorded[name], recomputed[name], inner, tolerance=tolerance)
            else:
                yield Difference(inner, recorded.get(name, ABSENT), recomputed.get(name, ABSENT))
    elif isinstance(recorded, list) and isinstance(recomputed, list) and len(recorded) == len(recomputed):
        for position, (one, other) in enumerate(zip(recorded, recomputed, strict=True)):
            yield from differences(one, other, f"{field}[{position}]", tolerance=tolerance)
    elif _is_number(recorded) and _is_number(recomputed):
        if not math.isclose(recorded, recomputed, rel_tol=tolerance, abs_tol=tolerance):
            yield Difference(field, recorded, recomputed)
    elif type(recorded) is not type(recomputed) or recorded != recomputed:
        yield Difference(field, recorded, recomputed)


def compare(recorded: FilmRecord, recomputed: FilmRecord, maps: tuple[Difference, ...] | None = None) -> Replay:
    """Compare the record of a film with the one that was computed anew.

    Args:
        recorded: As the log holds it.
        recomputed: As the log would hold it.
        maps: What differs in maps and organs, which stand outside the record; None where they are not compared.
    """
    earlier = is_earlier(recorded.method)
    one, other = (_json(record) for record in (recorded, recomputed))
    _leave_out_later(one, other)
    if earlier:
        one, other = _scores(one), _scores(other)
    found = (*differences(one, other), *(maps or ()))
    decided = decisions(recorded, scores_only=earlier) != decisions(recomputed, scores_only=earlier)
    was, now = _place(recorded), _place(recomputed)
    same = was is not None and was == now
    distances = (_distance(each) for each in differences(one, other, tolerance=0))
    return Replay(
        not (found if same else decided),
        same,
        now,
        max(distances, default=0.0),
        found,
        maps is not None,
        recorded.method.number if earlier else None,
    )


def _json(record: FilmRecord) -> dict[str, Any]:
    """Return a film's JSON without the notes that its file decides, which entries of earlier versions lack, and without hashes of masks.

    A hash moves with any pixel; the masks themselves are compared as the lungs are.
    """
    film: dict[str, Any] = json.loads(json_of(record))
    if film["radiograph"]:
        film["radiograph"]["notes"] = [note for note in film["radiograph"]["notes"] if note not in OUTSIDE_VALIDATION]
    for region in film["regions"]:
        del region["outline"]
    return film


def _leave_out_later(recorded: dict[str, Any], recomputed: dict[str, Any]) -> None:
    """Take out what an entry does not hold since the version that wrote it did not compute it yet, though the method is the same."""
    if recorded["transplants"] is None:
        recorded["transplants"] = recomputed["transplants"] = None
    for one, other in zip(recorded["challenges"], recomputed["challenges"], strict=False):
        if one["total_delta_logit"] is None:
            other["total_delta_logit"] = None


def _scores(film: dict[str, Any]) -> dict[str, Any]:
    """Return of a film's JSON what an earlier method computed as the present one does."""
    kept = {name: film[name] for name in ("status", "code")}
    kept["radiograph"] = film["radiograph"] and {name: film["radiograph"][name] for name in _OF_A_FILM}
    findings = [{name: finding[name] for name in _OF_A_SCORE} for finding in film["findings"] or ()]
    return kept | {"findings": findings, "classifier": film["classifier"]}


def decisions(record: FilmRecord, *, scores_only: bool = False) -> Any:
    """Return what must be the same on any device: the film's pixels and what was decided, no number."""
    findings = [
        (finding.label, finding.positive, finding.challenged, finding.verdict, [test.decision_changed for test in finding.tests])
        for finding in record.findings or ()
    ]
    pixels = record.radiograph.pixel_sha256 if record.radiograph else None
    if scores_only:
        return record.status, record.code, pixels, [(finding.label, finding.positive) for finding in record.findings or ()]
    assessable = record.anatomy.not_assessable is None if record.anatomy else None
    return record.status, record.code, record.verdict, pixels, assessable, findings


def _place(record: FilmRecord) -> str | None:
    used = record.classifier
    return f"{used.device} {used.dtype}" if used else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _distance(difference: Difference) -> float:
    numbers = (difference.recorded, difference.recomputed)
    return abs(numbers[0] - numbers[1]) if all(map(_is_number, numbers)) else 0.0
