"""How the commands speak: results on standard output, progress and errors on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

DISCLAIMER = "For quality assurance and research, not for diagnosis."


def say(text: str = "") -> None:
    """Print a result, as it is."""
    typer.echo(text)


def fail(sentence: str, *, code: int = 1) -> NoReturn:
    """End the command with a sentence."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a bar on standard error while something long runs; nothing where that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar
