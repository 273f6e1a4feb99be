"""``log backup`` and ``log restore``: copies that are verified before they count."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.cli.options import LogArgument
from app.cli.terminal import fail, say
from app.site.keys import signer
from app.site.logbook import open_log
from app.site.person import NoDataFolder, actor
from audit.counted import counted
from audit.log.backup import back_up
from audit.log.backup import restore as restore_log
from audit.log.errors import LogError, NotALog
from audit.log.verify.verify import Verification

_Witness = Annotated[Path | None, typer.Option(metavar="W", help="File elsewhere to which the log's checkpoints are appended.")]


def backup(file: LogArgument, out: Annotated[Path, typer.Option(metavar="COPY", help="The copy; nothing must be there yet.")]) -> None:
    """Copy a log while it is in use, and verify the copy. The backup is itself an entry of the log.

    Example: python main.py log backup audit.db --out backups/audit-2026-01-31.db
    """
    try:
        if not file.is_file():
            raise NotALog(f"There is no audit log named {file.name}.")
        with open_log(file) as log:
            found = back_up(log, out, actor=actor())
    except LogError as error:
        fail(str(error))
    except NoDataFolder as error:
        fail(str(error))
    _say(found, out)


def restore(
    copy: Annotated[Path, typer.Argument(metavar="COPY", help="A copy of a log.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The log to make of it; nothing must be there yet.")],
    witness: _Witness = None,
) -> None:
    """Make a log of a copy, after verifying it. The restoring is itself an entry of the new log.

    Example: python main.py log restore backups/audit-2026-01-31.db --out audit.db
    """
    try:
        found = restore_log(copy, out, actor=actor(), signer=signer(), witness=witness, code_version=__version__)
    except LogError as error:
        fail(str(error))
    except NoDataFolder as error:
        fail(str(error))
    _say(found, out)


def _say(found: Verification, out: Path) -> None:
    say(f"{counted(found.entries, 'entry', 'entries')} in {out}, verified. Head {found.head}")
