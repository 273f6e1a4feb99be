"""The order of the worklist: the film most in need of a look first."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.desktop.worklist.order import Order, place
from app.desktop.worklist.page import WorklistPage
from app.desktop.worklist.view import FilmRow, FilmState
from models.values.verdict import WORST_FIRST, Verdict

WAITING, REFUSED = FilmRow("waiting", FilmState.WAITING, "Waiting"), FilmRow("refused", FilmState.REFUSED, "Refused")


def screened(name: str, verdict: Verdict | None) -> FilmRow:
    return FilmRow(name, FilmState.SCREENED, "1 positive", verdict=verdict)


def names(page: WorklistPage) -> list[str]:
    return [text.partition(",")[0] for text in page.texts()]


def test_every_verdict_has_its_place_and_what_was_not_looked_at_stands_before_what_has_no_flag() -> None:
    rows = [screened("", verdict) for verdict in WORST_FIRST]
    assert [place(row) for row in rows] == sorted({place(row) for row in rows})
    none_found, not_assessable = WORST_FIRST.index(Verdict.NO_OUTSIDE_DEPENDENCE_FOUND), WORST_FIRST.index(Verdict.NOT_ASSESSABLE)
    assert place(rows[not_assessable]) < place(REFUSED) < place(rows[none_found])
    assert place(WAITING) == place(screened("veiled", None)) > place(rows[-1])


def test_films_move_to_their_places_as_they_are_screened_and_the_one_that_is_shown_stays_so(qtbot: QtBot) -> None:
    page = WorklistPage()
    qtbot.addWidget(page)
    page.add_films([WAITING, screened("none", Verdict.NO_OUTSIDE_DEPENDENCE_FOUND), REFUSED, screened("second", Verdict.UNDETERMINED)])
    page.select_film(1)
    with qtbot.assertNotEmitted(page.chosen):
        page.toggle_order()
        assert names(page) == ["second", "refused", "none", "waiting"]
        page.update_film(0, screened("first", Verdict.UNDETERMINED))
        page.add_films([screened("worst", Verdict.DEPENDENT_ON_OUTSIDE)])
    assert names(page) == ["worst", "first", "second", "refused", "none"], "of the same verdict the one opened first"
    with qtbot.waitSignal(page.chosen, check_params_cb=lambda row: row == 2):
        page.step(-1)
    page.toggle_order()
    assert names(page) == ["first", "none", "refused", "second", "worst"]


def test_the_order_is_chosen_by_name(qtbot: QtBot) -> None:
    page = WorklistPage()
    qtbot.addWidget(page)
    page.add_films([WAITING, REFUSED])
    order = page.findChild(QComboBox)
    assert order is not None
    assert [order.itemText(at) for at in range(order.count())] == list(Order)
    order.setCurrentText(Order.WORST)
    assert page.is_worst_first()
    assert names(page) == ["refused", "waiting"]
