"""``report``: one film, a classifier or the trail of a log, as a document for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import LogArgument
from app.cli.report.card import card_of
from app.cli.report_file import check_report
from app.cli.terminal import DISCLAIMER, fail, say, warn
from app.export.reports.as_of import as_of_entry
from app.export.reports.film import film_document, is_recorded
from app.site.reports import export_report
from app.workers.messages import Result, Task, why_not
from app.workers.pool import Pool
from app.workers.tasks.read import ReadFilm
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log
from audit.records.film import FilmRecord
from audit.report.classifier import classifier_report
from audit.report.csv import NoTables
from audit.report.document import Document
from audit.report.foot import AsOf
from audit.report.trail import trail_report
from models.values.radiograph import Radiograph

_OF_CLASSIFIERS = (EntryKind.SCREENED, EntryKind.CERTIFICATE, EntryKind.CLASSIFIER_ADDED, EntryKind.SELF_TEST, EntryKind.REACTIVITY)


def report(
    file: LogArgument,
    out: Annotated[Path, typer.Option(metavar="OUT", help="OUT.pdf, OUT.html, or OUT.csv, which holds the tables.")],
    seq: Annotated[int | None, typer.Argument(metavar="[SEQ]", min=1, help="Number of a film's entry.")] = None,
    classifier: Annotated[
        str | None, typer.Option(metavar="NAME", help="Report a classifier: its name, or 6 digits of its weights' hash.")
    ] = None,
    trail: Annotated[bool, typer.Option("--trail", help="Report all entries by kind and time, and how to verify them.")] = False,
    as_of: Annotated[int | None, typer.Option(min=1, metavar="SEQ", help="As the log was after this entry; else after its last.")] = None,
    film: Annotated[
        Path | None, typer.Option(metavar="PATH", help="The file that was screened, to show the film too, with all text burned into it.")
    ] = None,
) -> None:
    """Write a report of one film, of a classifier, or of the whole log. It holds as of an entry: made again for it, it is the same bytes.

    An earlier report is replaced, and no other file. The export is itself an entry, with the hash of what was written.

    Example: python main.py report audit.db 12 --out film.pdf
    """
    if [seq is not None, classifier is not None, trail].count(True) != 1:
        fail("Say one of: the number of a film's entry, --classifier NAME, --trail.", code=2)
    if film and seq is None:
        fail("--film is of one film; say the number of its entry.", code=2)
    wanted = check_report(out)
    try:
        with Log(file, writing=False) as log:
            holds = as_of_entry(log, as_of)
            if seq is not None:
                what, document = _film(log, seq, holds, film)
            elif classifier is not None:
                what, document = _classifier(log, classifier, holds)
            else:
                what, document = "A report of the trail", trail_report(log.entries(until=holds.seq), holds)
        noted = export_report(document, what, out, wanted, log=file, as_of=holds)
    except (LogError, NoTables) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    say(f"{what}, as of entry {holds.seq}, in {out}.", DISCLAIMER)
    if isinstance(noted, str):
        warn(noted)


def _film(log: Log, seq: int, holds: AsOf, film: Path | None) -> tuple[str, Document]:
    return f"A report of the film of entry {seq}", film_document(log, seq, holds, _read(log, seq, film) if film else None)


def _read(log: Log, seq: int, film: Path) -> Radiograph:
    """Read a film; the command ends where it is not that of the entry."""
    with Pool(device="cpu") as pool:
        outcome = pool.submit(Task.READ, ReadFilm(film)).result()
    if not isinstance(outcome, Result):
        fail(f"{film.name}: {why_not(outcome)}")
    record = log.entry(seq).record
    if not isinstance(record, FilmRecord) or not is_recorded(outcome.payload, record):
        fail(f"{film.name} is not the film of entry {seq}.")
    read: Radiograph = outcome.payload
    return read


def _classifier(log: Log, name: str, holds: AsOf) -> tuple[str, Document]:
    entries = log.entries(kinds=_OF_CLASSIFIERS, until=holds.seq)
    card = card_of(name, log, holds)
    return f"A report of the classifier '{card.name}'", classifier_report(card, entries, holds)
