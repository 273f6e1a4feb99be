"""``log``: its commands together."""

from __future__ import annotations

import typer

from app.cli.log.copies import backup, restore
from app.cli.log.export import export
from app.cli.log.show import show
from app.cli.log.verify import head, verify

app = typer.Typer(help="Show, verify, export and copy an audit log.", no_args_is_help=True, rich_markup_mode=None)
for command in (show, verify, head, export, backup, restore):
    app.command()(command)
