"""The presenters of all pages, connected: what one page lets know, and which others learn it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.desktop.classifiers.trust import Trusts
from app.desktop.engine import EngineAccess
from app.desktop.review.presenter import ReviewPresenter
from app.desktop.review.view import ReviewView
from app.desktop.shell.presenter import ShellPresenter
from app.desktop.shell.view import ShellView
from app.desktop.viewer.presenter import ViewerPresenter
from app.desktop.viewer.view import ViewerView
from app.desktop.worklist.presenter import WorklistPresenter
from app.desktop.worklist.view import WorklistView
from app.run.events import Event, FilmRecorded


@dataclass(frozen=True)
class Views:
    """The pages of a window."""

    worklist: WorklistView
    viewer: ViewerView
    review: ReviewView
    shell: ShellView


class Presenters:
    """One presenter a page; this is what the worklist lets know to.

    Args:
        views: The pages.
        engine: The bridge to workers and log.
        log_name: Of the log's file, as shown.
        trusts: Knows the certificates.
    """

    def __init__(self, views: Views, engine: EngineAccess, *, log_name: str, trusts: Trusts) -> None:
        self._trusts = trusts
        chosen = trusts.of(None)
        self.shell = ShellPresenter(views.shell, chosen)
        self.viewer = ViewerPresenter(views.viewer, engine, chosen)
        self.review = ReviewPresenter(views.review, log_name=log_name, finding_chosen=self.viewer.show_finding)
        self.worklist = WorklistPresenter(views.worklist, engine, self)

    def take_step(self, step: Event) -> None:
        """Take in an event of the screening."""
        self.shell.take_step(step)
        self.worklist.take_step(step)

    def stopped(self, sentence: str, details: str | None) -> None:
        """Take in the end of the oldest list of films."""
        self.shell.stopped(sentence, details)
        self.worklist.stopped()

    def film_chosen(self, path: Path, done: FilmRecorded | None) -> None:
        """Show another film and its record."""
        self.viewer.show_film(path)
        self._show_record(done)

    def film_recorded(self, done: FilmRecorded) -> None:
        """Show the record of the film that is shown."""
        self._show_record(done)

    def looking(self, under_way: bool) -> None:
        """Show whether films are looked for."""
        self.shell.looking(under_way)

    def problem(self, sentence: str, details: str | None) -> None:
        """Show what went wrong with what was opened."""
        self.shell.show_problem(sentence, details)

    def _show_record(self, done: FilmRecorded | None) -> None:
        """Show a record with what the certificate of its own classifier says, which need not be the chosen one."""
        trust = self._trusts.of(done.entry.film if done else None)
        self.shell.show_trust(trust)
        self.viewer.show_record(done, trust)
        self.review.show_record(done, trust)
