"""A report leaves the program: it is written, and the log says so."""

from __future__ import annotations

from pathlib import Path

from app import __version__
from app.export.reports.writing import ReportFormat, report_bytes, write_report
from app.export.writing import IsOurs
from app.site.logbook import note
from audit.log.store import EntryKind, Stored
from audit.records.events import ExportedRecord, HeadRecord
from audit.report.document import Document
from audit.report.foot import AsOf


def export_report(
    document: Document, what: str, file: Path, wanted: ReportFormat, *, log: Path, as_of: AsOf, is_ours: IsOurs | None = None
) -> Stored | str:
    """Write a report and an entry about it.

    Args:
        document: The report.
        what: What it is of, as a sentence begins: "A report of the film of entry 12".
        file: Where it is written.
        wanted: As what.
        log: That it was made of.
        as_of: Up to where it holds.
        is_ours: Whether a file that is there may be replaced; None is an earlier report of this format alone.

    Returns:
        The entry, or the sentence that says why there is none.

    Raises:
        NoTables: A CSV was asked for, and the report has no table.
        OSError: It cannot be written, or something else is there.
    """
    digest = write_report(report_bytes(document, wanted), file, is_ours or wanted.output.is_in)
    record = ExportedRecord(
        sentence=f"{what} was written, as of entry {as_of.seq}.", code_version=__version__, format=f"report {wanted}", sha256=digest,
        head=HeadRecord(seq=as_of.seq, hash=as_of.hash),
    )  # fmt: skip
    return note(log, EntryKind.EXPORTED, record)
