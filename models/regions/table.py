"""Reads region tables: the shipped one, or a site's own."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import resources
from models.values.regions import Part, Region, RegionTable, key


class RegionsError(ValueError):
    """A table of regions that cannot be used; the sentence says which entry and why."""


@cache
def shipped_table() -> RegionTable:
    """Return the shipped table, read once a process."""
    return read_table(resources.path("regions.toml"))


def read_table(path: Path) -> RegionTable:
    """Read a table.

    Raises:
        RegionsError: The file cannot be read, or an entry is missing, unknown or contradicts another.
    """
    try:
        data = path.read_bytes()
        return _table(tomllib.loads(data.decode("utf-8-sig")), hashlib.sha256(data).hexdigest())
    except OSError as error:
        raise RegionsError(f"{path.name}: cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegionsError(f"{path.name}: not a TOML file ({error}).") from None
    except ValueError as error:
        raise RegionsError(f"{path.name}: {error}") from None


_TEXT, _TEXTS, _NUMBER, _TABLES = "a text", "a list of texts", "a number", "a list of tables"


_HEAD = {"schema": _NUMBER, "edge_mm": _NUMBER, "likely_share": _NUMBER, "default": _TEXT, "region": _TABLES}


_ROW = {"name": _TEXT, "allowed": _TEXTS, "plausible": _TEXTS, "linked": _TEXTS, "tolerance_mm": _NUMBER, "reason": _TEXT, "labels": _TEXTS}


def _table(data: dict[str, Any], sha256: str) -> RegionTable:
    _check(data, _HEAD, "")
    if data["schema"] != 1:
        raise ValueError(f"schema {data['schema']} is not known; this version reads schema 1.")
    rows: dict[str, Region] = {}
    labels: dict[str, str] = {}
    for number, entry in enumerate(data["region"], 1):
        row = _row(entry, number)
        if row.name in rows:
            raise ValueError(f"there are two regions named {row.name!r}.")
        rows[row.name] = row
        for label in entry["labels"]:
            if not key(label):
                raise ValueError(f"{row.name}: the label {label!r} has neither letter nor digit.")
            if labels.get(key(label), row.name) != row.name:
                raise ValueError(f"the label {label!r} stands in {labels[key(label)]!r} and in {row.name!r}.")
            labels[key(label)] = row.name
    for name in (data["default"], *(linked for row in rows.values() for linked in row.linked)):
        if name not in rows:
            raise ValueError(f"there is no region named {name!r}.")
    edge, share = float(data["edge_mm"]), float(data["likely_share"])
    if not (0 <= edge <= 50 and 0 < share <= 1):
        raise ValueError("edge_mm is 0 to 50 mm, likely_share above 0 and at most 1.")
    return RegionTable(rows, labels, data["default"], edge, share, sha256)


def _row(entry: dict[str, Any], number: int) -> Region:
    name = entry.get("name", f"region {number}")
    _check(entry, _ROW, f"{name}: ")
    unknown = [part for part in (*entry["allowed"], *entry["plausible"]) if part not in list(Part)]
    if unknown:
        raise ValueError(f"{name}: {unknown[0]!r} is no part; the parts are {', '.join(Part)}.")
    if not entry["allowed"]:
        raise ValueError(f"{name}: no part is allowed.")
    tolerance = float(entry["tolerance_mm"])
    if not 0 <= tolerance <= 100:
        raise ValueError(f"{name}: the tolerance is {tolerance:g} mm; it must be 0 to 100.")
    allowed, plausible = (tuple(Part(part) for part in entry[kind]) for kind in ("allowed", "plausible"))
    return Region(name, allowed, plausible, tuple(entry["linked"]), tolerance, entry["reason"])


def _check(entries: dict[str, Any], kinds: Mapping[str, str], where: str) -> None:
    """Check that each entry is there and of its kind, and that there is no other, such as a misspelt one."""
    for name, kind in kinds.items():
        if name not in entries:
            raise ValueError(f"{where}the entry {name!r} is missing.")
        if not _is(entries[name], kind):
            raise ValueError(f"{where}the entry {name!r} is not {kind}.")
    if strange := sorted(entries.keys() - kinds.keys()):
        raise ValueError(f"{where}there is no entry {strange[0]!r}; there are: {', '.join(kinds)}.")


def _is(value: Any, kind: str) -> bool:
    if kind == _NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == _TEXT:
        return isinstance(value, str)
    return isinstance(value, list) and all(isinstance(one, str if kind == _TEXTS else dict) for one in value)
