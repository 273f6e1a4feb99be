"""The window on small screens and with large fonts: film, worklist and findings are there, and nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.desktop.review.view import (
    Budget,
    BudgetPart,
    Detail,
    Figure,
    FillerStrip,
    FindingEvidence,
    FindingRow,
    Judgement,
    Share,
    TestPicture,
    Tests,
    TestWords,
)
from app.desktop.review.wording import readable
from app.desktop.shell.window import ReviewWindow
from app.desktop.texts import OneLine
from app.desktop.theme import apply_theme
from app.desktop.viewer.view import Heat, Mark
from app.desktop.worklist.view import FilmRow, FilmState
from models.networks.library import EMBEDDED, embedded
from models.values.radiograph import Header, Radiograph, Window
from models.values.verdict import SCOPE, Verdict

LONG = "a_name_of_more_letters_than_any_panel_has_room_for_" * 3
LABELS = [*sorted({readable(label) for name in EMBEDDED for label in embedded(name).labels}), LONG]
PARTS = tuple(BudgetPart(name, 1.0, -1.0, 0.5) for name in ("right lung", "mediastinum", "below diaphragm"))
SENTENCE = (
    "Cardiomegaly: Filling in 2 regions outside the allowed region moves the logit by at most 0.12 in two fillers each, under half its "
    "distance to the threshold (0.43); 1 other hot spot outside was not filled in. 3 other findings have the same verdict."
)
NUMBERS = (
    "Score\N{NO-BREAK SPACE}0.900 → 0.200",
    "logit\N{NO-BREAK SPACE}falls\N{NO-BREAK SPACE}by\N{NO-BREAK SPACE}4.00",
    "p\N{NO-BREAK SPACE}0.005",
    "floor\N{NO-BREAK SPACE}0.75",
)
TESTS = Tests(
    [TestWords(0, "The image’s upper left corner (text or marker)", "Non-anatomical place. " * 3, NUMBERS, decides=True)] * 2,
    ["Registered donors, region 1. No donor film covers this place."],
)
STRIPS = tuple(
    FillerStrip(name, 4.0, "0.200", 0.75, (-0.1, 0.0, 0.2), "0 of 412", supports=True) for name in ("noisy linear", "blur of kept pixels")
)
PICTURE = TestPicture("0 · upper left corner (text or marker)", True, 2.2, 0.0, "0.900", "0.500", STRIPS)
SIZES = [(960, 600), (960, 720), (1024, 614), (1280, 800), (1600, 1000)]


@pytest.fixture(scope="module", params=[1.0, 1.5], ids=["font 100 %", "font 150 %"])
def window(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[ReviewWindow]:
    """A window full of what there can be, as it is dressed on a person's screen; each test gives it a size of its own."""
    style, palette, font = qapp.style().name(), qapp.palette(), qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(font.pointSizeF() * request.param)
    qapp.setFont(larger)
    apply_theme(qapp)
    with _shown() as shown:
        yield shown
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def new_window(window: ReviewWindow) -> Iterator[ReviewWindow]:
    """One dressed as that one, with the size that it opens with."""
    with _shown() as shown:
        yield shown


@contextmanager
def _shown() -> Iterator[ReviewWindow]:
    shown = ReviewWindow()
    fill(shown)
    shown.show()
    yield shown
    shown.close()
    shown.deleteLater()


def fill(window: ReviewWindow) -> None:
    """Show a film with long names, with everything that can be said."""
    pixels = np.tile(np.linspace(0, 1, 600, dtype=np.float32), (400, 1))
    window.worklist.add_films(
        [FilmRow(f"{LONG}.dcm", FilmState.SCREENED, "Attention outside, not confirmed · 7 positive · entry 100000")] * 30
    )
    window.viewer.show_film(Radiograph(pixels, Window(0.5, 1.0, "file"), Header("0" * 64, "0" * 64, 400, 600)), "")
    window.viewer.show_heat(Heat(pixels, "Guided Grad-CAM", "0", "0.493", "Edge detail for the eye, never evidence."), "")
    window.viewer.show_marks([Mark((0, 0, 99, 99), "45% image’s upper right corner, a line as of a device", challenged=False)])
    rows = [FindingRow(label, True, "0.000", "0.000", "100%", "+0.00", "11.7\N{NO-BREAK SPACE}%", "not assessable") for label in LABELS]
    verdict = Judgement("No outside dependence found", SENTENCE, SCOPE, Verdict.NO_OUTSIDE_DEPENDENCE_FOUND)
    window.review.show_film_verdict(verdict)
    window.review.show_findings(rows, 0)
    figures = [Figure("Probability", "0.900, positive", "What the classifier gives."), Figure("Allowed region", LONG, "At the rim.")] * 3
    detail = Detail(
        LONG, warnings=["What to know first."], sentences=["A share alone means nothing. " * 4], figures=figures, of_map=figures,
        rests_on=figures, judgement=replace(verdict, beside=""), picture=PICTURE, tests=TESTS,
    )  # fmt: skip
    window.review.show_detail(detail)
    window.review.show_evidence(FindingEvidence(Share(0.9, 0.64, 0.06), Budget(PARTS, -5.32, 7.78)))
    window.review.show_trust("teaching: Grad-CAM certified", "What follows. " * 8)
    for fold in window.review.detail.folds().values():
        fold.set_open(True)
    window.review.show_record([("Entry", f"7 of {LONG}.db"), ("Classifier", "embedded at specificity-90 (f65d384b7864…), cpu float32")])
    window.status.show_head("Head: entry 100000 · abcdefabcdef…", "ab" * 32)
    window.status.show_trust("teaching: Grad-CAM certified, guided maps show edges only", "What follows.")


