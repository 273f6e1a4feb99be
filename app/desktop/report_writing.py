"""Writes the page of one film from the log. Apart from what asks for it: log and documents take longer to import than the window."""

from __future__ import annotations

from pathlib import Path

from app.desktop.film_report import FilmReport
from app.export.reports.as_of import as_of_entry
from app.export.reports.film import film_document, is_recorded
from app.export.reports.writing import ReportFormat, format_of
from app.export.writing import anything
from app.site.reports import export_report
from audit.log.errors import LogError
from audit.log.store import Log, Stored


def write_film_report(log_file: Path, wanted: FilmReport) -> Stored | str:
    """Write a report and its entry; return the entry, or the sentence that says what went wrong."""
    try:
        with Log(log_file, writing=False) as log:
            holds, record = as_of_entry(log), log.entry(wanted.seq).film
            shown = wanted.film if wanted.film and is_recorded(wanted.film, record) else None
            document = film_document(log, wanted.seq, holds, shown)
        what, written_as = f"A report of the film of entry {wanted.seq}", format_of(wanted.file) or ReportFormat.PDF
        # The dialog asked whether a file that is there may be replaced.
        return export_report(document, what, wanted.file, written_as, log=log_file, as_of=holds, is_ours=anything)
    except LogError as error:
        return f"The report was not written. {error}"
    except OSError as error:
        return f"The report was not written: {error.strerror or error}. Choose another folder or name."
