"""The page of one film, written from the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.export.reports.as_of import as_of_entry
from app.export.reports.film import film_document, is_recorded
from app.export.reports.writing import ReportFormat, format_of
from app.export.writing import anything
from app.site.reports import export_report
from audit.log.errors import LogError
from audit.log.store import Log, Stored
from models.values.radiograph import Radiograph

NO_ENTRY = "This film is not in the log yet, so there is nothing to report."
_FILTER = "PDF (*.pdf);;HTML (*.html)"


@dataclass(frozen=True)
class FilmReport:
    """A report that a person wants.

    Attributes:
        seq: Number of the film's entry.
        file: Where it is to be written.
        film: The pixels at hand; they are shown where they are those of the entry.
    """

    seq: int
    file: Path
    film: Radiograph | None


def ask_for_file(parent: QWidget) -> Path | None:
    """Let the person name the file of a report; None where they name none."""
    name, _ = QFileDialog.getSaveFileName(parent, "Report of the film", "film.pdf", _FILTER)
    if not name:
        return None
    return Path(name) if format_of(Path(name)) in (ReportFormat.PDF, ReportFormat.HTML) else Path(f"{name}.pdf")


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
