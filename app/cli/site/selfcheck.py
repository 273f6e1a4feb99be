"""``selfcheck``: does this installation still read and compute what it should? One entry in the log."""

from __future__ import annotations

import typer

from app.cli.options import Device, DeviceOption, LogOption
from app.cli.terminal import fail, progress_bar, say, say_above
from app.selfcheck.check import Item, kept_numbers, self_check, self_check_record
from app.site.logbook import open_log
from app.site.person import NoDataFolder, actor, default_log
from app.workers.pool import Pool
from audit.log.errors import LogError
from audit.log.store import EntryKind


def selfcheck(log: LogOption = None, device: DeviceOption = Device.AUTO) -> None:
    """Check this installation: the weights' files, every decoder on a small sample, every network on two phantoms.

    For commissioning, after every change of computer, driver or version, and for constancy in between. No film is needed. The result is
    one entry of the log.

    Example: python main.py selfcheck --log audit.db
    """
    kept = kept_numbers()
    try:
        with open_log(log or default_log()) as opened, Pool(device=device) as pool, progress_bar() as bar:
            items = []
            for item in bar.track(self_check(pool, kept), description="checking"):
                say_above(bar, _line(item))
                items.append(item)
            record = self_check_record(items)
            entry = opened.append(EntryKind.SELF_CHECK, actor=actor(), subject="this installation", record=record)
    except LogError as error:
        fail(str(error))
    except NoDataFolder as error:
        fail(str(error))
    say(f"{record.sentence} Entry {entry.seq} of {log or default_log()}")
    raise typer.Exit(0 if record.passed else 1)


def _line(item: Item) -> str:
    verdict = "pass" if item.passed else "FAIL"
    if item.deviation is not None:
        return f"{verdict}  {item.name:<72} {item.deviation:.1e} (at most {item.tolerance:.1e})"
    return f"{verdict}  {item.name:<72} {item.sentence or ''}".rstrip()
