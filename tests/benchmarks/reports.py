"""Measure what reports cost, each part in a process of its own: 500 pages of films of a log, and a cohort of 10,000 films. As JSON.

python -m tests.benchmarks.reports --log audit.db
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from app.export.reports.as_of import as_of_entry
from app.export.reports.film import film_document
from app.export.reports.writing import ReportFormat, report_bytes
from audit.log.store import EntryKind, Log
from audit.report.cohort.report import cohort_report
from tests.audit.report.cohort.planted import audited, planted

PAGES, FILMS, LABELS = 500, 10_000, 14


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


def _memory() -> dict[str, float]:
    return {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _apart(*arguments: str) -> Any:
    command = [sys.executable, "-m", "tests.benchmarks.reports", *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, required=True, help="With screened films whose maps are kept.")
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--films", type=int, default=FILMS)
    parser.add_argument("--part", choices=["pages", "cohort"])
    asked = parser.parse_args()
    if asked.part:
        found = pages(asked.log, asked.pages) if asked.part == "pages" else cohort(asked.films)
    else:
        common = ("--log", str(asked.log), "--pages", str(asked.pages), "--films", str(asked.films))
        found = {part: _apart("--part", part, *common) for part in ("pages", "cohort")}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
