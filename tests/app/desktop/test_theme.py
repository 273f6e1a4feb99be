"""The look: what is written is read, and where the keyboard is can be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSlider,
    QTableWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.desktop import theme
from app.desktop.fold import Fold
from app.desktop.texts import plain_label


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    style, palette, font = qapp.style().name(), qapp.palette(), qapp.font()
    theme.apply_theme(qapp)
    yield qapp
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), theme.WRITTEN)
def test_every_text_has_a_contrast_of_four_and_a_half_with_its_ground(text: str, ground: str) -> None:
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_colour_of_the_sheet_is_one_of_the_theme_and_every_colour_of_text_stands_among_those_that_are_checked() -> None:
    named = {value for name, value in vars(theme).items() if name.isupper() and isinstance(value, str) and value.startswith("#")}
    used = set(re.findall(r"#[0-9a-f]{6}", theme._sheet(10)))
    assert used <= named
    written = {text for text, _ in theme.WRITTEN}
    assert set(re.findall(r"[ ;{]color: (#[0-9a-f]{6})", theme._sheet(10))) <= written


def test_there_is_one_accent_and_no_green() -> None:
    for colour in {text for text, _ in theme.WRITTEN}:
        assert QColor(colour).green() <= max(QColor(colour).red(), QColor(colour).blue())
    assert len({colour for colour in {text for text, _ in theme.WRITTEN} if QColor(colour).saturationF() > 0.3}) == 2  # And amber.


def test_the_window_writes_in_the_font_that_comes_with_it_in_the_systems_size(dressed: QApplication) -> None:
    """Also what the sheet makes bold; the system's families follow, for what the own one has no letters for."""
    size, family = dressed.font().pointSizeF(), dressed.font().family()
    assert QFontInfo(dressed.font()).family() == family == theme.FAMILY
    theme.apply_theme(dressed)
    assert dressed.font().families().count(theme.FAMILY) == 1
    assert dressed.font().pointSizeF() == size
    bold = QFont(dressed.font())
    bold.setWeight(QFont.Weight.DemiBold)
    assert QFontMetricsF(bold).horizontalAdvance("Dependent on outside") > QFontMetricsF(dressed.font()).horizontalAdvance(
        "Dependent on outside"
    )
    digits = {QFontMetricsF(dressed.font()).horizontalAdvance(digit) for digit in "0123456789"}
    assert len(digits) == 1, "numbers stand below each other"


@pytest.mark.usefixtures("dressed")
def test_titles_are_larger_than_running_text_and_follow_its_size(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    layout = QHBoxLayout(page)
    labels = {name: plain_label(name) for name in ("", "title", "large")}
    for label in labels.values():
        layout.addWidget(label)
    page.show()
    sizes = {name: label.font().pointSizeF() for name, label in labels.items()}
    assert sizes["title"] == pytest.approx(theme.TITLE * sizes[""], abs=0.1)
    assert sizes["large"] == pytest.approx(theme.LARGE * sizes[""], abs=0.1)
    assert f"{2 * theme.TITLE * 10:.1f}pt" in theme._sheet(20)


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize(
    "make",
    [
        lambda: QPushButton("Open"), QToolButton, lambda: QCheckBox("Organs"), QComboBox, lambda: QSlider(Qt.Orientation.Horizontal),
        QListWidget, lambda: QTableWidget(1, 1), lambda: Fold("Evidence", QLabel("x")),
    ],
)  # fmt: skip
def test_where_the_keyboard_is_can_be_seen(qtbot: QtBot, qapp: QApplication, make: Callable[[], QWidget]) -> None:
    page, other = QWidget(), QPushButton("Other")
    qtbot.addWidget(page)
    made = make()
    layout = QHBoxLayout(page)
    layout.addWidget(made)
    part = made.button if isinstance(made, Fold) else made
    layout.addWidget(other)
    part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    other.setFocus()
    qapp.processEvents()
    without = part.grab().toImage()
    part.setFocus()
    qtbot.waitUntil(part.hasFocus)
    qapp.processEvents()
    assert part.grab().toImage() != without
