"""One film on one page: film with map and allowed region, verdict, sentence and scope, score before and after, what was not tested."""

from __future__ import annotations

from dataclasses import dataclass, replace

from audit.log.store import Stored
from audit.records.challenges import NotRunRecord, region_number
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from audit.records.told import verdict_text, worst_finding
from audit.report.document import Beside, Block, Bullets, Column, Document, Facts, Heading, Paragraph, Picture, Signature, Table
from audit.report.foot import AsOf, foot
from audit.report.strips import strip_of
from audit.report.verdicts import mark_of

_MOST_ROWS, _DIGITS, _WIDTH = 8, 16, 0.85
_NOTHING_TESTED = "No finding of this film was tested: no place was filled in, so nothing is known of what the score depends on."
_EARLIER = "This finding was tested by an earlier method, of whose tests no figure is drawn; the table has the largest change."
_OTHERS_TESTED = "This finding was not tested: no place was filled in for it, so nothing is known of what its score depends on."
_SIGNED = Signature(("Reviewer", "Meaning (reviewed, confirmed, dismissed)", "Date"))
_ALWAYS = "Whether the finding is present, and whether the diagnosis is right, is not what this tool tests."


@dataclass(frozen=True)
class Beyond:
    """What a film's page tells besides its record.

    Attributes:
        pictures: Made of what the log keeps of the film.
        missing: What is not kept, in sentences.
        questions: What a person should look at before believing the record.
        replays: What became of replays of the entry, in sentences.
        measured: What else the entry tells, in sentences.
        self_test: What self-tests of the log say of the audit of the classifier, in a sentence; "" where it is of none.
    """

    pictures: tuple[Picture, ...] = ()
    missing: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    replays: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    self_test: str = ""


def film_report(entry: Stored, beyond: Beyond, as_of: AsOf) -> Document:
    """Return the page of a film, screened or not.

    Args:
        entry: Of the film.
        beyond: What comes from elsewhere.
        as_of: Up to where the report holds.
    """
    record = entry.film
    first = _screened(record, beyond) if record.status == "screened" else _not_screened(record, beyond)
    title, subtitle, lines = "Audit of one film", _subtitle(entry), foot(as_of, record.method)
    return Document(title, subtitle, (*first, _SIGNED), (), lines)


def told_finding(record: FilmRecord) -> FindingRecord | None:
    """Return the finding that a film's page is about: that of its verdict, else the highest positive one, else the highest."""
    return worst_finding(record) or max(record.findings or (), key=lambda one: (one.positive, one.probability), default=None)


def _subtitle(entry: Stored) -> str:
    used = entry.film.classifier
    by = "" if used is None else f", classifier {used.name}{f' at {used.operating_point}' if used.operating_point else ''}"
    return f"Entry {entry.seq} of {entry.time_utc[:16].replace('T', ' ')} UTC{by}"


def _screened(record: FilmRecord, beyond: Beyond) -> tuple[Block, ...]:
    told = told_finding(record)
    said: list[Block] = [mark_of(record.verdict)]
    if told:
        said += [Paragraph(f"{_label(told)}: {told.verdict_sentence or told.sentence or _untested(record, told)}")]
        said += [Paragraph(told.scope)] if told.scope else []
        said += [Paragraph(told.sentence, quiet=True)] if told.sentence and told.verdict_sentence else []
    facts = Facts(_facts(record))
    strip = strip_of(record, told) if told else None
    return (
        *_above(beyond, tuple(said), facts), *([strip] if strip else [Paragraph(_untested(record, told))]), _findings(record),
        *((Heading("What else was measured"), Bullets(beyond.measured)) if beyond.measured else ()),
        Heading("What was not tested, and what to look at"), Bullets(_bullets(record, told, beyond)),
    )  # fmt: skip


def _untested(record: FilmRecord, told: FindingRecord | None) -> str:
    """Say why there is no figure of a test: the finding was tested by an earlier method, or not at all, and whether no other was."""
    if told and told.tests:
        return _EARLIER
    return _OTHERS_TESTED if any(one.tests for one in record.findings or ()) else _NOTHING_TESTED


def _bullets(record: FilmRecord, told: FindingRecord | None, beyond: Beyond) -> tuple[str, ...]:
    audit = (beyond.self_test,) if beyond.self_test else ()
    return (*_not_tested(record, told), *beyond.questions, *beyond.replays, *audit)


