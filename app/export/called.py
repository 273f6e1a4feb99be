"""What is told of a film's classifier where it can only be called, in words (contract, section 6)."""

from __future__ import annotations

from dataclasses import asdict

from audit.records.film import FilmRecord
from models.values.called import Called


def called_text(record: FilmRecord) -> str | None:
    """Return how score and map came about, in sentences; None for a film that was not screened, or by a network."""
    called = record.classifier.called if record.classifier else None
    return Called(**asdict(called)).sentence if called else None
