"""Drives the real window: what the journey test and the picture script share."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.desktop.desk import Desk
from app.desktop.film.presenter import READING
from app.desktop.shell.window import ReviewWindow
from app.desktop.theme import apply_theme
from app.run.request import RunRequest
from app.workers.pool import Pool

_PATIENCE = 240


class OpenDesk:
    """The window with its workers, as a person finds it.

    Args:
        log: The log's file.
        classifier: Name of the classifier.
        size: Width and height of the window.
    """

    def __init__(self, log: Path, *, classifier: str = "teaching", size: tuple[int, int] = (1600, 1000)) -> None:
        existing = QApplication.instance()
        self.application = existing if isinstance(existing, QApplication) else QApplication(["cxr-audit"])
        apply_theme(self.application)
        self.window = ReviewWindow()
        self.window.resize(*size)
        self.window.show()
        self.ended: list[tuple[str, str]] = []
        self.answers = 0
        self.desk = Desk(self.window, log, RunRequest(classifier=classifier), lambda: Pool(device="cpu"))
        self.desk.bridge.stopped.connect(lambda sentence, details: self.ended.append((sentence, details)))
        self.desk.bridge.answered.connect(lambda *_: setattr(self, "answers", self.answers + 1))

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window work until a condition holds."""
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("The window did not get there.")
            self.application.processEvents()
            time.sleep(0.01)
        self.settle()

    def shown(self) -> bool:
        """Whether the film that was chosen is shown with its entry, or why it is not."""
        return self.window.viewer.film.message != READING and bool(self.window.review.detail.record())

    def settle(self) -> None:
        """Let the window draw."""
        for _ in range(10):
            self.application.processEvents()
            time.sleep(0.005)

    def grab(self, path: Path) -> None:
        """Save what the window shows."""
        self.settle()
        if not self.window.grab().save(str(path)):
            raise OSError("The picture cannot be written.")

    def close(self) -> None:
        """End as a person does."""
        self.window.close()
        self.desk.close()
        self.settle()
