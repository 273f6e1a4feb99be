"""The record of a film of schema 2, by methods 1 to 4: one filler for the largest hot spot of each finding, and no verdict."""

from __future__ import annotations

from typing import Any

from audit.records.upgrade.finding_1 import BEFORE

_ONE_FILLER = "One filler was used."

Json = dict[str, Any]


def film_of_schema_2(value: Json) -> Json:
    """Return the record as one of schema 3.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: It is none of schema 2.
    """
    blobs, findings = value["blobs"], value["findings"]
    renewed = {
        "schema": 3,
        "findings": None if findings is None else [_finding(finding) for finding in findings],
        "blobs": None if blobs is None else _with(blobs, outlines=[]),
    }
    return _with(value, not_run=[]) | renewed


def _finding(finding: Json) -> Json:
    renewed = {"tests": [_test(test) for test in finding["tests"]], "reasons": finding["reasons"] | {"challenged": BEFORE}}
    return _with(finding, challenged=None, verdict_sentence=None, deciding_region=None, scope=None) | renewed


def _test(test: Json) -> Json:
    reasons = test["reasons"] | {"place": BEFORE, "spread": _ONE_FILLER}
    return _with(test, place=None, spread=None, fillers=[], tested=False) | {"reasons": reasons}


def _with(value: Json, **added: Any) -> Json:
    """Return a part with what schema 3 added.

    Raises:
        ValueError: It has one of these already, so it is none of schema 2.
    """
    if strange := value.keys() & added.keys():
        raise ValueError(f"schema 2 has no {min(strange)}")
    return value | added
