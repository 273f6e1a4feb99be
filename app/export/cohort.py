"""A cohort as JSON: which films, what was left out, and its numbers; no name and no identifier of a patient, but the values of groups."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from audit.cohort.account import Account
from audit.cohort.gathering import Gathered, OfTable
from audit.cohort.over_time.figures import OverTime


def cohort_json(found: Gathered, account: Account, changes: OverTime) -> str:
    """Return a cohort as text, films by the numbers of their entries."""
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
        "account": asdict(account), "over_time": asdict(changes),
    }  # fmt: skip
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


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
