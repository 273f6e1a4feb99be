"""What the command line asks of a cohort, in the terms of its query."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.batch.sources import find_films
from app.cli.terminal import fail
from app.site.keys import path_digests
from audit.cohort.entered import Entered


def entered(since: str | None, until: str | None, source: Path | None) -> Entered:
    """Return when and from where films were to be entered; the command ends where there is no such folder.

    Raises:
        NoKey, NoDataFolder: The key of the paths' hashes can neither be read nor made.
    """
    if source is None:
        return Entered(since, until)
    if not source.is_dir():
        fail(f"There is no folder {source.name}.", code=2)
    return Entered(since, until, frozenset(path_digests(find_films([source]).films)))


def pairs(texts: Sequence[str] | None) -> list[tuple[str, str]]:
    """Return both sides of each NAME=VALUE; the command ends where one is written otherwise."""
    found = list[tuple[str, str]]()
    for text in texts or ():
        name, _, value = (part.strip() for part in text.partition("="))
        if not (name and value):
            fail(f"{text} is not written as NAME=VALUE.", code=2)
        found.append((name, value))
    return found
