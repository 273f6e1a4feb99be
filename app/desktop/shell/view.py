"""What the shell's presenter asks of the status line."""

from __future__ import annotations

from typing import Protocol


class ShellView(Protocol):
    """The status line, as far as its presenter knows it: setters only, which emit nothing."""

    def show_trust(self, headline: str, sentence: str) -> None:
        """Show what the classifier's certificate says, in a few words and in a sentence."""

    def show_head(self, line: str, digest: str) -> None:
        """Show the log's head; the whole hash can be copied."""

    def show_progress(self, done: int, of: int, label: str | None) -> None:
        """Show what is under way, None when nothing is; with no number of films the bar only moves."""

    def show_notice(self, text: str) -> None:
        """Show what is worth knowing and no problem; an empty text takes it away."""

    def show_problem(self, sentence: str, details: str | None) -> None:
        """Show a problem; details can be copied. An empty sentence takes it away."""
