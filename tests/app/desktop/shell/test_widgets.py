"""Widgets alone: set what they show, do what a person does."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desktop.review.findings_table import FindingsTable
from app.desktop.review.view import FindingRow
from app.desktop.shell.status import StatusLine
from app.desktop.viewer.film_view import FilmView
from app.desktop.viewer.overlays import ColourBar, OverlayBar
from app.desktop.viewer.view import Heat, Mark, Overlay
from app.desktop.worklist.panel import WorklistPanel
from app.desktop.worklist.view import FilmRow, FilmState
from models.values.radiograph import Header, Radiograph, Window


@pytest.fixture
def film() -> Radiograph:
    """A ramp from black on the left to white on the right, 400 × 600."""
    pixels = np.tile(np.linspace(0, 1, 600, dtype=np.float32), (400, 1))
    return Radiograph(pixels, Window(0.5, 1.0, "file"), Header("0" * 64, "0" * 64, 400, 600))


@pytest.fixture
def view(qtbot: QtBot, film: Radiograph) -> FilmView:
    shown = FilmView()
    qtbot.addWidget(shown)
    shown.resize(600, 400)
    shown.show()
    shown.show_film(film, "")
    return shown


def grey_at(view: FilmView, x: float, y: float) -> int:
    """Grey on the screen at a place of the film."""
    point = view.mapFromScene(x, y)
    return view.viewport().grab().toImage().pixelColor(point).lightness()


def test_a_film_is_shown_bright_where_it_is_dense(view: FilmView) -> None:
    assert grey_at(view, 60, 100) < 60
    assert grey_at(view, 540, 100) > 195


def test_invert_swaps_black_and_white_and_reset_undoes_it(view: FilmView) -> None:
    view.invert()
    assert grey_at(view, 60, 100) > 195
    view.reset_window()
    assert grey_at(view, 60, 100) < 60


def test_a_narrow_window_saturates_both_ends(view: FilmView, qtbot: QtBot) -> None:
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(500, 200))
    qtbot.mouseMove(view.viewport(), QPoint(260, 200))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(260, 200))
    assert "by hand" in view.description()
    assert (grey_at(view, 200, 100), grey_at(view, 400, 100)) == (0, 255)


def test_the_wheel_zooms_at_the_pointer_and_fit_undoes_it(view: FilmView) -> None:
    fitted = view.transform().m11()
    place = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view.viewport(), event)
    assert view.transform().m11() == pytest.approx(fitted * 1.15**2)
    view.fit()
    assert view.transform().m11() == pytest.approx(fitted)
    view.actual_size()
    assert view.transform().m11() == 1


def test_a_map_colours_the_film_where_it_is_hot_only(view: FilmView) -> None:
    values = np.zeros((40, 60), np.float32)
    values[:, 40:] = 1
    before_hot, before_cold = grey_at(view, 500, 50), grey_at(view, 100, 50)
    view.set_heat_opacity(1.0)
    view.show_heat(Heat(values, "Grad-CAM", "0", "1", ""))
    pixel = view.viewport().grab().toImage().pixelColor(view.mapFromScene(500, 50))
    assert pixel.saturation() > 60
    assert grey_at(view, 100, 50) == before_cold
    view.show_heat(None)
    assert grey_at(view, 500, 50) == before_hot


def test_lungs_and_boxes_can_be_hidden(view: FilmView) -> None:
    lungs = np.zeros((400, 600), bool)
    lungs[100:300, 100:300] = True
    plain = view.viewport().grab().toImage()
    view.show_lungs(lungs)
    view.show_marks([Mark((350, 50, 450, 150), "40%", challenged=False), Mark((360, 60, 400, 100), "Δ +1.00", challenged=True)])
    assert view.viewport().grab().toImage() != plain
    view.set_lungs_visible(False)
    view.set_marks_visible(False)
    assert view.viewport().grab().toImage() == plain


def test_the_text_of_a_box_stays_on_the_screen_at_every_zoom(view: FilmView) -> None:
    """A box in the upper right corner: its text is written to the left of the film's edge, and beside the film nothing is."""
    view.resize(700, 400)
    view.fit()
    plain = view.viewport().grab().toImage()
    view.show_marks([Mark((580, 0, 600, 20), "12% upper right corner, text or marker", challenged=False)])
    marked = view.viewport().grab().toImage()
    changed = [x for x in range(plain.width()) if any(plain.pixel(x, y) != marked.pixel(x, y) for y in range(plain.height()))]
    edge = view.mapFromScene(600, 0).x()
    assert edge - 150 > changed[0]
    assert changed[-1] <= edge + 2


def test_a_message_stands_in_for_a_film(view: FilmView) -> None:
    view.show_film(None, "This is a CT slice.")
    with_message = view.viewport().grab().toImage()
    view.show_film(None, "")
    assert with_message != view.viewport().grab().toImage()


