"""Reads and validates region tables: the shipped one, or a site's own."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

import resources
from models.values.entries import entry, validated, wrong
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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RegionsError(f"{path.name}: not a TOML file ({error}).") from None
    except ValueError as error:
        raise RegionsError(f"{path.name}: {error}") from None


def _named(value: object) -> object:
    if value not in list(Part):
        raise wrong(f"{value!r} is no part; the parts are {', '.join(Part)}.")
    return value


_Part = Annotated[Part, BeforeValidator(_named)]


@entry
class _Row:
    name: str
    allowed: tuple[_Part, ...]
    plausible: tuple[_Part, ...]
    linked: tuple[str, ...]
    tolerance_mm: float
    reason: str
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.allowed:
            raise ValueError("no part is allowed.")
        if not 0 <= self.tolerance_mm <= 100:
            raise ValueError(f"the tolerance is {self.tolerance_mm:g} mm; it must be 0 to 100.")


@entry
class _Table:
    schema: int
    edge_mm: float
    likely_share: float
    default: str
    region: tuple[dict[str, Any], ...]

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError(f"schema {self.schema} is not known; this version reads schema 1.")
        if not (0 <= self.edge_mm <= 50 and 0 < self.likely_share <= 1):
            raise ValueError("edge_mm is 0 to 50 mm, likely_share above 0 and at most 1.")


def _table(data: dict[str, Any], sha256: str) -> RegionTable:
    table = validated(_Table, data)
    rows: dict[str, Region] = {}
    labels: dict[str, str] = {}
    for number, written in enumerate(table.region, 1):
        row = _row(written, number)
        if row.name in rows:
            raise ValueError(f"there are two regions named {row.name!r}.")
        rows[row.name] = Region(row.name, row.allowed, row.plausible, row.linked, row.tolerance_mm, row.reason)
        for label in row.labels:
            if not key(label):
                raise ValueError(f"{row.name}: the label {label!r} has neither letter nor digit.")
            if labels.get(key(label), row.name) != row.name:
                raise ValueError(f"the label {label!r} stands in {labels[key(label)]!r} and in {row.name!r}.")
            labels[key(label)] = row.name
    for name in (table.default, *(linked for row in rows.values() for linked in row.linked)):
        if name not in rows:
            raise ValueError(f"there is no region named {name!r}.")
    return RegionTable(rows, labels, table.default, table.edge_mm, table.likely_share, sha256)


def _row(written: dict[str, Any], number: int) -> _Row:
    try:
        return validated(_Row, written)
    except ValueError as error:
        raise ValueError(f"{written.get('name', f'region {number}')}: {error}") from None
