"""What the worklist says of films that wait for a first impression."""

from __future__ import annotations

from collections.abc import Sequence

from app.desktop.impression.veiled_worklist import VeiledWorklist
from app.desktop.worklist.view import FilmRow, FilmState

DEPENDENT = FilmRow("one.dcm", FilmState.SCREENED, "Dependent on outside · 2 positive · entry 4", b"jpeg")
OTHER = FilmRow("two.dcm", FilmState.SCREENED, "Not challenged · 0 positive · entry 5", b"jpeg")
REFUSED = FilmRow("three.dcm", FilmState.REFUSED, "Refused: no chest film")
VEILED = "Screened"


class Page:
    """What a worklist would show."""

    def __init__(self) -> None:
        self.rows: list[FilmRow] = []
        self.selected: int | None = None

    def add_films(self, rows: Sequence[FilmRow]) -> None:
        self.rows += rows

    def update_film(self, index: int, row: FilmRow) -> None:
        self.rows[index] = row

    def select_film(self, index: int) -> None:
        self.selected = index

    def lines(self) -> list[str]:
        return [row.line for row in self.rows]


def test_without_a_veil_rows_pass_as_they_are() -> None:
    page = Page()
    worklist = VeiledWorklist(page)
    worklist.add_films([DEPENDENT, OTHER])
    worklist.update_film(1, REFUSED)
    worklist.select_film(1)
    assert (page.rows, page.selected) == ([DEPENDENT, REFUSED], 1)


def test_a_veiled_row_says_no_verdict_until_the_impression_of_its_film_was_given() -> None:
    """Also of films that are screened later; why a film was refused is nothing of the classifier's."""
    page = Page()
    worklist = VeiledWorklist(page)
    worklist.add_films([DEPENDENT, FilmRow("two.dcm", FilmState.WAITING, "Waiting"), REFUSED])
    worklist.veil(True)
    assert page.lines() == [VEILED, "Waiting", REFUSED.line]
    assert (page.rows[0].name, page.rows[0].thumbnail) == ("one.dcm", b"jpeg")
    worklist.update_film(1, OTHER)
    assert page.lines()[1] == VEILED
    worklist.select_film(0)
    worklist.lift()
    assert page.lines() == [DEPENDENT.line, VEILED, REFUSED.line]
    worklist.veil(False)
    assert page.rows == [DEPENDENT, OTHER, REFUSED]
