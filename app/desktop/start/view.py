"""What the start page shows, and what its presenter asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Sitting:
    """What a person sits down to: a log, the classifier, and what is opened at once."""

    log: Path
    classifier: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class LogRow:
    """A log that was worked with.

    Attributes:
        name: Of its file.
        line: Where it lies, or that it is gone.
        tip: All that is known of it.
        gone: Whether it can no longer be opened.
    """

    name: str
    line: str
    tip: str
    gone: bool = False


class StartView(Protocol):
    """The start page, as far as its presenter knows it: setters only, which emit nothing."""

    def set_open(self, is_open: bool) -> None:
        """Show the page in the film's place, or the film."""

    def show_logs(self, rows: Sequence[LogRow]) -> None:
        """List the logs last worked with."""

    def show_message(self, sentence: str, *, under_way: bool = False) -> None:
        """Say what happens or went wrong; an empty sentence takes it away. Nothing else can be begun while something is under way."""
