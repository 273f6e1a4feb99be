"""Where a command writes a report is looked at before the work starts."""

from __future__ import annotations

from pathlib import Path

from app.cli.outputs import check_outputs
from app.cli.terminal import fail
from app.export.reports.writing import ReportFormat, format_of


def check_report(file: Path) -> ReportFormat:
    """Return as what a report is to be written; the command ends, before anything is computed, where it could not be."""
    wanted = format_of(file) or fail("The name of the report must end with .pdf, .html or .csv.", code=2)
    check_outputs(file=file, holds=wanted.output)
    return wanted
