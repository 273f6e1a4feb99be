"""The record of a film of schema 1, in any of the shapes that were written under that number on 21 November 2026.

Its keys tell the shape: parameters of a dilation are of the first two, a part named ``certainty`` of the next, and of the last neither.
"""

from __future__ import annotations

from typing import Any

from audit.records.upgrade.finding_1 import BEFORE, UNSAID, findings_of_schema_1
from audit.records.upgrade.method_1 import method_of_schema_1

_KEYS = {
    "schema", "status", "code", "reason", "seconds", "radiograph", "film_check", "classifier", "anatomy", "verdict", "findings", "blobs",
    "parameters_sha256", "parameters", "code_version",
}  # fmt: skip
_ROTATED = {"turned": "rotated"}
_NOTES = {"exif_turned": "exif_rotated"}
_POLARITIES = {"turned over": "inverted"}


def film_of_schema_1(value: dict[str, Any]) -> dict[str, Any]:
    """Return the record as one of schema 2.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: It is none of schema 1.
    """
    if value.keys() != _KEYS:
        raise ValueError("other keys than a record of schema 1 has")
    regions, challenges, findings = findings_of_schema_1(value["findings"])
    used, seconds = value["classifier"], value["seconds"]
    return {
        "schema": 2,
        "status": value["status"],
        "code": _ROTATED.get(value["code"], value["code"]),
        "reason": value["reason"],
        "seconds": {"reading": None, "engine": seconds} if used else {"reading": seconds, "engine": None},
        "radiograph": _radiograph(value["radiograph"]),
        "method": method_of_schema_1(value),
        "input_check": _input_check(value["film_check"]),
        "classifier": _classifier(used),
        "anatomy": _anatomy(value["anatomy"]),
        "regions": regions,
        "challenges": challenges,
        "verdict": None,
        "findings": findings,
        "blobs": {"allowed": None} | value["blobs"] if value["blobs"] else None,
    }


def _radiograph(film: dict[str, Any] | None) -> dict[str, Any] | None:
    if film is None or film.keys() == {"file_sha256"}:
        return film
    kept = {name: value for name, value in film.items() if name != "mm_per_pixel"}
    kept["pixel_spacing_mm"] = film["mm_per_pixel"]
    kept["notes"] = [_NOTES.get(note, note) for note in film["notes"]]
    kept["orientation"] = film["orientation"] and film["orientation"].replace("turned", "rotated")
    kept["polarity"] = _POLARITIES.get(film["polarity"], film["polarity"])
    return kept


def _input_check(check: dict[str, Any] | None) -> dict[str, Any] | None:
    if check is None:
        return None
    kept = {name: check[name] for name in ("upright", "mirrored", "inverted", "chest")}
    return kept | {"rotate_clockwise": check["turn_clockwise"]}


def _classifier(used: dict[str, Any] | None) -> dict[str, Any] | None:
    if used is None:
        return None
    kept = {name: used[name] for name in ("name", "weights_sha256", "labels", "grid", "device", "dtype")}
    return kept | {"challenge_dtype": used["dtype"], "kind": "network"}


def _anatomy(found: dict[str, Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    kept = {"quality": found.get("quality"), "lung_area_share": found["lung_area_share"], "frame": found.get("frame")}
    missing = [name for name in ("quality", "frame") if kept[name] is None]
    # Earlier versions had these keys, and no value under them.
    why = UNSAID if "regions_sha256" in found else BEFORE
    later = ("heart_area_share", "cardiothoracic_ratio")
    return kept | dict.fromkeys(later) | {"reasons": dict.fromkeys(later, BEFORE) | dict.fromkeys(missing, why)}
