"""The shell's logic: what is under way, what went wrong, where the log stands, and what the certificate says."""

from __future__ import annotations

from app.desktop.classifiers.view import Trust
from app.desktop.film.news import FilmDone, News
from app.desktop.shell.view import ShellView
from models.values.progress import Progress

_NOTHING = Progress(0, 0, "")
_LOOKING = "looking for films…"


class ShellPresenter:
    """Takes what concerns the whole window.

    Args:
        view: The status line.
        trust: What the certificate of the chosen classifier says.
    """

    def __init__(self, view: ShellView, trust: Trust) -> None:
        self._view = view
        self._doing = _NOTHING
        self._looking = False
        self.show_trust(trust)

    def take_step(self, step: News) -> None:
        """Take in progress, the new head of the log, and the place of a defect that stopped a film."""
        match step:
            case Progress():
                self._doing = step
                self._show_progress()
            case FilmDone(seq=seq, head=head):
                if head:
                    self.take_head(seq, head)
                if step.details:
                    self.show_problem(step.reason, step.details)

    def take_head(self, seq: int, digest: str) -> None:
        """Take in the log's last entry."""
        self._view.show_head(f"Head: entry {seq} · {digest[:12]}…", digest)

    def stopped(self, sentence: str, details: str | None) -> None:
        """Take in the end of a list of films; an empty sentence when all went well."""
        self._doing = _NOTHING
        self._show_progress()
        if sentence:
            self.show_problem(sentence, details)

    def looking(self, under_way: bool) -> None:
        """Show whether films are looked for."""
        self._looking = under_way
        self._show_progress()

    def passed_over(self, count: int) -> None:
        """Show how many files among what was opened are no images."""
        files = "1 other file" if count == 1 else f"{count} other files"
        self._view.show_notice(f"{files} passed over" if count else "")

    def show_problem(self, sentence: str, details: str | None = None) -> None:
        """Show a problem, or take it away."""
        self._view.show_problem(sentence, details)

    def show_trust(self, trust: Trust) -> None:
        """Show what the certificate of a classifier says."""
        self._view.show_trust(trust.headline, trust.sentence)

    def _show_progress(self) -> None:
        label = " · ".join(part for part in (self._doing.label, _LOOKING if self._looking else "") if part)
        self._view.show_progress(self._doing.done, self._doing.of, label or None)
