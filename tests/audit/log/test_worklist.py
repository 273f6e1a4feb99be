"""A worklist's pages, filters and counters say what the entries say."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.log.store import Draft, EntryKind, Log
from audit.log.worklist import Worklist, WorklistFilters
from audit.records.film import FilmRecord
from audit.records.verdicts import WORST_FIRST
from tests.audit.films import judged_film, self_check
from tests.audit.log.conftest import screened_record

Raw = Callable[..., list[Any]]


@pytest.fixture
def worklist(file: Path, refusal: FilmRecord) -> Any:
    """A worklist of 25 films, every fifth of them refused."""
    with Log(file, writing=True) as log:
        films = [
            (EntryKind.REFUSED, refusal) if number % 5 == 4 else (EntryKind.SCREENED, screened_record(number)[0]) for number in range(25)
        ]
        log.append_new([Draft(kind, "ann", "s", record) for kind, record in films])
        log.append(EntryKind.SELF_CHECK, actor="ann", subject="this", record=self_check())
    with Worklist(file) as opened:
        yield opened


def _numbers(worklist: Worklist, filters: WorklistFilters, length: int, *, worst_first: bool = False) -> list[list[int]]:
    pages, after = [], None
    while True:
        page = worklist.page(filters, after=after, length=length, worst_first=worst_first)
        pages.append([line.seq for line in page.lines])
        after = page.after
        if after is None:
            return pages


@pytest.mark.parametrize("length", [1, 7, 25, 100])
def test_pages_hold_every_film_once_newest_first(worklist: Worklist, length: int) -> None:
    pages = _numbers(worklist, WorklistFilters(), length)
    assert [seq for page in pages for seq in page] == list(range(25, 0, -1))
    assert all(len(page) == length for page in pages[:-1])


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (WorklistFilters(status="refused"), {5, 10, 15, 20, 25}),
        (WorklistFilters(finding="Mass"), set(range(1, 26)) - {5, 10, 15, 20, 25}),
        (WorklistFilters(finding="Nodule"), set()),
        (WorklistFilters(view="AP"), {2, 4, 6, 8, 12, 14, 16, 18, 22, 24}),
        (WorklistFilters(verdict="dependent_on_outside"), set(range(1, 26)) - {5, 10, 15, 20, 25}),
        (WorklistFilters(verdict="undetermined"), set()),
        (WorklistFilters(text="maker 1"), {2, 8, 11, 14, 17, 23}),
        (WorklistFilters(text="1.2.3.12"), {13}),
        (WorklistFilters(text="TRUNC"), {5, 10, 15, 20, 25}),
        (WorklistFilters(text="100%"), set()),
        (WorklistFilters(text="maker 1", view="AP", finding="Mass", status="screened"), {2, 8, 14}),
    ],
)  # fmt: skip
def test_filters_keep_what_they_say_also_over_pages(worklist: Worklist, filters: WorklistFilters, wanted: set[int]) -> None:
    assert [seq for page in _numbers(worklist, filters, 3) for seq in page] == sorted(wanted, reverse=True)
    assert worklist.count(filters) == len(wanted)


def test_a_line_says_what_its_entry_says(worklist: Worklist) -> None:
    line = worklist.page(WorklistFilters(text="1.2.3.3\n")).lines[0]
    assert (line.seq, line.status, line.view, line.sex, line.manufacturer) == (4, "screened", "AP", "F", "Maker 0")
    assert (line.positives, line.classifier, line.verdict) == (1, "embedded", "dependent_on_outside")


def test_counters_count_what_can_be_filtered_by(worklist: Worklist) -> None:
    counters = worklist.counters()
    assert counters.status == {"screened": 20, "refused": 5}
    assert counters.finding == {"Mass": 20}
    assert (counters.verdict, sum(counters.view.values())) == ({"dependent_on_outside": 20}, 20)


def test_a_page_goes_on_where_it_ended_though_films_were_added(worklist: Worklist, file: Path) -> None:
    first = worklist.page(length=10)
    with Log(file, writing=True) as log:
        log.append(EntryKind.SCREENED, actor="ann", subject="s", record=screened_record(1)[0])
    assert worklist.page(after=first.after, length=10).lines[0].seq == 15
    assert worklist.page().lines[0].seq == 27


def test_no_thread_but_its_own_can_ask(worklist: Worklist) -> None:
    """So no query runs in the window's thread by accident."""
    caught: list[Exception] = []

    def ask() -> None:
        try:
            worklist.page()
        except Exception as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert "same thread" in str(caught[0])


_VERDICTS = (None, *reversed(WORST_FIRST), *WORST_FIRST, None)


@pytest.fixture
def judged(file: Path, refusal: FilmRecord) -> Any:
    """Every verdict twice, films without one among them, and refused ones; entry n has the n-th of ``_VERDICTS``."""
    with Log(file, writing=True) as log:
        films = [judged_film(screened_record(number)[0], None, verdict) for number, verdict in enumerate(_VERDICTS)]
        log.append_new([Draft(EntryKind.SCREENED, "ann", "s", record) for record in films])
        log.append(EntryKind.REFUSED, actor="ann", subject="s", record=refusal)
    with Worklist(file) as opened:
        yield opened


@pytest.mark.parametrize("length", [1, 2, 3, 7, 19, 100])
def test_the_worst_verdict_comes_first_and_films_without_one_last(judged: Worklist, length: int) -> None:
    order = [*WORST_FIRST, None]
    entries = [*enumerate(_VERDICTS, 1), (len(_VERDICTS) + 1, None)]
    wanted = [seq for seq, verdict in sorted(entries, key=lambda one: (order.index(one[1]), -one[0]))]
    pages = _numbers(judged, WorklistFilters(), length, worst_first=True)
    assert [seq for page in pages for seq in page] == wanted
    assert all(len(page) == length for page in pages[:-1])


@pytest.mark.parametrize(
    "filters",
    [WorklistFilters(view="PA"), WorklistFilters(finding="Mass"), WorklistFilters(verdict="undetermined"), WorklistFilters(text="r 2")],
)
def test_the_worst_first_are_the_same_films_as_the_newest_first(judged: Worklist, filters: WorklistFilters) -> None:
    worst, newest = ([seq for page in _numbers(judged, filters, 2, worst_first=by) for seq in page] for by in (True, False))
    assert sorted(worst) == sorted(newest) != []
    verdicts = [line.verdict for line in judged.page(filters, worst_first=True).lines]
    assert verdicts == sorted(verdicts, key=[*WORST_FIRST, None].index)


def test_every_verdict_is_counted(judged: Worklist) -> None:
    assert judged.counters().verdict == dict.fromkeys(WORST_FIRST, 2)
