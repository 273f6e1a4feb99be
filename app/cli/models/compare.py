"""``models compare``: two classifiers, or two versions of one, on the films that both screened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.cli.outputs import check_outputs, results_alone
from app.cli.terminal import DISCLAIMER, aligned, fail, say, warn
from app.export.comparison import Compared, write_comparison
from app.export.outputs import Output
from app.export.writing import replacing
from app.site.classifiers import NoClassifier, classifier_named, told_by
from app.site.logbook import note
from audit.comparison.comparison import Comparison, FindingCompared, compared
from audit.comparison.screenings import Screenings
from audit.counted import counted
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log
from audit.records.events import ReadRecord
from models.networks.manifest import ManifestError

_HASH = re.compile("[0-9a-f]{6,64}")
_SHOWN = 16
_HELP = "A name of 'models list', a folder with a manifest, or how a weights hash of the log begins, 6 digits or more."


def compare(
    a: Annotated[str, typer.Argument(metavar="A", callback=told_by, help=_HELP)],
    b: Annotated[str, typer.Argument(metavar="B", callback=told_by, help="The same of the other.")],
    log: Annotated[Path, typer.Option(metavar="FILE", help="The audit log that holds the screenings of both.")],
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE.csv", help="Write the same numbers as a table.")] = None,
) -> None:
    """Compare two classifiers on the films that both screened, finding by finding; of each film the last screening counts.

    Decisions are tested by McNemar's exact test on one film a patient, since films of one patient are not independent. The comparison is
    itself an entry.

    Example: python main.py models compare embedded teaching --log audit.db
    """
    one, other = _wanted(a), _wanted(b)
    check_outputs(file=csv, holds=Output.COMPARISON)
    try:
        with Log(log, writing=False) as opened:
            for entry in opened.entries(kinds=[EntryKind.SCREENED]):
                one.add(entry.film)
                other.add(entry.film)
    except LogError as error:
        fail(str(error))
    sides = _named(a, one, log), _named(b, other, log)
    if one.seen == other.seen and _is_same(one, other):
        fail("A and B are the same classifier; name two.", code=2)
    found = compared(one.films, other.films)
    if not found.films:
        fail(f"No film in {log.name} was screened by both; screen the same films with the other one too.")
    read = ReadRecord(sentence=f"Two classifiers were compared on {found.films} films.", code_version=__version__)
    with results_alone(csv):
        noted = note(log, EntryKind.READ, read)
        for side, name, of in zip("AB", sides, (one, other), strict=True):
            say(f"{side}: {name.name}  weights sha256 {name.weights_sha256[:_SHOWN]}…  {len(of.films)} films")
        say(*_notes(found, one, other), "", *aligned([_HEAD, *map(_row, found.findings)], numbers=True), "", *_LEGEND, DISCLAIMER)
        if isinstance(noted, str):
            warn(noted)
        if csv:
            _write(found, sides, csv)


def _wanted(name: str) -> Screenings:
    """Return what gathers a classifier's films; the command ends where nobody can know which it is."""
    try:
        manifest = classifier_named(name)
    except NoClassifier as error:
        if _HASH.fullmatch(name.lower()):
            return Screenings(name.lower())
        fail(f"{Path(name).name}: {error} So do the first 6 or more digits of a weights hash.", code=2)
    except ManifestError as error:
        fail(str(error), code=2)
    return Screenings(manifest.weights_sha256, manifest.computations)


def _named(name: str, found: Screenings, log: Path) -> Compared:
    """Name one whose films were gathered; the command ends where there are none, or of several weights."""
    shown = Path(name).name
    if len(found.seen) > 1:
        fail(f"{shown} begins the hashes of several weights: {', '.join(sorted(found.seen))}. Give more digits.", code=2)
    if not found.films:
        otherwise = f" {found.otherwise} were screened with its weights and another manifest; name the first digits of the weights hash."
        fail(f"No film in {log.name} was screened by {shown}.{otherwise if found.otherwise else ''}")
    return Compared(shown, next(iter(found.seen)))


def _is_same(one: Screenings, other: Screenings) -> bool:
    return one.computations is None or other.computations is None or not one.computations.isdisjoint(other.computations)


def _notes(found: Comparison, one: Screenings, other: Screenings) -> Iterator[str]:
    yield f"Compared on {found.films} films that both screened. Left out: {found.only_a} of A alone, {found.only_b} of B alone."
    yield (
        f"Films of one patient are not independent: decisions are tested on {found.patients} films, one a patient, of each that with the "
        f"lowest hash of its pixels."
    )
    if found.unknown_patients:
        yield f"Of {found.unknown_patients} films the patient is not known; each counts as a patient of its own."
    for side, of in (("A", one), ("B", other)):
        if of.decided_as > 1:
            yield f"{side} decided in {of.decided_as} ways, as at several operating points; of each film the last counts."
        if of.otherwise:
            yield f"{of.otherwise} screenings with {side}'s weights and another manifest were left out."
    if found.judged_otherwise:
        yield f"Maps of {found.judged_otherwise} films were judged by two methods; shares and flags may differ for that reason."
    for side, labels in (("A", found.labels_only_a), ("B", found.labels_only_b)):
        if labels:
            yield f"Findings of {side} alone: {', '.join(labels)}."
    if not found.findings:
        yield "They have no finding in common, so nothing is compared."


_HEAD = (
    "finding", "films", "A pos", "B pos", "A only", "B only", "patients", "A only", "B only", "p", "p Holm", "ranks", "share B-A", "n",
    "flag A", "flag B", "n",
)  # fmt: skip
_LEGEND = (
    "A pos, B pos: positive films. A only, B only: positive with one alone, on all films and on one film a patient.",
    "p: McNemar's exact test, two-sided; p Holm: adjusted for the number of findings. ranks: Spearman's correlation of probabilities.",
    "share B-A: mean change of the share of attention outside, on n films with both maps.",
    "flag A, flag B: flagged with one alone, on n films judged for both.",
)


def _row(found: FindingCompared) -> list[str]:
    counts = [found.decisions.films, found.positive_a, found.positive_b, found.decisions.only_a, found.decisions.only_b]
    tested = [found.tested.films, found.tested.only_a, found.tested.only_b]
    flags = [found.flags.only_a, found.flags.only_b, found.flags.films]
    return [
        found.label, *map(str, counts), *map(str, tested), _p(found.p), _p(found.p_adjusted), _or_none(found.agreement, ".3f"),
        _or_none(found.share_change, "+z.3f"), str(found.shares), *map(str, flags),
    ]  # fmt: skip


def _p(value: float) -> str:
    return f"{value:.4f}" if value >= 0.0001 else "<0.0001"


def _or_none(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _write(found: Comparison, sides: tuple[Compared, Compared], file: Path) -> None:
    try:
        with replacing(file, Output.COMPARISON.is_in) as out:
            write_comparison(found.findings, *sides, out)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    say(f"{counted(len(found.findings), 'finding')} in {file}.")
