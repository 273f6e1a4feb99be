"""How the commands speak: results on standard output, progress and errors on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

DISCLAIMER = "For quality assurance and research, not for diagnosis."


def say(text: str = "") -> None:
    """Print a result; what the terminal's encoding lacks is escaped, so that it never stops the work."""
    encoding = sys.stdout.encoding or "utf-8"
    typer.echo(text.encode(encoding, "backslashreplace").decode(encoding))


def fail(sentence: str, *, code: int = 1) -> NoReturn:
    """End the command with a sentence."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def tell(bar: Progress, text: str) -> None:
    """Print a result while a bar is shown: above the bar on a terminal, else on standard output."""
    if bar.console.is_terminal and sys.stdout.isatty():
        bar.console.print(text, highlight=False, markup=False, soft_wrap=True)
    else:
        say(text)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a bar on standard error while something long runs; nothing where that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar
