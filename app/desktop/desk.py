"""A window, its presenters and its bridge, connected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.desktop.bridge import Bridge
from app.desktop.classifiers.trust import Trusts
from app.desktop.film_report import NO_ENTRY, FilmReport
from app.desktop.in_use import InUse
from app.desktop.mailbox import Mailbox
from app.desktop.presenters import Presenters, Views
from app.desktop.remembered import keep_film_first, kept_film_first
from app.desktop.shell.window import ReviewWindow
from app.desktop.start.log_check import LogCheck
from app.desktop.start.presenter import StartPresenter
from app.desktop.start.view import Sitting
from app.run.request import RunRequest
from app.site.recent_logs import recent_logs
from app.workers.job import Workers


class Desk:
    """What a person sits at.

    Args:
        window: Shown already.
        log: The log's file.
        request: How films are screened.
        make_workers: Makes the pool.
        witness: A file elsewhere, to which the log's checkpoints are appended.
        sit_at: Is called with another sitting that the person wants.
    """

    def __init__(
        self, window: ReviewWindow, log: Path, request: RunRequest, make_workers: Callable[[], Workers], *, witness: Path | None = None,
        sit_at: Callable[[Sitting], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self.bridge = Bridge(log, request, make_workers, witness=witness)
        views = Views(
            window.worklist,
            window.viewer,
            window.viewer.film,
            window.tags,
            window.review,
            window.status,
            window.side_by_side,
            window.curtain,
        )
        self.presenters = Presenters(
            views, self.bridge, log_name=log.name, trusts=Trusts(request.classifier), film_first=kept_film_first(),
            keep_film_first=keep_film_first,
        )  # fmt: skip
        recent = recent_logs()
        self.start = StartPresenter(window.start, self.bridge, at=Sitting(log, request.classifier, ()), recent=recent, sit_at=sit_at)
        self._mailbox = Mailbox(self.bridge)
        self._check = LogCheck([one.log for one in recent], lambda gone: self._mailbox.put(lambda: self.start.take_gone(gone)))
        self._in_use = InUse(window.windowHandle(), self.bridge)
        self._in_use.changed.connect(self.bridge.window_in_use)
        self._connect_window(window)
        self._connect_bridge()

    def close(self) -> None:
        """Stop thread and workers."""
        self._check.close()
        self._mailbox.close()
        self.bridge.close()

    def _connect_window(self, window: ReviewWindow) -> None:
        pages = self.presenters
        window.opened.connect(self.start.opened)
        window.opened.connect(pages.worklist.open)
        window.start.phantoms_wanted.connect(self.start.try_phantoms)
        window.start.log_chosen.connect(self.start.choose_log)
        window.worklist.chosen.connect(pages.worklist.select_film)
        window.review.chosen.connect(pages.review.select_finding)
        window.review.tests_wanted.connect(pages.side_by_side.open)
        window.review.test_wanted.connect(pages.side_by_side.test)
        window.side_by_side.region_chosen.connect(pages.side_by_side.choose_region)
        window.side_by_side.left.connect(pages.side_by_side.close)
        window.viewer.overlay_chosen.connect(pages.viewer.choose_overlay)
        window.viewer.layers_wanted.connect(pages.viewer.list_layers)
        window.viewer.layer_chosen.connect(pages.viewer.choose_layer)
        window.viewer.film.measuring.connect(pages.measures.preview)
        window.viewer.film.measured.connect(pages.measures.add)
        window.viewer.film.pointed.connect(pages.measures.pick)
        for wanted, act in (
            (window.viewer.undo_wanted, pages.measures.undo), (window.viewer.redo_wanted, pages.measures.redo),
            (window.viewer.removal_wanted, pages.measures.remove), (window.viewer.clearing_wanted, pages.measures.remove_all),
            (window.viewer.ratio_wanted, pages.measures.toggle_ratio), (window.viewer.failed, pages.shell.show_problem),
            (window.viewer.tags_wanted, pages.tags.open), (window.tags.closed, pages.tags.close),
        ):  # fmt: skip
            wanted.connect(act)
        window.curtain.wanted.connect(pages.impression.toggle)
        window.curtain.film_first_wanted.connect(pages.impression.toggle_film_first)
        window.viewer.picture_saved.connect(self._note_picture)
        window.viewer.report_wanted.connect(self._report)
        window.status.cancelled.connect(pages.worklist.cancel)

    def _note_picture(self, sha256: str) -> None:
        self.bridge.note_picture(sha256, self.presenters.film.entry)

    def _report(self, file: Path) -> None:
        film = self.presenters.film
        if film.entry is None:
            self.presenters.shell.show_problem(NO_ENTRY)
        else:
            self.bridge.report(FilmReport(film.entry, file, film.pixels))

    def _connect_bridge(self) -> None:
        pages, bridge = self.presenters, self.bridge
        bridge.found.connect(self.start.take_found)
        bridge.answered.connect(self.start.take_answer)
        bridge.found.connect(pages.worklist.take_found)
        bridge.stepped.connect(pages.take_step)
        bridge.stopped.connect(pages.stopped)
        bridge.answered.connect(pages.take_answer)
        bridge.loaded.connect(pages.film.take_loaded)
        bridge.headed.connect(pages.shell.take_head)
        bridge.self_tests_told.connect(pages.take_self_tests)
        bridge.unnoted.connect(pages.shell.show_problem)
