"""Reports as files: PDF, HTML or CSV, by their names' endings; an earlier report is replaced, and nothing else."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from app.export.outputs import Output
from app.export.writing import IsOurs, beside, is_stream
from audit.report.csv import csv
from audit.report.document import Document


class ReportFormat(StrEnum):
    """What a report is written as."""

    PDF = "pdf"
    HTML = "html"
    CSV = "csv"

    @property
    def output(self) -> Output:
        """What such a file is known by."""
        return {ReportFormat.PDF: Output.REPORT_PDF, ReportFormat.HTML: Output.REPORT_HTML, ReportFormat.CSV: Output.REPORT_CSV}[self]


def format_of(file: Path) -> ReportFormat | None:
    """Return the format that a file's name says; None where it says none."""
    ending = file.suffix.lower().removeprefix(".")
    return ReportFormat(ending) if ending in set(ReportFormat) else None


def report_bytes(document: Document, wanted: ReportFormat) -> bytes:
    """Return a report as the bytes of a file.

    Raises:
        NoTables: A CSV was asked for, and the report has no table.
    """
    # Both writers are heavy, and only one of them is wanted.
    if wanted is ReportFormat.PDF:
        from audit.report.pdf.write import pdf

        return pdf(document)
    if wanted is ReportFormat.HTML:
        from audit.report.html import html

        return html(document).encode()
    return csv(document).encode()


def write_report(data: bytes, file: Path, is_ours: IsOurs) -> str:
    """Write a report, whole or not at all, over nothing but what is ours; return the SHA-256 of what was written.

    Raises:
        OSError: It cannot be written, or something else is there.
    """
    if is_stream(file):
        file.write_bytes(data)
    else:
        with beside(file, is_ours) as partial:
            partial.write_bytes(data)
    return sha256(data).hexdigest()
