"""``regions``: the allowed regions of each finding, and a copy of their table to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.outputs import check_outputs
from app.cli.terminal import fail, say
from app.site.person import NoDataFolder
from app.site.regions import UnusableTable, own_table, read_usable_table, table_file
from audit.counted import counted


def regions(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A table; else the one in use.")] = None,
    copy: Annotated[Path | None, typer.Option(metavar="OUT.toml", help="Write a copy to edit; nothing is replaced.")] = None,
) -> None:
    """Check a table of allowed regions and list its rows.

    A site copies the table, edits the copy, checks it, and names it with --regions, or keeps it in the data folder as its own.

    Example: python main.py regions --copy ours.toml
    """
    try:
        used = table_file(file)
        table = read_usable_table(used)
        if copy:
            if copy.exists():
                fail(f"{copy} is there already.", code=2)
            check_outputs(file=copy)
            with copy.open("xb") as made:
                made.write(used.read_bytes())
    except UnusableTable as error:
        fail(str(error), code=2)
    except NoDataFolder as error:
        fail(str(error))
    except OSError as error:
        fail(f"The table cannot be {'copied' if copy else 'looked for'}: {error.strerror}.")
    for row in table.regions.values():
        default = ", and all labels that no row names" if row.name == table.default else ""
        labels = sum(name == row.name for name in table.labels.values())
        linked = (f"the allowed regions of {', '.join(row.linked)}",) if row.linked else ()
        say(f"{row.name}: {counted(labels, 'label')}{default}", f"  allowed    {_words(row.allowed)}, grown by {row.tolerance_mm:g} mm")
        say(f"  plausible  {_words((*row.plausible, *linked))}", f"  because    {row.reason}")
    say("", str(used), f"sha256 {table.sha256}")
    say(f"Copied to {copy}." if copy else f"Your own table, where there is one, is {own_table()}")


def _words(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in names) or "nothing"
