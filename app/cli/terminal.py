"""How the commands speak: results on standard output, progress and errors on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.export.one_line import one_line

DISCLAIMER = "For quality assurance and research, not for diagnosis."
INTERRUPTED = "Stopped by Ctrl-C. What was reported as done is recorded; the same command continues from there."
INTERRUPTED_CODE = 130


def printable(line: str, encoding: str | None) -> str:
    """Escape what a terminal obeys or cannot show: a name may hold anything, and neither forges a line nor stops the work.

    Args:
        line: One, whatever it holds.
        encoding: Of the terminal.
    """
    return one_line(line).encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")


def say(*lines: str) -> None:
    """Print lines of a result."""
    for line in lines:
        typer.echo(printable(line, sys.stdout.encoding))


def warn(*lines: str) -> None:
    """Print what is no result on standard error."""
    for line in lines:
        typer.echo(printable(line, sys.stderr.encoding), err=True)


def aligned(rows: Sequence[Sequence[str]], *, numbers: bool = False) -> list[str]:
    """Return rows of equally many cells as lines whose columns stand under each other.

    Args:
        rows: Of a table.
        numbers: All columns but the first are numbers, and end at one place.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(row, widths, numbers)).rstrip() for row in rows]


def _padded(row: Sequence[str], widths: Sequence[int], numbers: bool) -> Iterator[str]:
    for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.rjust(width) if numbers and at else cell.ljust(width)


def fail(sentence: str, *, code: int = 1) -> NoReturn:
    """End the command with a sentence."""
    warn(sentence)
    raise typer.Exit(code)


def say_above(bar: Progress, line: str) -> None:
    """Print a line of a result while a bar is shown: above the bar on a terminal, else on standard output."""
    if bar.console.is_terminal and sys.stdout.isatty():
        bar.console.print(printable(line, sys.stdout.encoding), highlight=False, markup=False, soft_wrap=True)
    else:
        say(line)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a bar on standard error while something long runs; nothing where that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar
