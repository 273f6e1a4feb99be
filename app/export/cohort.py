"""A cohort as JSON: which films, what was left out, and its numbers; no name and no identifier of a patient, but the values of groups."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from audit.cohort.account import Account
from audit.cohort.atlas.figures import Atlas
from audit.cohort.atlas.frame import CELLS, COARSE
from audit.cohort.gathering import Gathered, OfTable
from audit.cohort.over_time.figures import OverTime


def cohort_json(found: Gathered, account: Account, changes: OverTime, atlas: Atlas | None = None) -> str:
    """Return a cohort as text, films by the numbers of their entries; an atlas where one was asked for."""
    cohort, query = found.cohort, found.query
    value = {
        "cohort": {
            "name": query.name, "query_sha256": query.sha256, "query": query.as_json(), "films": len(cohort.seq),
            "patients": found.patients.count, "entries": cohort.seq.tolist(),
        },
        "left_out": asdict(found.left_out) | {"other_classifiers": dict(found.left_out.other_classifiers)},
        "patients": {name: of for name, of in asdict(found.patients).items() if name not in ("number", "count")},
        "table": _table(found.of_table) if found.of_table else None,
        "tags_otherwise_than_table": dict(found.differing),
        "no_groups": found.unused,
        "account": asdict(account), "over_time": asdict(changes), **({"atlas": _atlas(atlas)} if atlas else {}),
    }  # fmt: skip
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _atlas(atlas: Atlas) -> Mapping[str, Any]:
    """Return an atlas with its grids as rows of numbers, of four digits."""
    frame = {"rows": COARSE.rows, "columns": COARSE.columns, "pitch": COARSE.pitch, "top": COARSE.top, "left": COARSE.left, "cells": CELLS}
    return {"frame": frame} | {name: _plain(value) for name, value in asdict(atlas).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [[float(f"{one:.4g}") for one in row] for row in value.tolist()]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _table(of: OfTable) -> Mapping[str, Any]:
    join = of.join
    return {
        "sha256": of.table.sha256, "column": join.column, "by": join.by, "films_without_row": join.films_without_row,
        "rows_without_film": join.rows_without_film, "rows_of_one_film": join.rows_of_one_film, "ambiguous": join.ambiguous,
        "columns": list(_columns(of)), "told": [*of.table.told, *of.labelled.told],
    }  # fmt: skip


def _columns(of: OfTable) -> Iterator[dict[str, Any]]:
    for column in of.labelled.columns:
        yield {"name": column.name, "is": column.kind.value, "means": column.means, "left_out": column.left_out}
