"""The presenters of all pages, connected: what one page lets know, and which others learn it. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.desktop.classifiers.trust import Trusts
from app.desktop.engine import EngineAccess
from app.desktop.film.known import KnownFilm
from app.desktop.film.news import News
from app.desktop.film.presenter import FilmPresenter
from app.desktop.impression.presenter import ImpressionPresenter
from app.desktop.impression.veiled_worklist import VeiledWorklist
from app.desktop.impression.view import ImpressionView
from app.desktop.measures.presenter import MeasuresPresenter
from app.desktop.measures.view import MeasuresView
from app.desktop.review.presenter import ReviewPresenter
from app.desktop.review.view import ReviewView
from app.desktop.shell.presenter import ShellPresenter
from app.desktop.shell.view import ShellView
from app.desktop.side_by_side.presenter import SideBySidePresenter
from app.desktop.side_by_side.view import SideBySideView
from app.desktop.tags.presenter import TagsPresenter
from app.desktop.tags.view import TagsView
from app.desktop.viewer.presenter import ViewerPresenter
from app.desktop.viewer.view import ViewerView
from app.desktop.worklist.presenter import WorklistPresenter
from app.desktop.worklist.view import WorklistView
from app.workers.messages import Outcome
from models.values.radiograph import Radiograph


@dataclass(frozen=True)
class Views:
    """The pages of a window."""

    worklist: WorklistView
    viewer: ViewerView
    measures: MeasuresView
    tags: TagsView
    review: ReviewView
    shell: ShellView
    side_by_side: SideBySideView
    impression: ImpressionView


class Presenters:
    """One presenter a page, and one for the film that they show; this is what worklist and film let know to.

    Args:
        views: The pages.
        engine: The bridge to workers and log.
        log_name: Of the log's file, as shown.
        trusts: Knows the certificates.
        film_first: Whether films are shown without the classifier first.
        keep_film_first: Remembers that choice.
    """

    def __init__(
        self, views: Views, engine: EngineAccess, *, log_name: str, trusts: Trusts, film_first: bool = False,
        keep_film_first: Callable[[bool], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self._trusts = trusts
        chosen = trusts.of(None)
        self.shell = ShellPresenter(views.shell, chosen)
        self.viewer = ViewerPresenter(views.viewer, engine, chosen)
        self.measures = MeasuresPresenter(views.measures, self.shell.show_problem)
        self.tags = TagsPresenter(views.tags, engine)
        self.side_by_side = SideBySidePresenter(views.side_by_side, engine)
        self.review = ReviewPresenter(views.review, log_name=log_name, finding_chosen=self._finding_chosen)
        self.film = FilmPresenter(self, engine)
        worklist = VeiledWorklist(views.worklist)
        self.worklist = WorklistPresenter(worklist, engine, self)
        self.impression = ImpressionPresenter(
            views.impression, engine, worklist, film_first=film_first, keep=keep_film_first, hidden=self._classifier_hidden
        )

    def take_step(self, step: News) -> None:
        """Take in what the screening says."""
        self.shell.take_step(step)
        self.worklist.take_step(step)
        self.film.take_step(step)

    def take_answer(self, number: int, outcome: Outcome) -> None:
        """Take in a worker's answer."""
        self.film.take_answer(number, outcome)
        self.viewer.take_answer(number, outcome)
        self.tags.take_answer(number, outcome)
        self.side_by_side.take_answer(number, outcome)

    def stopped(self, sentence: str, details: str | None) -> None:
        """Take in the end of the oldest list of films."""
        self.shell.stopped(sentence, details)
        self.worklist.stopped()
        self.film.stopped()

    def film_chosen(self, path: Path, seq: int | None) -> None:
        """Look at another film."""
        self.side_by_side.close()
        self.tags.film_chosen(path)
        self.film.choose(path, seq)

    def take_self_tests(self, told: Mapping[str, Sequence[str]]) -> None:
        """Take in what self-tests of the log say; it is shown with the next film."""
        self._trusts.take_self_tests(told)

    def looking(self, under_way: bool) -> None:
        """Show whether films are looked for."""
        self.shell.looking(under_way)

    def problem(self, sentence: str, details: str | None) -> None:
        """Show what went wrong with what was opened."""
        self.shell.show_problem(sentence, details)

    def passed_over(self, count: int) -> None:
        """Show how many files among what was opened are no images."""
        self.shell.passed_over(count)

    def show_pixels(self, film: Radiograph | None, message: str) -> None:
        """Show another film, or a message in its place; what is not to be seen beside it is hidden before."""
        self.impression.show_film(film, message)
        self.viewer.show_film(film, message)
        self.measures.show_film(film)
        self.side_by_side.show_film(film, message)
        if film is not None:
            self.worklist.picture_shown(film)

    def show_known(self, known: KnownFilm, *, same_film: bool, why_no_maps: str) -> None:
        """Show a record with what the certificate of its own classifier says, which need not be the chosen one."""
        trust = self._trusts.of(known.record)
        self.shell.show_trust(trust)
        self.impression.show_entry(known.entry.seq if known.entry else None)
        self.viewer.show_known(known, trust, why_no_maps)
        self.measures.show_known(known)
        self.side_by_side.show_known(known)
        self.review.show_known(known, trust, same_film=same_film)

    def show_unknown(self, title: str, sentence: str, *, is_problem: bool = False) -> None:
        """Say why nothing is known of the film; whether something is wrong."""
        trust = self._trusts.of(None)
        self.shell.show_trust(trust)
        self.impression.show_entry(None)
        self.viewer.show_known(None, trust)
        self.measures.show_known(None)
        self.side_by_side.show_known(None)
        self.review.show_unknown(title, sentence, is_problem=is_problem)

    def _classifier_hidden(self, hidden: bool) -> None:
        if hidden:
            self.side_by_side.close()

    def _finding_chosen(self, number: int | None) -> None:
        self.viewer.show_finding(number)
        self.side_by_side.show_finding(number)
