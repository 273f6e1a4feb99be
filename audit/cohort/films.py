"""Which films of a log are a cohort: of one classifier under one method, one entry a film; what was left out is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from audit.cohort.film_row import FilmRow, film_row
from audit.log.store import Log


class NoCohort(Exception):
    """There are no films to make a cohort of; carries a sentence for the person at the screen."""


@dataclass(frozen=True)
class LeftOut:
    """What a log holds besides, in films unless said otherwise.

    Attributes:
        not_screened: Entries of films that were refused, or that failed.
        other_classifiers: By name.
        other_methods: Under other fingerprints of this classifier.
        without_fingerprint: Of this classifier, in entries of an earlier schema that do not tell their whole method.
        repeats: Entries of films that were screened again: the last counts.
        filtered: That do not have the attributes that were asked for.
        otherwise_entered: Screened at another time, or read from elsewhere.
    """

    not_screened: int
    other_classifiers: tuple[tuple[str, int], ...] = ()
    other_methods: int = 0
    without_fingerprint: int = 0
    repeats: int = 0
    filtered: int = 0
    otherwise_entered: int = 0


@dataclass(frozen=True)
class Films:
    """The films of one classifier under one method.

    Attributes:
        rows: One a film, in the order of their entries.
        classifier: Name, as the last entry tells it, and SHA-256 of the weights.
        fingerprint: Of the method.
        several: Whether the log holds films of other classifiers, too, and none was named.
        left_out: What is not among them.
    """

    rows: tuple[FilmRow, ...]
    classifier: tuple[str, str]
    fingerprint: str
    several: bool
    left_out: LeftOut


def read_rows(log: Log, *, as_of: int) -> tuple[list[FilmRow], int]:
    """Return a row for each screened entry up to a number, and how many entries are of films that were not screened.

    Raises:
        LogError: An entry is not what its hash says, or the log cannot be read.
    """
    rows, not_screened = list[FilmRow](), 0
    for entry in log.films(until=as_of):
        if entry.film is None:
            not_screened += 1
        else:
            rows.append(film_row(entry))
    return rows, not_screened


def films_of(rows: Sequence[FilmRow], not_screened: int, wanted: str | None = None) -> Films:
    """Return the films of one classifier under the method by which most of its films were screened, the latest of several such.

    Args:
        rows: In the order of their entries.
        not_screened: How many other entries of films there are.
        wanted: Name of the classifier, or how its weights' SHA-256 begins; None takes that of most films.

    Raises:
        NoCohort: There are no such films.
    """
    weights = _most(rows if wanted is None else [row for row in rows if _is_of(row, wanted)], lambda row: row.classifier[1])
    if weights is None:
        raise NoCohort(_nothing(rows, wanted))
    own = [row for row in rows if row.classifier[1] == weights]
    fingerprint = _most([row for row in own if row.fingerprint], lambda row: row.fingerprint)
    if fingerprint is None:
        raise NoCohort("Entries of this classifier do not tell their whole method; screen the films again with this version.")
    entries = [row for row in own if row.fingerprint == fingerprint]
    last = {row.film: row for row in entries}
    chosen = tuple(sorted(last.values(), key=lambda row: row.seq))
    others = Counter[str]()
    for name, _ in {(row.classifier, row.film) for row in rows if row.classifier[1] != weights}:
        others[name[0]] += 1
    left_out = LeftOut(
        not_screened=not_screened, other_classifiers=tuple(sorted(others.items())),
        other_methods=len({row.film for row in own if row.fingerprint not in (None, fingerprint)} - last.keys()),
        without_fingerprint=len({row.film for row in own if row.fingerprint is None} - last.keys()),
        repeats=len(entries) - len(chosen),
    )  # fmt: skip
    return Films(chosen, chosen[-1].classifier, fingerprint, wanted is None and bool(others), left_out)


def _is_of(row: FilmRow, wanted: str) -> bool:
    name, weights = row.classifier
    return name == wanted or (len(wanted) >= _DIGITS and weights.startswith(wanted.lower()))


def _most(rows: Iterable[FilmRow], of: Callable[[FilmRow], str | None]) -> str | None:
    """Return the value that most films have; of several the one that comes last."""
    films, last = dict[str | None, set[object]](), dict[str | None, int]()
    for row in rows:
        films.setdefault(of(row), set()).add(row.film)
        last[of(row)] = row.seq
    return max(films, key=lambda value: (len(films[value]), last[value]), default=None)


def _nothing(rows: Sequence[FilmRow], wanted: str | None) -> str:
    if wanted is None or not rows:
        return "The log holds no screened film."
    names = sorted({row.classifier[0] for row in rows})
    return f"No film was screened by {wanted}. Classifiers in this log: {', '.join(names)}."


_DIGITS = 6