def _above(beyond: Beyond, said: tuple[Block, ...], facts: Facts) -> tuple[Block, ...]:
    """Return pictures and verdict: one picture beside the verdict, two beside each other."""
    missing = tuple(Paragraph(one, quiet=True) for one in beyond.missing)
    if len(beyond.pictures) < 2:
        return (Beside((*beyond.pictures, *missing), (*said, facts), 0.46),)
    first, *others = (replace(one, width=_WIDTH) for one in beyond.pictures)
    return (Beside((first,), tuple(others)), Beside((*said, *missing), (facts,), 0.54))


def _not_screened(record: FilmRecord, beyond: Beyond) -> tuple[Block, ...]:
    return (
        Paragraph(f"This film was {record.status}, not screened: {record.reason}"), Facts(_facts(record)),
        *(Paragraph(one) for one in (*beyond.questions, *beyond.replays)),
    )  # fmt: skip


def _facts(record: FilmRecord) -> tuple[tuple[str, str], ...]:
    """Return what the film is: by hashes alone, never by a name."""
    film, used, anatomy = record.radiograph, record.classifier, record.anatomy
    rows: list[tuple[str, str | None]] = []
    if film:
        size = f"{film.columns} × {film.rows} pixels" if film.rows and film.columns else None
        spacing = (
            f"{film.pixel_spacing_mm:.3f} mm a pixel" if film.pixel_spacing_mm and film.spacing_trusted else "pixel spacing not relied on"
        )
        rows += [
            ("view", film.view or "unknown"), ("size", f"{size}, {spacing}" if size else None), ("file sha256", _short(film.file_sha256)),
            ("pixels sha256", _short(film.pixel_sha256)), ("patient (keyed hash)", _short(film.patient_digest)),
        ]  # fmt: skip
    if used:
        rows.append(("weights sha256", _short(used.weights_sha256)))
    if anatomy and anatomy.quality:
        rows.append(("lung segmentation", f"quality {anatomy.quality.score:.2f} of 1{', too little' if anatomy.quality.reason else ''}"))
    return tuple((name, value) for name, value in rows if value is not None)


def _findings(record: FilmRecord) -> Table:
    findings = record.findings or ()
    shown = sorted((one for one in findings if one.positive or one.tests), key=lambda one: (one.positive, one.probability), reverse=True)
    rest = len(findings) - len(shown[:_MOST_ROWS])
    return Table(
        "Findings", (
            Column("finding"), Column("probability", decimals=3), Column("threshold", decimals=3), Column("decision"),
            Column("largest change", "logits", decimals=2), Column("verdict"),
        ),
        tuple(_row(one) for one in shown[:_MOST_ROWS]),
        caption=f"Not shown: {rest} more, below threshold and not tested, or beyond the first {_MOST_ROWS}." if rest else "",
    )  # fmt: skip


def _row(one: FindingRecord) -> tuple[str | float | None, ...]:
    delta = -one.told_test.delta_logit if one.told_test else None
    verdict = verdict_text(one.verdict) if one.verdict else None
    return (_label(one), one.probability, one.threshold, "positive" if one.positive else "not positive", delta, verdict)


def _not_tested(record: FilmRecord, told: FindingRecord | None) -> tuple[str, ...]:
    untested = [_label(one) for one in record.findings or () if not one.tests]
    fillers = dict.fromkeys(_not_run(one) for one in record.not_run)
    why = told.reasons.get("verdict") or told.reasons.get("challenged") if told else None
    return (
        *([f"Findings without a test: {', '.join(untested)}."] if untested else []), *fillers, *([why] if why else []),
        *(["Global removals were not asked for."] if not any(one.removed for one in record.regions) else []),
        *(["No region was carried to other films."] if not record.transplants else []), _ALWAYS,
    )  # fmt: skip


def _not_run(one: NotRunRecord) -> str:
    where = "" if one.region is None else f", region {region_number(one.region)}"
    return f"{one.filler.replace('_', ' ')}{where}: {one.sentence}"


def _label(finding: FindingRecord) -> str:
    return finding.label.replace("_", " ")


def _short(digest: str | None) -> str | None:
    return f"{digest[:_DIGITS]}…" if digest else None
