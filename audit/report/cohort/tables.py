"""The tables of a cohort's report: all films, each attribute's groups, what attributes alone tell, and what there are too few films for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.cohort.figures import MIN_PATIENTS, Estimate, Figures, Metadata, Retained, Share, TooFew
from audit.report.charts import Interval
from audit.report.document import Cell, Column, Table

ALL_FILMS = "All films"
_PERCENT = 100.0
_FIGURES = (
    Column("films", decimals=0), Column("patients", decimals=0), Column("present", "%", 0, interval=True),
    Column("positive", "%", 0, interval=True), Column("dependent on outside", "%", 0, interval=True), Column("AUC", "", 2, interval=True),
)  # fmt: skip
_LEGEND = (
    "In brackets 95 % intervals by patients; – where there are too few films. Present: by the person's table. Dependent on outside: of the "
    "positive decisions that were tested."
)
_AREA = "AUC of a regression on patients that it was not fitted to"


def retained(rows: Sequence[Retained]) -> Table:
    """Return what is left of areas when films are filled in."""
    columns = (
        Column("finding"), Column("filled in"), Column("with"), Column("films", decimals=0), Column("AUC", "", 2, interval=True),
        Column("AUC after", "", 2, interval=True), Column("left", "%", 0, interval=True),
    )  # fmt: skip
    told = tuple(
        (
            row.label, row.removed.replace("_anothers", " of another chest's region"), row.filler.replace("_", " "), row.before.films,
            _area(row.before), _area(row.after), _percent(row.share),
        )
        for row in rows
    )  # fmt: skip
    return Table(
        "What is left of the area when films are filled in", columns, told,
        caption="Left: what remains of what the AUC has over 0.5, the only number of these that may be compared with another classifier's.",
    )  # fmt: skip


def all_films(figures: Sequence[Figures]) -> Table:
    """Return a row a label, with sensitivity and specificity."""
    rows = [row for row in figures if not row.attribute]
    columns = (*_FIGURES, Column("sensitivity", "%", 0, interval=True), Column("specificity", "%", 0, interval=True))
    return _told(
        ALL_FILMS, (Column("finding"), *columns),
        tuple((row.label, *_cells(row), _percent(row.sensitivity), _percent(row.specificity)) for row in rows), _LEGEND,
    )  # fmt: skip


def groups(figures: Sequence[Figures]) -> Table:
    """Return how the films are spread over groups, and which groups are too small to tell anything of."""
    first = figures[0].label if figures else ""
    columns = (
        Column("attribute"),
        Column("value"),
        Column("films", decimals=0),
        Column("patients", decimals=0),
        Column("films needed", decimals=0),
    )
    rows = [row for row in figures if row.label == first and row.attribute]
    return Table(
        "Groups", columns, tuple((row.attribute, row.group, row.films, row.patients, row.films_needed or None) for row in rows),
        caption=f"Films needed: for {MIN_PATIENTS} patients, where a group has fewer; nothing else is told of it.",
    )  # fmt: skip


def by_group(figures: Sequence[Figures]) -> Iterator[Table]:
    """Yield a table an attribute: a row a label and value, with false discovery rates of exact tests."""
    columns = (*_FIGURES, Column("q present", decimals=3), Column("q dependent", decimals=3))
    enough = [row for row in figures if row.attribute and not row.films_needed]
    for attribute in dict.fromkeys(row.attribute for row in enough):
        rows = [row for row in enough if row.attribute == attribute]
        yield _told(
            f"By {attribute}", (Column("finding"), Column(attribute), *columns),
            tuple((row.label, row.group, *_cells(row), row.prevalence_q, row.dependent_q) for row in rows),
            f"{_LEGEND} q: false discovery rate of an exact test against all other known values, on one film a patient.",
        )  # fmt: skip


def attributes_alone(metadata: Sequence[Metadata]) -> Table:
    """Return how well attributes alone tell truth and decision."""
    names = ("attributes for the truth", "attributes for the decision", "truth for the decision", "gain by attributes beside the truth")
    return Table(
        "What attributes alone tell", (Column("finding"), *(Column(name, "", 2, interval=True) for name in names)),
        tuple((one.label, *map(_area, (one.truth, one.decision, one.decision_by_truth, one.increment))) for one in metadata),
        caption=f"{_AREA}. It proves nothing by itself: prevalence differs from site to site.",
    )  # fmt: skip


def too_few(comparisons: Sequence[TooFew]) -> Table:
    """Return what could not be compared, the fewest needed first."""
    columns = (Column("what"), Column("films", decimals=0), Column("needed", decimals=0))
    rows = sorted(((one.text, one.films, one.needed) for one in comparisons), key=lambda row: row[2])
    return Table("Too few films", columns, tuple(rows), sorted_by=2)


def _told(name: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], caption: str) -> Table:
    """Return a table without the columns of which nothing is known."""
    kept = [at for at in range(len(columns)) if not rows or any(row[at] is not None for row in rows)]
    return Table(name, tuple(columns[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in rows), caption=caption)


def _cells(row: Figures) -> tuple[Cell, ...]:
    return (row.films, row.patients, _percent(row.prevalence), _percent(row.positive), _percent(row.dependent), _area(row.auc))


def _percent(share: Share | Estimate | None) -> Interval | None:
    return Interval(_PERCENT * share.value, _PERCENT * share.low, _PERCENT * share.high) if share else None


def _area(area: Estimate | None) -> Interval | None:
    return Interval(area.value, area.low, area.high) if area else None
