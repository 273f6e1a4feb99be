"""One sitting at the real window, told as JSON: ``python -m tests.journeys.journey FILMS LOG``. The test reads what it says."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(films: Path, log: Path) -> None:
    """Open films, look at one with every overlay, window, zoom, walk through the worklist, close."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from app.desktop.viewer.view import Overlay
    from tests.journeys.desk import OpenDesk

    told: dict[str, object] = {}
    opened = OpenDesk(log)
    window = opened.window
    window.opened.emit([films])
    opened.until(lambda: bool(opened.ended) and opened.answers > 0)
    told["ended"] = opened.ended
    told["rows"] = [window._worklist.model().index(row, 0).data() for row in range(window._worklist.model().rowCount())]

    film = window._film
    before = film.description()
    QTest.mousePress(film.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(film.viewport(), QPoint(260, 150))
    QTest.mouseRelease(film.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(260, 150))
    opened.settle()
    told["windowed"] = [before, film.description()]
    QTest.keyClick(window, Qt.Key.Key_R)
    opened.settle()
    told["reset"] = film.description()

    first = window.grab().toImage()
    window._overlays.choose(Overlay.GRAD_CAM)
    opened.settle()
    told["grad_cam_changes_the_picture"] = window.grab().toImage() != first
    answers = opened.answers
    window._overlays.choose(Overlay.GUIDED_GRAD_CAM)
    opened.until(lambda: opened.answers > answers)
    told["guided"] = window._colours._heat.title if window._colours._heat else window._colours._waiting

    told["findings"] = [window._findings.item(0, column).text() for column in range(5)]
    evidence = window._detail._evidence
    told["evidence"] = [
        [part.isVisible() for part in (evidence._share, evidence._budget)], evidence._share.legend(), evidence._caption.text()
    ]  # fmt: skip
    answers = opened.answers
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    opened.until(lambda: opened.answers > answers)
    told["second_message"] = film._message
    opened.close()
    told["forbidden_modules"] = sorted(
        {name.split(".")[0] for name in sys.modules} & {"torch", "torchvision", "pydicom", "gdcm", "openjpeg"}
    )
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
