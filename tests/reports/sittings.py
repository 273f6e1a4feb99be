"""Sittings of public reports: films are opened, screened and recorded in the window, by workers in the same process."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QListView

from app.desktop.desk import Desk
from app.desktop.shell.window import ReviewWindow
from app.run.request import RunRequest
from app.workers.inline import InlineWorkers
from models.values.parameters import CHEAPEST
from tests.logs import films
from tests.reports.films import another, plain
from tests.reports.window import Act, Scene

SITTINGS: dict[str, Act] = {}
_REQUEST = RunRequest(classifier="teaching", parameters=CHEAPEST)


def sitting(act: Act) -> Act:
    """Enter a sitting under its name."""
    SITTINGS[act.__name__.replace("_", "-")] = act
    return act


def _open(desk: Desk, window: ReviewWindow, scene: Scene, *names: str) -> None:
    with scene.qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([scene.tmp / name for name in names])


@sitting
def one_film_that_cannot_be_read(scene: Scene) -> str:
    (scene.tmp / "a.dcm").write_bytes(plain()[:60_000])
    (scene.tmp / "b.dcm").write_bytes(plain())
    desk = Desk(scene.window, scene.tmp / "audit.db", _REQUEST, InlineWorkers)
    _open(desk, scene.window, scene, "a.dcm", "b.dcm")
    rows = scene.window.worklist.texts()
    desk.close()
    assert rows[0].startswith("a.dcm, Refused")
    assert rows[1].startswith("b.dcm, ")
    assert "Refused" not in rows[1]
    return "stays" if scene.window.isVisible() and len(films(scene.tmp / "audit.db")) == 2 else "gone"


@sitting
def closed_while_films_are_read(scene: Scene) -> str:
    for number in range(3):
        (scene.tmp / f"{number}.dcm").write_bytes(another(number))
    log = scene.tmp / "audit.db"
    desk = Desk(scene.window, log, _REQUEST, InlineWorkers)
    with scene.qtbot.waitSignal(desk.bridge.found, timeout=60_000):
        scene.window.opened.emit([scene.tmp])
    scene.window.close()
    desk.close()
    before = scene.window.worklist.texts()
    scene.qtbot.wait(50)
    QApplication.processEvents()
    assert not log.exists() or len(films(log)) < 3
    return "quiet" if scene.window.worklist.texts() == before else "goes on"


@sitting
def a_film_opened_again(scene: Scene) -> str:
    for number, name in enumerate(("a.dcm", "b.dcm")):
        (scene.tmp / name).write_bytes(another(number))
    desk = Desk(scene.window, scene.tmp / "audit.db", _REQUEST, InlineWorkers)
    _open(desk, scene.window, scene, "a.dcm", "b.dcm")
    scene.window.worklist.step(1)
    with scene.qtbot.waitSignal(desk.bridge.found, timeout=60_000):
        scene.window.opened.emit([scene.tmp / "a.dcm"])
    listed = scene.window.worklist.findChild(QListView)
    assert isinstance(listed, QListView)
    shown = listed.currentIndex().row()
    desk.close()
    return "shown" if shown == 0 else "not shown"


@sitting
def two_windows_on_one_log(scene: Scene) -> str:
    log = scene.tmp / "audit.db"
    second = ReviewWindow()
    scene.qtbot.addWidget(second)
    second.show()
    windows = [scene.window, second]
    desks = [Desk(window, log, _REQUEST, InlineWorkers) for window in windows]
    for number in range(2):
        (scene.tmp / f"{number}.dcm").write_bytes(another(number))
    signals = [desk.bridge.stopped for desk in desks]
    with scene.qtbot.waitSignals(signals, timeout=60_000):
        for number, window in enumerate(windows):
            window.opened.emit([scene.tmp / f"{number}.dcm"])
    for desk in desks:
        desk.close()
    second.close()
    said = [text for window in windows for text in (window.status.texts().get("problem"), *window.worklist.texts())]
    return "both recorded" if len(films(log)) == 2 else f"lost: {said}"
