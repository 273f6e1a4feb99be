"""The report of a cohort, as ``--report`` asks for it."""

from __future__ import annotations

from pathlib import Path

from app.cli.terminal import fail, say
from app.export.reports.writing import ReportFormat
from app.site.reports import export_report
from audit.counted import counted
from audit.log.store import Stored
from audit.report.cohort.report import Audited, cohort_report
from audit.report.foot import AsOf


def export(audited: Audited, file: Path, wanted: ReportFormat, *, log: Path, as_of: AsOf) -> Stored | str:
    """Write the report and say so; return the entry, or why there is none. The command ends where it cannot be written."""
    query = audited.found.query
    what = f"A report of a cohort of {counted(len(audited.found.cohort.seq), 'film')}, by the query {query.short},"
    try:
        noted = export_report(cohort_report(audited, as_of), what, file, wanted, log=log, as_of=as_of)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    say(f"Report in {file}.", "")
    return noted