def place(widget: QWidget, window: ReviewWindow) -> QRect:
    """Where a widget is in the window."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def cut_off(window: ReviewWindow) -> list[str]:
    """What a person reads or presses that is not there whole; the names of films and findings end in …, by intent."""
    found = []
    for part in [*window.findChildren(QAbstractButton), *window.findChildren(QLabel)]:
        text = part.text() if isinstance(part, QAbstractButton | QLabel) else ""
        if not part.isVisible() or isinstance(part, OneLine) or LONG in text or not text:
            continue
        at, scrolled = place(part, window), window.review.detail.area.isAncestorOf(part)
        inside = at.left() >= 0 and at.right() < window.width() and (scrolled or 0 <= at.top() <= at.bottom() < window.height())
        tall = part.heightForWidth(part.width()) if part.hasHeightForWidth() else part.minimumSizeHint().height()
        if not inside or part.width() < part.minimumSizeHint().width() or part.height() < tall:
            found.append(text)
    return found


@pytest.mark.parametrize("size", SIZES)
def test_film_worklist_and_findings_are_there_and_not_cut_off(window: ReviewWindow, qapp: QApplication, size: tuple[int, int]) -> None:
    window.resize(*size)
    for doing in (None, "testing where the score comes from"):
        window.status.show_progress(3, 240, doing)
        window.status.show_problem("This reading is not in the log. audit.db is read-only." if doing else "", "trace" if doing else None)
        qapp.processEvents()
        assert (window.width(), window.height()) == size
        assert (window.minimumSizeHint().width() <= 960, window.minimumSizeHint().height() <= 600) == (True, True)
        assert cut_off(window) == []
        film, table, detail = window.viewer.film.viewport(), window.review.findings, window.review.detail
        assert (film.width() >= 300, film.height() >= 200) == (True, True)
        assert (table.viewport().height() >= 3 * table.rowHeight(0), detail.height() >= 5 * detail.fontMetrics().height()) == (True, True)
        for part in (window.worklist, window.viewer, window.review, film, table, detail, window.status):
            assert window.rect().contains(place(part, window))


def test_the_findings_need_no_scrolling_sideways(window: ReviewWindow, qapp: QApplication) -> None:
    """Numbers are read whole, and so is the beginning of a name; the pointer shows it whole, with the threshold."""
    table = window.review.findings
    for size in SIZES:
        window.resize(*size)
        qapp.processEvents()
        assert sum(map(table.columnWidth, range(table.columnCount()))) <= table.viewport().width(), size
        for column in range(1, table.columnCount()):
            assert table.isColumnHidden(column) or table.columnWidth(column) >= table.sizeHintForColumn(column), size
        assert table.columnWidth(0) >= table.fontMetrics().horizontalAdvance("● Cardiomeg…"), size
    item = table.item(len(LABELS) - 1, 0)
    assert item is not None
    assert f"{LONG}: threshold 0.000, prevalence 11.7\N{NO-BREAK SPACE}%" in item.toolTip()


def test_a_long_word_does_not_widen_what_stands_beside_it(window: ReviewWindow, qapp: QApplication) -> None:
    window.resize(960, 600)
    qapp.processEvents()
    area = window.review.detail.area
    assert area.widget().width() == area.viewport().width()


def test_a_small_screen_is_filled_and_a_large_one_is_not(new_window: ReviewWindow) -> None:
    """The screen of the tests has 800 × 800 pixels."""
    new_window.show_on_screen()
    assert new_window.isMaximized()
    assert new_window.normalGeometry().width() < 1000
    new_window.showNormal()
    new_window.setMinimumSize(1, 1)
    new_window.resize(500, 500)
    new_window.show_on_screen()
    assert not new_window.isMaximized()
