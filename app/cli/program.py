"""All commands together, and what their exit codes mean."""

from __future__ import annotations

from typing import Annotated

import typer

from app import __version__
from app.cli.cohort.cohort import cohort
from app.cli.film.anatomy import anatomy
from app.cli.film.screen import screen
from app.cli.log import commands as log
from app.cli.log.replay import replay
from app.cli.models import commands as models
from app.cli.models.self_test import self_test
from app.cli.report.report import report
from app.cli.site.demo import demo
from app.cli.site.regions import regions
from app.cli.site.selfcheck import selfcheck
from app.cli.terminal import INTERRUPTED, INTERRUPTED_CODE, warn
from app.site.logbook import older_logs_told

app = typer.Typer(
    name="main.py",
    help="CXR Audit shows whether a chest X-ray classifier looks at the disease or at something else, and keeps every finding in a "
    "tamper-evident log. For quality assurance and research, not for diagnosis.\n\n"
    "Without a command the window opens; files and folders may be named: python main.py FILM FOLDER.\n\n"
    "Exit codes: 0 done, 1 something was refused or failed, 2 the command was not understood, 130 stopped by Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(screen)
app.command()(replay)
app.command()(anatomy)
app.add_typer(log.app, name="log")
app.add_typer(models.app, name="models")
app.command()(cohort)
app.command()(report)
app.command()(regions)
app.command("selftest")(self_test)
app.command()(selfcheck)
app.command()(demo)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"CXR Audit {__version__}")
        raise typer.Exit


@app.callback()
def _main(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False) -> None:
    return


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        with older_logs_told(warn):
            app(args=arguments, prog_name="main.py")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        if code == INTERRUPTED_CODE:
            typer.echo(INTERRUPTED, err=True)
        return code
    return 0
