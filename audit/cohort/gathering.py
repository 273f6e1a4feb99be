"""From a log, and a person's table, to a cohort: the one way, for the command line and all that comes after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from audit.cohort.attributes import Attributes, as_spelt, attributes_of, column_of, passing
from audit.cohort.cohort import Cohort, Decisions
from audit.cohort.entered import Entered
from audit.cohort.film_row import FilmRow
from audit.cohort.films import Films, LeftOut, NoCohort, films_of, read_rows
from audit.cohort.labels.joining import Joined, KnownAs, joined
from audit.cohort.labels.labelled import Labelled, labelled
from audit.cohort.labels.reading import NoTable, Table
from audit.cohort.patients import Patients, patients_of
from audit.cohort.query import Query
from audit.cohort.removals import Deltas, read_removals
from audit.log.store import Log


@dataclass(frozen=True)
class Wanted:
    """What a person asks for.

    Attributes:
        classifier: Its name, or how its weights' SHA-256 begins; None takes that of most films.
        entered: When and from where.
        where: Attributes and values, letters of either case.
        as_of: The last entry that counts; None is the log's last.
        table: Labels and attributes.
        known_as: By which files are known to the log.
        labels: Labels by the columns of the table that are named for them.
        groups: Columns of the table that are groups, whatever they hold.
    """

    classifier: str | None = None
    entered: Entered = field(default_factory=Entered)
    where: Sequence[tuple[str, str]] = ()
    as_of: int | None = None
    table: Table | None = None
    known_as: KnownAs | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    groups: Sequence[str] = ()


@dataclass(frozen=True)
class OfTable:
    """A person's table, as far as it is of the films of a cohort."""

    table: Table
    join: Joined
    labelled: Labelled


@dataclass(frozen=True)
class Gathered:
    """A cohort, and all that must be told with it.

    Attributes:
        lacking: Films of which the log holds no removals.
        unused: Attributes that are no groups here: nothing, or one value alone, is known of them.
        differing: Of how many films table and log say different things, by attribute.
    """

    cohort: Cohort
    lacking: tuple[FilmRow, ...]
    query: Query
    several_classifiers: bool
    left_out: LeftOut
    patients: Patients
    of_table: OfTable | None
    unused: tuple[str, ...]
    differing: Mapping[str, int]


def gathered(log: Log, wanted: Wanted) -> Gathered:
    """Return a cohort of a log's films.

    Raises:
        NoCohort: There are no such films, or no such attribute.
        NoTable: The table cannot be joined, or does not hold what is named.
        LogError: The log cannot be read, or an entry is not what its hash says.
    """
    head = log.head() if wanted.as_of is None else (wanted.as_of, log.entry(wanted.as_of).hash)
    every, not_screened = read_rows(log, as_of=head[0])
    entered = wanted.entered.passing(every)
    if every and not entered:
        raise NoCohort("No film was screened at that time and read from there.")
    films = films_of(entered, not_screened, wanted.classifier)
    of_table = _of_table(films.rows, wanted)
    found = attributes_of(films.rows, of_table.labelled.attributes if of_table else {})
    _check_groups(wanted, found, of_table)
    where = as_spelt(found.values, wanted.where)
    kept = passing(found.values, where, len(films.rows))
    asked = wanted.entered.asked(entered)
    otherwise = len({row.film for row in every} - {row.film for row in entered})
    rows = [films.rows[at] for at in kept]
    names = of_table.labelled.patients if of_table else (None,) * len(films.rows)
    patients = patients_of(rows, [names[at] for at in kept])
    removed = read_removals(log, as_of=head[0], fingerprint=films.fingerprint, labels=films.rows[0].labels)
    columns = [column_of(name, [values[at] for at in kept]) for name, values in found.values.items()]
    groups = tuple(column for column in columns if len(column.values) > 1)
    cohort = Cohort(
        seq=np.array([row.seq for row in rows], np.int64), patient=patients.number,
        month=np.array([row.month for row in rows], np.int64), quality=_numbers([row.quality for row in rows]),
        attributes=groups, decisions=_decisions(films, of_table, kept, removed),
    )  # fmt: skip
    return Gathered(
        cohort=cohort, lacking=tuple(row for row in rows if row.file_sha256 not in removed),
        query=_query(head, films, wanted, where, asked, of_table), several_classifiers=films.several,
        left_out=replace(films.left_out, filtered=len(films.rows) - len(rows), otherwise_entered=otherwise),
        patients=patients, of_table=of_table,
        unused=tuple(column.name for column in columns if len(column.values) < 2), differing=found.differing,
    )  # fmt: skip


def _of_table(films: Sequence[FilmRow], wanted: Wanted) -> OfTable | None:
    if wanted.table is None:
        return None
    join = joined(wanted.table, films, wanted.known_as)
    return OfTable(wanted.table, join, labelled(wanted.table, join, films[0].labels, named=wanted.labels, groups=wanted.groups))


def _check_groups(wanted: Wanted, found: Attributes, of_table: OfTable | None) -> None:
    known = [*found.values, *(of_table.table.columns if of_table else ())]
    for name in wanted.groups:
        if name not in known:
            raise NoTable(f"There is no attribute and no column '{name}'; there are: {', '.join(dict.fromkeys(known))}.")


def _decisions(films: Films, of_table: OfTable | None, kept: Sequence[int], removed: Mapping[str, Deltas]) -> tuple[Decisions, ...]:
    unknown = np.full(len(films.rows), np.nan)
    truths = of_table.labelled.truth if of_table else {}
    decisions = list[Decisions]()
    of_film = [removed.get(films.rows[film].file_sha256, {}) for film in kept]
    removals = sorted({removal for deltas in removed.values() for removal in deltas})
    for at, label in enumerate(films.rows[0].labels):
        of = [films.rows[film].decided[at] for film in kept]
        decisions.append(
            Decisions(
                label=label, logit=np.array([one.logit for one in of]), positive=np.array([one.positive for one in of], bool),
                verdict=np.array([one.verdict for one in of], np.int64), truth=truths.get(label, unknown)[list(kept)],
                enrichment=_numbers([one.enrichment for one in of]), largest_delta=_numbers([one.largest_delta for one in of]),
                zone=column_of("zone", [one.zone for one in of]),
                removed={one: np.array([deltas[one][at] if one in deltas else np.nan for deltas in of_film]) for one in removals},
            )
        )  # fmt: skip
    return tuple(decisions)


def _numbers(values: Sequence[float | None]) -> np.typing.NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _query(
    head: tuple[int, str],
    films: Films,
    wanted: Wanted,
    where: tuple[tuple[str, str], ...],
    asked: Mapping[str, str],
    of_table: OfTable | None,
) -> Query:
    return Query(
        head=head, classifier=films.classifier, fingerprint=films.fingerprint, entered=tuple(sorted(asked.items())), where=where,
        labels_sha256=of_table.table.sha256 if of_table else None,
        joined=(of_table.join.column, of_table.join.by, of_table.join.sha256) if of_table else None,
        labels=tuple(sorted(wanted.labels.items())),
        groups=tuple(sorted(set(wanted.groups))),
    )  # fmt: skip
