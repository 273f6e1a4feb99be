"""Films that are added, change and are ordered anew are always listed as if they had been sorted at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.desktop.worklist.order import Order, place
from app.desktop.worklist.ordered_rows import OrderedRows
from app.desktop.worklist.row_painter import ROW
from app.desktop.worklist.view import FilmRow, FilmState
from models.values.verdict import Verdict

FILMS = st.builds(FilmRow, st.just("film"), st.sampled_from(FilmState), st.just("line"), verdict=st.none() | st.sampled_from(Verdict))
STEPS = st.lists(st.lists(FILMS, min_size=1, max_size=4) | st.tuples(st.integers(0, 99), FILMS) | st.sampled_from(Order), max_size=12)


@given(steps=STEPS)
def test_the_list_is_that_of_a_sort_and_what_is_held_stays_with_its_film(
    qapp: QApplication, steps: list[list[FilmRow] | tuple[int, FilmRow] | Order]
) -> None:
    owner = QObject()
    rows, films, order = OrderedRows(owner), list[FilmRow](), Order.OPENED
    tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Warning, owner)
    held: dict[int, QPersistentModelIndex] = {}
    for step in steps:
        match step:
            case Order():
                order = step
                rows.set_order(step)
            case list():
                films += step
                rows.add(step)
            case number, film if films:
                films[number % len(films)] = film
                rows.replace(number % len(films), film)
        expected = sorted(range(len(films)), key=lambda number: place(films[number]) if order is Order.WORST else 0)
        assert [rows.number(row) for row in range(rows.rowCount())] == expected
        assert [rows.index(row).data(ROW) for row in range(rows.rowCount())] == [films[number] for number in expected]
        assert all(rows.number(index.row()) == number for number, index in held.items())
        held |= {number: QPersistentModelIndex(rows.index_of(number)) for number in range(len(films))}
    assert tester.model() is rows
