"""Measure what reports cost, each part in a process of its own: 500 pages of films of a log, and a cohort of 10,000 films. As JSON.

A cohort is measured as columns that were planted, and from a generated log of as many entries to its PDF, without an atlas and with one.
Seconds are of the clock and of the processor; the machine's load before and after is told beside them.

python -m tests.benchmarks.reports --log audit.db
python -m tests.benchmarks.reports --parts from_log --films 10000
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app.cli.cohort.telling import told
from app.export.reports.as_of import as_of_entry
from app.export.reports.film import film_document
from app.export.reports.writing import ReportFormat, report_bytes
from audit.cohort.account import account
from audit.cohort.atlas.atlas import atlas
from audit.cohort.gathering import Wanted, gathered
from audit.cohort.labels.reading import read_table
from audit.cohort.over_time.over_time import over_time
from audit.log.store import EntryKind, Log
from audit.report.cohort.atlas import atlas_pages
from audit.report.cohort.report import Audited, cohort_report
from tests.audit.report.cohort.planted import audited, planted
from tests.benchmarks.cohort_log import cohort_log

PAGES, FILMS, LABELS = 500, 10_000, 14
T = TypeVar("T")


def pages(file: Path, count: int) -> dict[str, Any]:
    """Make pages of the films of a log, over and over until there are enough."""
    with Log(file, writing=False) as log:
        busy = time.process_time()
        seqs = [entry.seq for entry in log.entries(kinds=[EntryKind.SCREENED])]
        holds, seconds, size = as_of_entry(log), list[float](), 0
        for number in range(count):
            start = time.perf_counter()
            size += len(report_bytes(film_document(log, seqs[number % len(seqs)], holds), ReportFormat.PDF))
            seconds.append(time.perf_counter() - start)
    ordered = sorted(seconds)
    return {
        "pages": count, "seconds_each": sum(seconds) / count, "median": ordered[count // 2], "longest": ordered[-1],
        "processor_seconds_each": (time.process_time() - busy) / count,
        "bytes_each": size // count, **_memory(),
    }  # fmt: skip


def cohort(films: int) -> dict[str, Any]:
    """Make the report of a planted cohort in each format."""
    start = time.perf_counter()
    made, holds = audited(planted(films, LABELS))
    told: dict[str, Any] = {"films": films, "account_seconds": time.perf_counter() - start}
    start = time.perf_counter()
    document = cohort_report(made, holds)
    for wanted in ReportFormat:
        size = len(report_bytes(document, wanted))
        told |= {f"{wanted}_seconds": time.perf_counter() - start, f"{wanted}_bytes": size}
        start = time.perf_counter()
    return told | _memory()


def from_log(file: Path, table: Path, *, with_atlas: bool) -> dict[str, Any]:
    """Make a cohort's PDF of a log and a table of its truths, as the command does."""
    start, busy, spent = time.perf_counter(), time.process_time(), dict[str, dict[str, float]]()

    def timed(name: str, work: Callable[[], T]) -> T:
        began, used = time.perf_counter(), time.process_time()
        made = work()
        spent[name] = {"seconds": round(time.perf_counter() - began, 2), "processor_seconds": round(time.process_time() - used, 2)}
        return made

    with Log(file, writing=False) as log:
        found = timed("gathering", lambda: gathered(log, Wanted(table=read_table(table.read_bytes()))))
        mapped = timed("atlas", lambda: atlas(log, found.cohort)) if with_atlas else None
        film, holds = log.entry(int(found.cohort.seq[0])).film, as_of_entry(log, found.query.head[0])
    made = timed("account", lambda: account(found.cohort))
    changes = timed("over_time", lambda: over_time(found.cohort))
    pages = atlas_pages(mapped) if mapped else ()
    document = cohort_report(Audited(found, made, changes, film, tuple(told(found)), atlas=pages), holds)
    size = len(timed("pdf", lambda: report_bytes(document, ReportFormat.PDF)))
    return {
        "films": made.films, "seconds": round(time.perf_counter() - start, 1), "processor_seconds": round(time.process_time() - busy, 1),
        **_memory(), "pdf_bytes": size, "comparisons": made.comparisons, "of_it": spent, "load": os.getloadavg(),
    }  # fmt: skip


def _memory() -> dict[str, float]:
    return {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _apart(*arguments: str) -> Any:
    command = [sys.executable, "-m", "tests.benchmarks.reports", *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _generated(films: int) -> dict[str, Any]:
    """Write a log of so many films, and measure it both ways."""
    with tempfile.TemporaryDirectory() as folder:
        file, table, load = Path(folder) / "cohort.db", Path(folder) / "labels.csv", os.getloadavg()
        cohort_log(file, table, films)
        common = ("--part", "from_log", "--log", str(file), "--table", str(table))
        found = {"without_atlas": _apart(*common), "with_atlas": _apart(*common, "--atlas")}
        return {"log_megabytes": file.stat().st_size / 2**20, "load_before": load, **found}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, help="With screened films whose maps are kept; for the pages.")
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--films", type=int, default=FILMS)
    parser.add_argument("--parts", nargs="+", choices=["pages", "cohort", "from_log"], default=["pages", "cohort", "from_log"])
    parser.add_argument("--part", choices=["pages", "cohort", "from_log"], help="One part, in this process.")
    parser.add_argument("--table", type=Path, help="Of the log, for that part.")
    parser.add_argument("--atlas", action="store_true", help="For that part.")
    asked = parser.parse_args()
    if asked.log is None and "pages" in (asked.part or asked.parts):
        parser.error("--log is needed for the pages of films")
    if asked.part == "from_log":
        found = from_log(asked.log, asked.table, with_atlas=asked.atlas)
    elif asked.part:
        found = pages(asked.log, asked.pages) if asked.part == "pages" else cohort(asked.films)
    else:
        common = ("--log", str(asked.log), "--pages", str(asked.pages), "--films", str(asked.films))
        found = {part: _apart("--part", part, *common) for part in asked.parts if part != "from_log"}
        if "from_log" in asked.parts:
            found["from_log"] = _generated(asked.films)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
