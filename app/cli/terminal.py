"""How the commands speak: results on standard output, progress and errors on standard error."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

DISCLAIMER = "For quality assurance and research, not for diagnosis."
INTERRUPTED = "Stopped by Ctrl-C. What was reported as done is recorded; the same command continues from there."
INTERRUPTED_CODE = 130
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters but tab and the end of a line, other ends of lines, and what turns the direction of writing."""


def printable(text: str, encoding: str | None) -> str:
    """Escape what a terminal obeys or cannot show: the name of a file may hold anything, and a terminal does what it reads.

    Args:
        text: Lines; their ends stay.
        encoding: Of the terminal.
    """
    escaped = _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    return escaped.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")


def shown(name: str) -> str:
    """Return the name of a file as one line."""
    return name.replace("\n", "\\n")


def say(text: str = "") -> None:
    """Print a result; what the terminal cannot show is escaped, so that it never stops the work."""
    typer.echo(printable(text, sys.stdout.encoding))


def warn(text: str) -> None:
    """Print what is no result on standard error."""
    typer.echo(printable(text, sys.stderr.encoding), err=True)


def fail(sentence: str, *, code: int = 1) -> NoReturn:
    """End the command with a sentence."""
    warn(sentence)
    raise typer.Exit(code)


def say_above(bar: Progress, text: str) -> None:
    """Print a result while a bar is shown: above the bar on a terminal, else on standard output."""
    if bar.console.is_terminal and sys.stdout.isatty():
        bar.console.print(printable(text, sys.stdout.encoding), highlight=False, markup=False, soft_wrap=True)
    else:
        say(text)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a bar on standard error while something long runs; nothing where that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar
