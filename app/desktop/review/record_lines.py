"""Where a film stands in the log, as names and values."""

from __future__ import annotations

from app.export.one_line import one_line
from app.export.scores import classifier_text
from audit.log.store import Stored
from audit.records.film import ClassifierRecord
from audit.records.radiograph import RadiographRecord
from models.values.radiograph import Note


def record_lines(entry: Stored, log_name: str) -> list[tuple[str, str]]:
    """Return entry, classifier, film and hashes.

    Args:
        entry: Of a film.
        log_name: Of the log's file.
    """
    record = entry.film
    lines = [
        ("Entry", f"{entry.seq} of {one_line(log_name)}"),
        ("Written", f"{entry.time_utc[:19].replace('T', ' ')} UTC by {one_line(entry.actor)}"),
    ]
    if record.classifier:
        lines.append(("Classifier", _classifier(record.classifier)))
    if record.radiograph:
        lines += _film(record.radiograph)
    if record.anatomy and record.method.regions_sha256:
        lines.append(("Regions", f"table {record.method.regions_sha256[:16]}…"))
    return [*lines, ("Chain", f"{entry.hash[:16]}…")]


def _classifier(used: ClassifierRecord) -> str:
    return f"{classifier_text(used)} ({used.weights_sha256[:12]}…), {used.device} {used.dtype}"


def _film(film: RadiographRecord) -> list[tuple[str, str]]:
    """Return what is known of a file that was read as a film."""
    if film.rows is None or film.columns is None:
        return []
    named = " ".join(filter(None, (film.modality, film.view, film.photometric))) or film.transfer_syntax or "unknown"
    lines = [("Film", named), ("Size", f"{film.columns} × {film.rows} px, {_spacing(film)}")]
    if film.notes:
        lines.append(("Notes", " ".join(Note(note).sentence for note in film.notes)))
    if film.pixel_sha256:
        lines.append(("Pixels", f"{film.pixel_sha256[:16]}…"))
    return lines


def _spacing(film: RadiographRecord) -> str:
    if film.pixel_spacing_mm is None:
        return "pixel spacing unknown"
    doubted = ", not believed" if film.spacing_trusted is False else ""
    return f"{film.pixel_spacing_mm:.3g} mm/px ({film.spacing_from}{doubted})"
