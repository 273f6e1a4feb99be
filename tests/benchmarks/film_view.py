"""How long from the hand to the screen: window, place and opacity dragged of a 16-bit film of 3000² pixels, on 1600 × 1000 of the screen.

An X server of its own (Xvfb), a window in a process of its own, and a hand in this one: real events by XTest, and pixels read back from the
server until they change. A step waits for the one before. Beside it a bare widget that does no more than show the next of two images.
Figures are milliseconds from the event to the first changed pixels; a frame at 60 Hz is 16.7.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.hand import Child, Hand, figures, not_to_be_measured, processor, server

_SIDE, _VIEW = 3000, (1600, 1000)
_STEPS, _STEP = 300, 12
_IDLE, _PAGED = 5.0, 40


def main() -> None:
    """Print the figures as JSON."""
    if why := not_to_be_measured():
        print(json.dumps({"not_measured": why}))  # noqa: T201
        return
    with server() as display:
        child, hand = Child(display, [__file__, "--window"], {"OMP_NUM_THREADS": "1"}), Hand(display)
        found: dict[str, Any] = {"film": [_SIDE, _SIDE], "view": list(_VIEW), "steps": _STEPS, "load": round(os.getloadavg()[0], 2)}
        for name in ("bare", "fitted", "filled", "with_overlays"):
            found[f"{name}_ms"] = figures(_windowed(hand, child, name))
        x, y = child.ask("map")
        path = ((x + 5 * step if step < _STEPS // 4 else x + 5 * (_STEPS // 2 - step), y) for step in range(_STEPS // 2))
        found["moved_with_overlays_ms"] = figures(hand.drag(path, (x, y), button=3))
        x, y, width = child.ask("slider")
        path = ((x + (width * (67 - 6 * (step % 7))) // 100, y) for step in range(_STEPS // 2))
        found["opacity_ms"] = figures(hand.drag(path, tuple(child.ask("map"))))
        found["idle_processor_percent"] = _idle(child)
        found["memory_mb_over_paged_films"] = child.ask(f"page {_PAGED}")
        child.end()
    print(json.dumps(found))  # noqa: T201


def _windowed(hand: Hand, child: Child, scene: str) -> list[float]:
    x, y = child.ask(scene)
    time.sleep(0.5)
    return hand.drag(((x + 100, y + _STEP * (step % 2) + step % 3) for step in range(_STEPS)), (x, y))


def _idle(child: Child) -> float:
    """Return what the window takes of one processor while nobody touches it."""
    spent = processor(child.pid)
    time.sleep(_IDLE)
    return round(100 * (processor(child.pid) - spent) / _IDLE, 2)


def _window() -> None:
    """The child: shows what it is asked for until it is told to quit."""
    import numpy as np
    from PySide6.QtCore import QObject, QPoint, QSocketNotifier, QTimer
    from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
    from PySide6.QtWidgets import QApplication, QSlider, QWidget

    from app.desktop.theme import apply_theme
    from app.desktop.viewer.page import ViewerPage
    from app.desktop.viewer.view import Heat, Mark
    from models.film.phantom import phantom
    from models.reading.window import automatic_window
    from models.values.radiograph import Header, Radiograph

    class Bare(QWidget):
        """Shows the next of two images at each move of the mouse."""

        def __init__(self) -> None:
            super().__init__()
            self._images = [QImage(*_VIEW, QImage.Format.Format_RGB32) for _ in range(2)]
            for image, grey in zip(self._images, (60, 180), strict=True):
                image.fill(0xFF000000 + grey * 0x010101)
            self._moves = 0

        def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
            self._moves += 1
            self.update()

        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            QPainter(self).drawImage(0, 0, self._images[self._moves % 2])

    application = QApplication([])
    apply_theme(application)
    drawn = phantom(0, size=1024)
    rng = np.random.default_rng(0)

    def film() -> Radiograph:
        places = np.arange(_SIDE) * 1024 // _SIDE
        pixels = drawn.pixels[np.ix_(places, places)] * np.float32(0.9) + rng.random((_SIDE, _SIDE), np.float32) * np.float32(0.1)
        pixels = np.round(pixels * 65535).astype(np.float32) / np.float32(65535)
        return Radiograph(pixels, automatic_window(pixels), Header("0" * 64, "0" * 64, _SIDE, _SIDE))

    page, bare = ViewerPage(), Bare()
    page.resize(*_VIEW)
    page.show()
    application.processEvents()
    page.resize(_VIEW[0], _VIEW[1] + page.height() - page.film.viewport().height())
    bare.resize(*_VIEW)
    page.show_film(film(), "")
    rows, columns = np.indices((512, 512))
    organ = np.hypot(rows - 256, columns - 170) < 120

    def middle(widget: QWidget) -> list[int]:
        place = widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))
        return [place.x(), place.y()]

    def bare_scene() -> list[int]:
        page.hide()
        bare.show()
        return middle(bare)

    def fitted() -> list[int]:
        bare.hide()
        page.show()
        page.film.fit()
        return middle(page.film.viewport())

    def filled() -> list[int]:
        page.film.zoom(_VIEW[0] / _VIEW[1])
        return middle(page.film.viewport())

    def with_overlays() -> list[int]:
        page.show_lungs(organ | organ[:, ::-1])
        page.show_heart(organ[::-1] & (rows > 200))
        page.show_allowed(np.hypot(rows - 256, columns - 256) < 230)
        page.show_heat(Heat(np.exp(-np.hypot(rows - 256, columns - 256) / 150).astype(np.float32), "Grad-CAM", "0", "1", ""), "")
        page.show_marks([Mark((200, 300, 900, 800), "12% image’s upper left corner, text or marker", challenged=False)])
        return middle(page.film.viewport())

    def slider() -> list[int]:
        found = page.overlays.findChild(QSlider)
        place = found.mapToGlobal(QPoint(0, found.height() // 2))
        return [place.x(), place.y(), found.width()]

    def paged(times: int) -> list[float]:
        taken = []
        for number in range(times):
            page.show_film(film(), "")
            application.processEvents()
            page.show_lungs(organ)
            application.processEvents()
            if number in (1, times // 2, times - 1):
                taken.append(round(int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6, 1))
        return taken

    scenes: dict[str, Callable[[], list[int]]] = {
        "bare": bare_scene, "fitted": fitted, "filled": filled, "with_overlays": with_overlays, "slider": slider,
        "map": lambda: middle(page.film.viewport()),
    }  # fmt: skip

    def obey() -> None:
        command, *rest = sys.stdin.readline().split() or ["quit"]
        if command == "quit":
            print("{}", flush=True)  # noqa: T201
            QTimer.singleShot(0, application.quit)
            return
        answer = paged(int(rest[0])) if command == "page" else scenes[command]()
        application.processEvents()
        print(json.dumps(answer), flush=True)  # noqa: T201

    listener = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, QObject(application))
    listener.activated.connect(obey)
    print("{}", flush=True)  # noqa: T201
    application.exec()


if __name__ == "__main__":
    _window() if "--window" in sys.argv else main()
