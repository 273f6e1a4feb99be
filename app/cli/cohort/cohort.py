"""``cohort``: what the films of a log show together, of one classifier under one method."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.cli.cohort.account_lines import account_lines
from app.cli.cohort.asked import entered, pairs
from app.cli.cohort.atlas_lines import atlas_lines
from app.cli.cohort.change_lines import change_lines
from app.cli.cohort.file_names import FileNames
from app.cli.cohort.removal_lines import removal_lines
from app.cli.cohort.removing import fill_in
from app.cli.cohort.reporting import export
from app.cli.cohort.telling import told
from app.cli.options import Device, DeviceOption, LogArgument, moment
from app.cli.outputs import check_outputs, results_alone
from app.cli.report_file import check_report
from app.cli.terminal import DISCLAIMER, fail, say, warn
from app.export.cohort import cohort_json
from app.export.outputs import Output
from app.export.reports.as_of import as_of_entry
from app.export.writing import replacing
from app.site.classifiers import NoClassifier, classifier_named, told_by
from app.site.logbook import note
from app.site.person import NoDataFolder
from audit.cohort.account import Account
from audit.cohort.account import account as account_of
from audit.cohort.atlas.atlas import atlas as atlas_of
from audit.cohort.atlas.figures import Atlas
from audit.cohort.films import NoCohort
from audit.cohort.gathering import Gathered, Wanted, gathered
from audit.cohort.labels.reading import NoTable, Table, read_table
from audit.cohort.over_time.figures import OverTime
from audit.cohort.over_time.over_time import over_time
from audit.counted import counted
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log
from audit.records.events import ExportedRecord, HeadRecord, ReadRecord
from audit.report.cohort.atlas import atlas_pages
from audit.report.cohort.report import Audited
from audit.selftest.kept import self_tests
from audit.selftest.power import powers, sentences
from models.networks.manifest import ManifestError


def cohort(
    file: LogArgument,
    classifier: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Of which classifier: its name, or 6 digits of its weights' hash; else that of most films."),
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Table of labels and attributes, joined by SOP Instance UID or file name.")
    ] = None,
    label: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN=LABEL", help="This column is the truth of this label; repeatable.")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Take this column as a group, whatever it holds; repeatable.")
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Only films of this attribute, as view=PA; repeatable.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", parser=moment, metavar="TIME", help="Only films screened from this moment on, UTC.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", parser=moment, metavar="TIME", help="Only films screened before this moment, UTC.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Only films that were read from below this folder, and are still there.")
    ] = None,
    films: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the films lie: to find those that a table names, and to fill them in.")
    ] = None,
    removals: Annotated[
        bool, typer.Option("--removals/--no-removals", help="Fill in both sides of the allowed regions of films below --films.")
    ] = True,
    device: DeviceOption = Device.AUTO,
    as_of: Annotated[int | None, typer.Option(min=1, metavar="SEQ", help="As the log was after this entry.")] = None,
    atlas: Annotated[bool, typer.Option("--atlas", help="Also compare the maps of groups, in the common lung frame.")] = False,
    json: Annotated[Path | None, typer.Option(metavar="OUT", help="Write the same as JSON.")] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write a report: OUT.pdf, OUT.html, or OUT.csv, which holds the tables.")
    ] = None,
) -> None:
    """Tell what a log's films show together: what goes with a label, what scores and verdicts depend on, and what changed over time.

    Patients are the unit; where films are too few it says how many are needed. Of each film the last screening counts, under the method
    by which most films were screened. The reading is itself an entry, or each export with --json and --report.

    Example: python main.py cohort audit.db --labels labels.csv --where view=PA
    """
    if label and labels is None:
        fail("--label is of a table; name it with --labels.", code=2)
    if films and removals and as_of:
        fail("What --films fills in are new entries, which --as-of leaves out; with --no-removals it only finds the table's films.", code=2)
    if films and not films.is_dir():
        fail(f"There is no folder {films}.", code=2)
    check_outputs(file=json, holds=Output.COHORT)
    wanted = check_report(report) if report else None
    try:
        table = _table(labels) if labels else None
        with Log(file, writing=False) as log:
            asked = Wanted(
                classifier=_weights(classifier), entered=entered(since, until, source), where=pairs(where),
                as_of=as_of, table=table, labels=dict(pairs(label)),
                groups=group or (),
                known_as=FileNames(labels, films) if labels else None,
            )  # fmt: skip
            found = gathered(log, asked)
        if films and removals and fill_in(file, found.lacking, films, device):
            with Log(file, writing=False) as log:
                found = gathered(log, asked)
        with Log(file, writing=False) as log:
            mapped = atlas_of(log, found.cohort) if atlas else None
            holds = as_of_entry(log, found.query.head[0])
            film = log.entry(int(found.cohort.seq[0])).film
            tested = sentences(powers(self_tests(log, found.query.classifier[1], holds.seq)))
        account, changes = account_of(found.cohort), over_time(found.cohort)
    except NoTable as error:
        fail(f"{labels.name if labels else 'The table'} cannot be used. {error}", code=2)
    except (LogError, NoCohort, NoDataFolder) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{Path(error.filename or films or file).name} cannot be read: {error.strerror}.")
    with results_alone(json):
        exported = _write(found, account, changes, mapped, json) if json else None
        noted = [note(file, EntryKind.EXPORTED, exported)] if exported else []
        if report and wanted:
            pages = atlas_pages(mapped) if mapped else ()
            audited = Audited(found, account, changes, film, tuple(told(found)), atlas=pages, self_tests=tested)
            noted.append(export(audited, report, wanted, log=file, as_of=holds))
        noted = noted or [note(file, EntryKind.READ, _read(found))]
        say(
            *told(found), *account_lines(account), *removal_lines(account.retained), *change_lines(changes),
            *(atlas_lines(mapped) if mapped else ()), *(("", "What this audit can see:", *tested) if tested else ()), "", DISCLAIMER,
        )  # fmt: skip
    warn(*(one for one in noted if isinstance(one, str)))


def _table(file: Path) -> Table:
    try:
        return read_table(file.read_bytes())
    except OSError as error:
        fail(f"{file.name} cannot be read: {error.strerror}.", code=2)


def _weights(name: str | None) -> str | None:
    """Return the hash of the weights of a classifier that is here, or what names one in the log."""
    if name is None:
        return None
    try:
        return classifier_named(told_by(name)).weights_sha256
    except NoClassifier:
        return name
    except ManifestError as error:
        fail(str(error), code=2)


def _write(found: Gathered, account: Account, changes: OverTime, mapped: Atlas | None, file: Path) -> ExportedRecord:
    text = cohort_json(found, account, changes, mapped)
    try:
        with replacing(file, Output.COHORT.is_in) as out:
            out.write(text)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    seq, head = found.query.head
    return ExportedRecord(
        sentence=f"A cohort of {counted(len(found.cohort.seq), 'film')} was exported, by the query {found.query.short}.",
        code_version=__version__,
        format="cohort", sha256=sha256(text.encode()).hexdigest(), head=HeadRecord(seq=seq, hash=head),
    )  # fmt: skip


def _read(found: Gathered) -> ReadRecord:
    return ReadRecord(
        sentence=f"A cohort of {counted(len(found.cohort.seq), 'film')} was looked at, by the query {found.query.short}.",
        code_version=__version__,
        filters=found.query.as_json(),
    )  # fmt: skip
