"""Counts with their nouns: "1 film", "2 films"."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun; the plural where it is not the noun with an s."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def films_of(films: int, patients: int) -> str:
    """Return a count of films with that of their patients."""
    return f"{counted(films, 'film')} of {counted(patients, 'patient')}"
