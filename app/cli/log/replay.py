"""``replay``: compute the record of an entry anew from its film, compare, and log what came out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import Device, DeviceOption, RegionsOption
from app.cli.terminal import fail, progress_bar, say
from app.replay.refusal import CannotReplay
from app.replay.replay import replay as compute_anew
from app.replay.replay import replay_record
from app.site.classifiers import told_by
from app.site.logbook import open_log
from app.site.person import NoDataFolder, actor
from app.workers.pool import Pool
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The audit log; the replay becomes an entry of it.")],
    seq: Annotated[int, typer.Argument(metavar="SEQ", help="Number of the entry.")],
    film: Annotated[Path, typer.Option(metavar="PATH", help="The file that was screened.")],
    classifier: Annotated[
        str,
        typer.Option(metavar="FOLDER", callback=told_by, help="The entry's classifier, where 'models list' does not name it: its folder."),
    ] = "",
    regions: RegionsOption = None,
    device: DeviceOption = Device.AUTO,
) -> None:
    """Compute an entry's record anew from its film and compare: equal within 1e-4 on the same device, same decisions on another.

    Every difference is listed. File and method must be those of the record; else nothing is computed.
    Exit code 1 when the record is not confirmed or cannot be replayed.

    Example: python main.py replay audit.db 12 --film films/scan.dcm
    """
    try:
        with Log(file, writing=False) as log, Pool(device=device) as pool, progress_bar() as bar:
            bar.add_task("computing anew", total=None)
            entry = log.entry(seq)
            found = compute_anew(entry, film, pool=pool, blob=log.blob, regions=regions, classifier=classifier or None)
        with open_log(file) as log:
            record = replay_record(entry, found)
            written = log.append(EntryKind.REPLAYED, actor=actor(), subject=f"entry {seq}", record=record)
    except (CannotReplay, LogError) as error:
        fail(str(error))
    except NoDataFolder as error:
        fail(str(error))
    for each in found.differences:
        say(f"  {each.field}: {each.recorded} recorded, {each.recomputed} now")
    say(f"{record.sentence} Largest difference {found.largest:.2g}. Entry {written.seq}.")
    raise typer.Exit(0 if found.passed else 1)
