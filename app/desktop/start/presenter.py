"""The start page's logic: recent logs, and the phantoms that the tool is tried on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from app.desktop.engine import Answerer
from app.desktop.start.view import LogRow, Sitting, StartView
from app.export.one_line import one_line
from app.site.classifiers import classifier_named
from app.site.phantoms import PHANTOMS, phantom_folder
from app.site.recent_logs import RecentLog, keep_recent
from app.workers.messages import Outcome, Result, Task
from app.workers.tasks.draw_phantom import DrawPhantom
from models.networks.library import EMBEDDED
from models.networks.manifest import ManifestError

DRAWING = "Phantom films are drawn…"
NOT_DRAWN = "The phantom films could not be drawn, so there is nothing to try the tool on. Films of your own can be opened all the same."


class StartPresenter:
    """Takes what a person begins with.

    Args:
        view: The start page.
        engine: Draws phantoms.
        at: What this window sits at.
        recent: The logs last worked with.
        sit_at: Is called with another sitting that the person wants; this one then ends.
    """

    def __init__(
        self, view: StartView, engine: Answerer, *, at: Sitting, recent: Sequence[RecentLog], sit_at: Callable[[Sitting], None]
    ) -> None:
        self._view, self._engine, self._at, self._recent, self._sit_at = view, engine, at, recent, sit_at
        self._gone: Collection[Path] = ()
        self._drawing: set[int] = set()
        self._folder = Path()
        self._view.show_message("")
        self._show_logs()
        self._view.set_open(True)

    def opened(self, paths: Sequence[Path]) -> None:
        """Keep what is opened, so that the log can be gone back to; that this fails is no reason to stop."""
        with suppress(OSError):
            keep_recent(self._at.log, self._at.classifier, paths)

    def take_found(self, _: int, films: Mapping[Path, str], *__: object) -> None:
        """Make room for the films that were found."""
        if films:
            self._view.set_open(False)

    def take_gone(self, gone: Collection[Path]) -> None:
        """Take in which of the logs are no longer there."""
        self._gone = gone
        self._show_logs()

    def choose_log(self, row: int) -> None:
        """Go on with a log, its classifier, and what was opened with it."""
        chosen = self._recent[row]
        if chosen.log in self._gone:
            return
        named = one_line(chosen.classifier)
        try:
            classifier_named(chosen.classifier)
        except ManifestError as error:
            self._view.show_message(f"{one_line(chosen.log.name)} was worked on with the classifier {named}. {error}")
            return
        self._sit_at(Sitting(chosen.log, chosen.classifier, chosen.opened))

    def try_phantoms(self) -> None:
        """Draw the phantoms, then sit down to them with the classifier that was taught a shortcut."""
        if self._drawing:
            return
        try:
            self._folder = phantom_folder()
        except OSError as error:
            self._view.show_message(str(error))
            return
        self._view.show_message(DRAWING, under_way=True)
        asked = [DrawPhantom(self._folder / name, seed, marked) for name, (seed, marked) in PHANTOMS.items()]
        self._drawing = {self._engine.ask(Task.DRAW_PHANTOM, one) for one in asked}

    def take_answer(self, number: int, outcome: Outcome) -> None:
        """Take in that a phantom was drawn, or was not."""
        if number not in self._drawing:
            return
        self._drawing.remove(number)
        if not isinstance(outcome, Result):
            self._drawing.clear()
            self._view.show_message(NOT_DRAWN)
        elif not self._drawing:
            self._view.show_message("")
            self._sit_at(Sitting(self._folder.parent / "audit.db", EMBEDDED[-1], (self._folder,)))

    def _show_logs(self) -> None:
        self._view.show_logs([_row(one, gone=one.log in self._gone) for one in self._recent])


def _row(recent: RecentLog, *, gone: bool) -> LogRow:
    where = one_line(str(recent.log.parent))
    opened = ", ".join(one_line(path.name) for path in recent.opened)
    parts = (one_line(str(recent.log)), f"Classifier: {one_line(recent.classifier)}", f"Opened with it: {opened}" if opened else "")
    return LogRow(one_line(recent.log.name), f"No longer in {where}" if gone else where, "\n".join(filter(None, parts)), gone)
