"""Starts the desktop.

In this order: 1. read the arguments; 2. make the Qt application and dress it; 3. show the window; 4. once it is on the screen,
make the bridge (which starts the log's thread and, when they are needed, the workers' processes) and the presenter, and connect
them; 5. open what was named; 6. when the window closes, stop the bridge.

Nothing here imports torch or pydicom: they live in the workers' processes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.desktop.bridge import Bridge
from app.desktop.classifiers.trust import trust
from app.desktop.review.presenter import ReviewPresenter
from app.desktop.shell.window import ReviewWindow
from app.desktop.theme import apply_theme
from app.run.request import RunRequest
from app.site.certificates import kept
from app.site.display import has_screen
from app.site.person import default_log
from app.workers.job import Workers
from app.workers.pool import Pool
from models.networks.library import EMBEDDED, embedded


def run_window(arguments: list[str]) -> int:
    """Run the desktop until its window closes.

    Args:
        arguments: Of the command line: films and folders, and options.

    Returns:
        The exit code; 1 where there is no screen.
    """
    options = _parsed(arguments)
    if not has_screen():
        print("There is no screen to open the window on. 'python main.py --help' tells what works without one.", file=sys.stderr)  # noqa: T201
        return 1
    application = QApplication(sys.argv[:1])
    application.setApplicationName("CXR Audit")
    apply_theme(application)
    window = ReviewWindow()
    window.show()
    desk: list[Desk] = []

    def begin() -> None:
        # One film a batch: what the person asks of the engine waits for one film at most.
        order = RunRequest(classifier=options.classifier, batch_size=1, regions=options.regions)
        desk.append(Desk(window, options.log or default_log(), order, lambda: Pool(device=options.device), witness=options.witness))
        desk[0].presenter.open(options.paths)

    QTimer.singleShot(0, begin)
    code = application.exec()
    for opened in desk:
        opened.close()
    return code


class Desk:
    """A window, its presenter and its bridge, connected.

    Args:
        window: Shown already.
        log: The log's file.
        order: How films are screened.
        make_workers: Makes the pool.
        witness: A file elsewhere, to which the log's checkpoints are appended.
    """

    def __init__(
        self, window: ReviewWindow, log: Path, order: RunRequest, make_workers: Callable[[], Workers], *, witness: Path | None = None
    ) -> None:
        self.bridge = Bridge(log, order, make_workers, witness=witness)
        certificate = kept(embedded(order.classifier))
        self.presenter = ReviewPresenter(window, self.bridge, log_name=log.name, trust=trust(order.classifier, certificate))
        window.opened.connect(self.presenter.open)
        window.film_chosen.connect(self.presenter.select_film)
        window.finding_chosen.connect(self.presenter.select_finding)
        window.overlay_chosen.connect(self.presenter.choose_overlay)
        window.cancelled.connect(self.presenter.cancel)
        self.bridge.found.connect(self.presenter.take_found)
        self.bridge.stepped.connect(self.presenter.take_step)
        self.bridge.stopped.connect(self.presenter.stopped)
        self.bridge.answered.connect(self.presenter.take_answer)
        self.bridge.headed.connect(self.presenter.take_head)
        self.bridge.told.connect(lambda sentence: window.show_problem(sentence, None))

    def close(self) -> None:
        """Stop thread and workers."""
        self.bridge.close()


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="main.py", description="Open the window of CXR Audit.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="films and folders to open")
    parser.add_argument("--log", type=Path, metavar="FILE", help="audit log to append to; made when missing")
    parser.add_argument("--witness", type=Path, metavar="FILE", help="file elsewhere to which every checkpoint of the log is appended")
    parser.add_argument("--classifier", default=EMBEDDED[0], choices=EMBEDDED, help="classifier to audit")
    parser.add_argument("--regions", type=Path, metavar="FILE", help="table of allowed places; else your own, else the shipped one")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"), help="where the networks run")
    return parser.parse_args(arguments)
