"""One sitting at the real window, written as JSON: ``python -m tests.journeys.journey FILMS LOG``. The test reads it."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(films: Path, log: Path) -> None:
    """Open films, look at one with every overlay, window, turn, measure, read its tags, see its tests, walk through the worklist, close."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from app.desktop.viewer.view import Overlay
    from tests.journeys.desk import OpenDesk

    found: dict[str, object] = {}
    opened = OpenDesk(log)
    window = opened.window
    window.opened.emit([films])
    opened.until(lambda: bool(opened.ended) and opened.shown())
    found["ended"] = opened.ended
    found["rows"] = window.worklist.texts()

    film = window.viewer.film
    before = film.description()
    QTest.mousePress(film.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(film.viewport(), QPoint(260, 150))
    QTest.mouseRelease(film.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(260, 150))
    opened.settle()
    found["windowed"] = [before, film.description()]
    QTest.keyClick(window, Qt.Key.Key_R)
    opened.settle()
    found["reset"] = film.description()

    for key in (Qt.Key.Key_4, Qt.Key.Key_BracketRight, Qt.Key.Key_H, Qt.Key.Key_L):
        QTest.keyClick(window, key)
    opened.settle()
    found["by_keys"] = [film.description(), window.viewer.bar.texts()[1]]
    QTest.mousePress(film.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(film.viewport(), QPoint(300, 200))
    QTest.mouseRelease(film.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    found["measured"] = film.measures()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    found["undone"] = film.measures()
    for key in (Qt.Key.Key_W, Qt.Key.Key_R):
        QTest.keyClick(window, key)
    opened.settle()

    first = window.grab().toImage()
    window.viewer.overlays.choose(Overlay.GRAD_CAM)
    opened.settle()
    found["grad_cam_changes_the_picture"] = window.grab().toImage() != first
    answers = opened.answers
    window.viewer.overlays.choose(Overlay.GUIDED_GRAD_CAM)
    opened.until(lambda: opened.answers > answers)
    found["guided"] = window.viewer.colours.text()

    found["findings"] = window.review.findings.texts()[0]
    detail = window.review.detail
    for fold in detail.folds().values():
        fold.set_open(True)
    opened.settle()
    drawn = [part.isVisible() for part in (detail.map.share, detail.evidence.budget)]
    found["evidence"] = [drawn, {"legend": detail.map.legend(), **detail.evidence.texts()}]
    found["verdict"] = [window.review.verdict.texts(), window.review.detail.texts()]
    answers = opened.answers
    QTest.keyClick(window, Qt.Key.Key_T)
    opened.until(lambda: opened.answers > answers)
    found["tests"] = window.side_by_side.texts()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    opened.settle()
    found["film_again"] = [window.side_by_side.texts(), film.isVisible()]
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    opened.until(lambda: bool(film.message) and opened.shown())
    found["second_message"] = film.message
    found["second_finding"] = window.review.detail.texts()
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    opened.until(lambda: not film.message)
    found["first_again"] = [window.review.findings.texts()[0], window.viewer.colours.text()]
    QTest.keyClick(window, Qt.Key.Key_D)
    opened.until(lambda: bool(window.tags.texts()[0]))
    found["tags"] = [row[1] for row in window.tags.texts()[0]]
    window.tags.close()
    window.activateWindow()
    opened.until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Question)
    opened.settle()
    sheet = window.keys.show_sheet()
    found["keys"] = [sheet.isVisible(), sheet.texts()["Ruler"]]
    sheet.close()
    opened.close()
    found["forbidden_modules"] = sorted(
        {name.split(".")[0] for name in sys.modules} & {"torch", "torchvision", "pydicom", "gdcm", "openjpeg"}
    )
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
