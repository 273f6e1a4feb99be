"""What the figures of validation are of: adults, on films of usual size. A film outside that is screened all the same, with a note."""

from __future__ import annotations

from typing import Final

from models.values.radiograph import Header, Note

LEAST_YEARS: Final = 16.0
"""Of the 1,362 NIH films, 64 are of younger patients."""
LEAST_SIDE: Final = 320
"""In pixels. The NIH films have 384 and 512, 11 of the 242 films with lung masks have fewer; the shipped classifier sees 320."""
OUTSIDE_VALIDATION = (Note.UNDER_16, Note.SMALL_FILM)


def outside_validation(header: Header) -> tuple[Note, ...]:
    """Return the notes on a film of whose kind there are next to no figures; of unknown age nothing is said."""
    young = header.age_years is not None and header.age_years < LEAST_YEARS
    small = min(header.rows, header.columns) < LEAST_SIDE
    return tuple(note for note, applies in zip(OUTSIDE_VALIDATION, (young, small), strict=True) if applies)
