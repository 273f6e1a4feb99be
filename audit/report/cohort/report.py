"""A cohort's report: one page first, the three things to know, then the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from audit.cohort.account import Account
from audit.cohort.gathering import Gathered
from audit.cohort.over_time.figures import OverTime
from audit.counted import counted, films_of
from audit.records.film import FilmRecord
from audit.report.cohort.again import again
from audit.report.cohort.differences import of_sentence
from audit.report.cohort.statements import dependence_chart, nothing_stands_out, of_alarm, of_rates, of_size
from audit.report.cohort.tables import all_films, attributes_alone, by_group, groups, retained, too_few
from audit.report.document import Block, Bullets, Column, Document, Facts, Heading, Paragraph, Section, Statement, Table
from audit.report.foot import AsOf, foot, method_facts
from audit.selftest.power import NO_SELF_TEST

THINGS = 3
_NOT_TESTED = (
    "Whether a finding is present on a film, and whether a diagnosis is right.",
    "Cues inside the allowed region (drains, devices, texture) and global cues; 'no outside dependence found' is no all-clear.",
    "Why a difference between groups is there: what goes with a label here may go with it for a medical reason.",
)  # fmt: skip


_HOW_TO_READ = (
    "Points are percentage points; numbers are rounded each on its own. Allowed region: where on a film the finding can show. Picked as "
    "large: of many differences the largest are told, and such are smaller in further films."
)


@dataclass(frozen=True)
class Audited:
    """What a cohort's report is made of.

    Attributes:
        found: The films, and what was left out.
        account: What they show.
        changes: What changed over time.
        film: Record of one of them, which tells the method of all.
        told: Which films these are, in sentences, as the command line tells it.
        atlas: Sections on where attention lies; () where none was asked for.
        self_tests: What self-tests of the log say of the audit of this classifier; () where there was none.
    """

    found: Gathered
    account: Account
    changes: OverTime
    film: FilmRecord
    told: tuple[str, ...]
    atlas: tuple[Section, ...] = ()
    self_tests: tuple[str, ...] = ()


def cohort_report(audited: Audited, as_of: AsOf) -> Document:
    """Return the report of a cohort."""
    query = audited.found.query
    return Document(
        title="Audit of a classifier on a cohort of films", subtitle=query.name, first=tuple(_first(audited)),
        sections=tuple(_sections(audited)), foot=foot(as_of, audited.film.method),
    )  # fmt: skip


def things_to_know(account: Account, changes: OverTime) -> tuple[Statement, ...]:
    """Return the first three: sentences of the account, or that none stands out; then changes over time, then rates."""
    rates = (one for one in (nothing_stands_out(account), of_rates(account.figures), of_size(account.figures)) if one)
    said = (of_sentence(one, whole=False) for one in account.sentences)
    return tuple(islice(chain(said, map(of_alarm, changes.alarms), rates), THINGS))


def _first(audited: Audited) -> Iterator[Block]:
    found, account = audited.found, audited.account
    used = found.query.classifier
    yield Facts(
        (
            ("classifier", f"{used[0]}, weights sha256 {used[1][:16]}…"),
            ("films", films_of(account.films, account.patients)),
            ("cohort", f"films recorded up to entry {found.query.head[0]} of the audit log; query sha256 {found.query.short}…"),
            ("findings", _truths(audited)), ("compared", _compared(account)),
        )
    )  # fmt: skip
    if audited.film.classifier and audited.film.classifier.called:
        yield Paragraph("The classifier can only be called: its maps are occlusion maps, and 'no outside dependence found' is never said.")
    things = things_to_know(account, audited.changes)
    yield Heading("The things to know" if things else "Nothing can be said yet: there are too few films.")
    if things:
        yield Paragraph(_HOW_TO_READ, quiet=True)
    yield from things
    yield Heading("What was not tested")
    few = len(account.too_few) + len(audited.changes.not_charted)
    yield Bullets(
        (
            *_NOT_TESTED,
            *(
                [f"{counted(few, 'comparison or chart', 'comparisons and charts')} for which there are too few films; see 'Too few films'."]
                if few
                else []
            ),
        )
    )


def _truths(audited: Audited) -> str:
    """Return who says which films show a finding."""
    films = [int((~np.isnan(one.truth)).sum()) for one in audited.found.cohort.decisions]
    known = sum(count > 0 for count in films)
    if not known:
        return "nobody said which films show them, so nothing here tells whether decisions are right"
    which = "them" if known == len(films) else f"{known} of these {len(films)}"
    return f"a person's table says which films show {which}, of up to {counted(max(films), 'film')}"


def _compared(account: Account) -> str:
    if not account.comparisons:
        return "no two groups: there are too few films, or nothing differs between them"
    told = len(account.sentences)
    stands = "no difference stands out" if not told else f"{counted(told, 'difference stands', 'differences stand')} out"
    by_chance = "Where nothing differs, under 5 % of cohorts would show any"
    return f"{counted(account.comparisons, 'difference')} between groups; {stands}. {by_chance}"


def _sections(audited: Audited) -> Iterator[Section]:
    account, changes = audited.account, audited.changes
    yield Section("What stands out", tuple(of_sentence(one, whole=True) for one in account.sentences) or (Paragraph(_nothing(account)),))
    chart = dependence_chart(account.figures)
    figures = account.figures
    yield Section("Figures by finding and group", (all_films(figures), *([chart] if chart else []), groups(figures), *by_group(figures)))
    yield Section("Over time", tuple(_over_time(changes)))
    if account.retained:
        yield Section("Without the allowed regions, and without the rest", (retained(account.retained),))
    yield from audited.atlas
    yield Section("What this audit can see", (Bullets(audited.self_tests or (NO_SELF_TEST,)),))
    yield Section("Attributes without pixels", (attributes_alone(account.metadata),))
    charts = (Paragraph(one.text, quiet=True) for one in changes.not_charted if not one.attribute)
    lacking = too_few(account.too_few) if account.too_few else Paragraph("There are enough films for all comparisons of groups.")
    yield Section("Too few films", (lacking, *charts))
    entries = Paragraph(f"Entries: {_ranges(audited)}.", quiet=True)
    yield Section("Which films these are", (Bullets(audited.told), _left_out(audited.found), entries))
    made_again = Facts(again(audited.found, atlas=bool(audited.atlas)))
    yield Section("Method, and how to make this again", (made_again, Facts(method_facts(audited.film))))


def _nothing(account: Account) -> str:
    if account.comparisons:
        return f"No difference between groups stands out, of {account.comparisons} that were compared."
    return "No groups could be compared."


def _over_time(changes: OverTime) -> Iterator[Block]:
    count = len(changes.charts)
    kept = f"{counted(count, 'chart')} of scores, decisions, verdicts and quality of {counted(changes.films, 'film')}, one a patient"
    if not count:
        yield Paragraph("No chart over time could be kept: there are too few films.")
    elif changes.alarms:
        yield Paragraph(f"{kept}. Over all charts together one false alarm is expected in 5,000 first films.")
    else:
        yield Paragraph(f"No change over time stands out, of {kept}.")
    yield from map(of_alarm, changes.alarms)


def _left_out(found: Gathered) -> Table:
    out = found.left_out
    rows = (
        ("films that do not have the attributes that were asked for", out.filtered),
        ("films that were not screened at that time and read from there", out.otherwise_entered),
        ("earlier screenings of films that were screened again", out.repeats),
        ("films under other methods", out.other_methods), ("films whose entries do not tell their method", out.without_fingerprint),
        ("entries of films that were refused, or failed", out.not_screened),
        *((f"films of the classifier {name}", count) for name, count in out.other_classifiers),
    )  # fmt: skip
    return Table("Left out", (Column("what"), Column("count", decimals=0)), tuple((what, count) for what, count in rows if count))


def _ranges(audited: Audited) -> str:
    """Return all entries of the cohort, neighbours together."""
    parts: list[list[int]] = []
    for seq in audited.found.cohort.seq.tolist():
        if parts and seq == parts[-1][1] + 1:
            parts[-1][1] = seq
        else:
            parts.append([seq, seq])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)
