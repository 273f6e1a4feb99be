"""The page of one film, as a person wants it written from the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.save_name import file_named
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
    """Let the person name the file of a report; None where they name none.

    Raises:
        NotSaved: The name is that of a file that nobody was asked about.
    """
    name, _ = QFileDialog.getSaveFileName(parent, "Report of the film", "film.pdf", _FILTER)
    return file_named(name, (".pdf", ".html"), "The report was not written") if name else None