def test_the_worklist_tells_which_film_a_person_goes_to(qtbot: QtBot) -> None:
    worklist = WorklistPanel()
    qtbot.addWidget(worklist)
    worklist.resize(260, 300)
    worklist.show()
    thumbnail = np.full((48, 64), 128, np.uint8)
    worklist.add([FilmRow("one.dcm", FilmState.WAITING, "Waiting"), FilmRow("two.dcm", FilmState.REFUSED, "Refused", thumbnail)])
    worklist.mark(0)
    with qtbot.waitSignal(worklist.chosen, check_params_cb=lambda row: row == 1):
        qtbot.keyClick(worklist, Qt.Key.Key_Down)
    worklist.update_row(0, FilmRow("one.dcm", FilmState.SCREENED, "2 positive · entry 1", thumbnail))
    assert worklist.model().index(0, 0).data() == "one.dcm, 2 positive · entry 1"
    worklist.step(1)
    assert worklist.currentIndex().row() == 1
    assert not worklist.grab().isNull()


def test_marking_a_film_emits_nothing(qtbot: QtBot) -> None:
    worklist = WorklistPanel()
    qtbot.addWidget(worklist)
    worklist.add([FilmRow("one.dcm", FilmState.WAITING, "Waiting")])
    with qtbot.assertNotEmitted(worklist.chosen):
        worklist.mark(0)


def test_the_findings_say_positive_by_shape_and_emit_only_by_hand(qtbot: QtBot) -> None:
    table = FindingsTable()
    qtbot.addWidget(table)
    rows = [FindingRow("Effusion", True, "0.900", "0.500", "40%", "+0.10"), FindingRow("Mass", False, "0.100", "0.500", None, None)]
    with qtbot.assertNotEmitted(table.chosen):
        table.show_rows(rows, 0)
    assert [table.item(row, 0).text().startswith("●") for row in (0, 1)] == [True, False]
    assert table.item(1, 4).text() == "–"
    with qtbot.waitSignal(table.chosen, check_params_cb=lambda row: row == 1):
        table.selectRow(1)


def test_overlay_and_opacity_are_passed_on(qtbot: QtBot) -> None:
    bar = OverlayBar()
    qtbot.addWidget(bar)
    with qtbot.waitSignal(bar.chosen, check_params_cb=lambda chosen: chosen is Overlay.GRAD_CAM):
        bar.choose(Overlay.GRAD_CAM)
    with qtbot.waitSignal(bar.opacity_changed, check_params_cb=lambda value: value == 0.25):
        bar._slider.setValue(25)


def test_the_colour_bar_shows_scale_or_what_is_waited_for(qtbot: QtBot) -> None:
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.resize(600, 40)
    empty = bar.grab().toImage()
    bar.show_heat(None, "Computing…")
    waiting = bar.grab().toImage()
    bar.show_heat(Heat(np.ones((2, 2), np.float32), "Grad-CAM", "0", "1.2", "note"), "")
    assert empty != waiting != bar.grab().toImage()
    assert bar.toolTip() == "note"


def test_the_status_line_shows_progress_cancel_and_problems(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()
    assert not line._cancel.isVisible()
    line.show_progress(3, 9, "reading")
    assert line._label.text() == "3 of 9 films · reading"
    line.show_progress(0, 0, "looking")
    assert (line._label.text(), line._bar.maximum()) == ("Looking", 0)
    with qtbot.waitSignal(line.cancelled):
        qtbot.mouseClick(line._cancel, Qt.MouseButton.LeftButton)
    line.show_problem("The disk is full.", "trace")
    line._copy.click()
    assert QApplication.clipboard().text() == "The disk is full.\ntrace"
    line.show_problem("", None)
    assert not line._problem.isVisible()
    line.show_head("Head: entry 3 · ab…", "ab" * 32)
    line._head.click()
    assert QApplication.clipboard().text() == "ab" * 32
    assert line._head.toolTip().startswith("ab" * 32)
    line.show_progress(3, 240, "testing where the score comes from")
    line.show_problem("This reading is not in the log. audit.db is read-only.", "trace")
    assert line.minimumSizeHint().width() <= 1280
    line.show_head("", "")
    assert not line._head.isVisible()


def test_an_overlay_that_failed_the_certificate_is_greyed_with_the_reason_and_can_be_chosen(qtbot: QtBot) -> None:
    bar = OverlayBar()
    qtbot.addWidget(bar)
    bar.grey({Overlay.GUIDED_GRAD_CAM: "Edge detail, never evidence."})
    guided, plain = bar._buttons[Overlay.GUIDED_GRAD_CAM], bar._buttons[Overlay.GRAD_CAM]
    assert guided.toolTip() == guided.accessibleDescription() == "Edge detail, never evidence."
    assert (guided.property("failed"), plain.property("failed"), plain.toolTip()) == (True, False, "")
    with qtbot.waitSignal(bar.chosen, check_params_cb=lambda overlay: overlay is Overlay.GUIDED_GRAD_CAM):
        bar.choose(Overlay.GUIDED_GRAD_CAM)


def test_the_status_line_tells_the_certificate_while_nothing_is_under_way(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()
    line.show_trust("teaching: Grad-CAM certified", "What follows.")
    assert line._trust.isVisible()
    assert line._trust.text().startswith("teaching: Grad-CAM certified")
    assert line._trust.toolTip() == "What follows."
    line.show_progress(1, 3, "reading")
    assert not line._trust.isVisible()
