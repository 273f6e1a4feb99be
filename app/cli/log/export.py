"""``log export``: findings as CSV, or whole entries as JSON Lines; all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, TextIO

import typer

from app import __version__
from app.cli.options import LogArgument
from app.cli.outputs import check_outputs, results_alone
from app.cli.terminal import fail, say, warn
from app.export.outputs import Output
from app.export.tables import write_entries, write_findings
from app.export.writing import replacing
from app.site.logbook import note
from audit.counted import counted
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log
from audit.records.events import ExportedRecord, HeadRecord


class Format(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSONL = "jsonl"


class Separator(StrEnum):
    """What stands between the columns of a CSV."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"


_SEPARATES = {Separator.COMMA: ",", Separator.SEMICOLON: ";", Separator.TAB: "\t"}
_HOLDS = {Format.CSV: Output.FINDINGS, Format.JSONL: Output.ENTRIES}


def export(
    file: LogArgument,
    out: Annotated[Path, typer.Option(metavar="OUT", help="OUT.csv: one row a finding. OUT.jsonl: one line an entry, of all kinds.")],
    kind: Annotated[Format | None, typer.Option("--format", help="Where the name of OUT does not say it, as /dev/stdout.")] = None,
    separator: Annotated[Separator, typer.Option(help="Between columns of a CSV. Decimals have a point in any case.")] = Separator.COMMA,
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV with a byte-order mark, by which Excel knows UTF-8.")] = False,
) -> None:
    """Write the log's content as a table or as JSON Lines. The export is itself an entry, with the hash of what was written.

    An earlier export of the same format is replaced, and no other file.

    Example: python main.py log export audit.db --out findings.csv --separator semicolon --bom
    """
    chosen = kind or _named(out)
    if out.resolve() == file.resolve():
        fail("The export must not replace the log itself.", code=2)
    try:
        with results_alone(out):
            content, record, stopped = _exported(file, out, chosen, separator=_SEPARATES[separator], bom=bom)
            noted = note(file, EntryKind.EXPORTED, record)
            if stopped:
                raise stopped
            say(f"{content} in {out}.")
    except LogError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    if isinstance(noted, str):
        warn(noted)


def _exported(file: Path, out: Path, chosen: Format, *, separator: str, bom: bool) -> tuple[str, ExportedRecord, BrokenPipeError | None]:
    """Write the export; return what was written, the body of the log's entry, and the error where its reader had enough."""
    digest, stopped = sha256(), None
    with Log(file, writing=False) as log:
        check_outputs(file=out, holds=_HOLDS[chosen])
        seq, head = log.head()
        # What others append meanwhile is not of this export.
        entries = log.entries(until=seq)
        try:
            with replacing(out, _HOLDS[chosen].is_in) as target:
                written = _Hashed(target, digest.update)
                if chosen is Format.CSV:
                    content = counted(write_findings(entries, written, separator=separator, byte_order_mark=bom), "finding")
                else:
                    content = counted(write_entries(entries, written), "entry", "entries")
        except BrokenPipeError as error:
            content, stopped = "Not all entries", error
    record = ExportedRecord(
        sentence=f"{content} were exported, up to entry {seq}.", code_version=__version__, format=chosen.value,
        sha256=digest.hexdigest(), head=HeadRecord(seq=seq, hash=head),
    )  # fmt: skip
    return content, record, stopped


class _Hashed:
    """Passes text on, and hashes it: what went into a pipe cannot be read again."""

    def __init__(self, target: TextIO, hash_on: Callable[[bytes], object]) -> None:
        self._target, self._hash_on = target, hash_on

    def write(self, text: str, /) -> None:
        self._hash_on(text.encode("utf-8", "backslashreplace"))
        self._target.write(text)


def _named(out: Path) -> Format:
    """Return the format that a name says; the command ends where it says none."""
    ending = out.suffix.lower().removeprefix(".")
    if ending not in set(Format):
        fail("The name of the file must end with .csv or .jsonl, or --format say which it is.", code=2)
    return Format(ending)
