"""``log export``: findings as CSV, or whole entries as JSON Lines; all or nothing."""

from __future__ import annotations

from hashlib import file_digest
from itertools import takewhile
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.cli.options import LogArgument
from app.cli.outputs import check_outputs
from app.cli.terminal import fail, say, warn
from app.export.tables import write_entries, write_findings
from app.export.writing import replacing
from app.site.logbook import note
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log
from audit.records.events import ExportedRecord, HeadRecord

_FORMATS = {"csv": (write_findings, "findings"), "jsonl": (write_entries, "entries")}


def export(
    file: LogArgument,
    out: Annotated[Path, typer.Option(metavar="OUT", help="OUT.csv: one row a finding. OUT.jsonl: one line an entry, of all kinds.")],
) -> None:
    """Write the log's content as a table or as JSON Lines. The export is itself an entry, with the hash of what was written.

    Example: python main.py log export audit.db --out findings.csv
    """
    chosen = out.suffix.lower().removeprefix(".")
    if chosen not in _FORMATS:
        fail("The name of the file must end with .csv or .jsonl.", code=2)
    if out.resolve() == file.resolve():
        fail("The export must not replace the log itself.", code=2)
    write, what = _FORMATS[chosen]
    try:
        with Log(file, writing=False) as log:
            check_outputs(file=out)
            seq, head = log.head()
            # What others append meanwhile is not of this export.
            entries = takewhile(lambda stored: stored.seq <= seq, log.entries())
            with replacing(out) as target:
                content = f"{write(entries, target)} {what}"
        with out.open("rb") as written:
            digest = file_digest(written, "sha256").hexdigest()
    except LogError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    record = ExportedRecord(
        sentence=f"{content} were exported, up to entry {seq}.", code_version=__version__, format=chosen, sha256=digest,
        head=HeadRecord(seq=seq, hash=head),
    )  # fmt: skip
    noted = note(file, EntryKind.EXPORTED, record)
    say(f"{content} in {out}.")
    if isinstance(noted, str):
        warn(noted)
