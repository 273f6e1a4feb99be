"""The look: dark and quiet, one accent; the film owns the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QPen
from PySide6.QtWidgets import QApplication

import resources

GROUND = "#15181c"
PANEL = "#1d2126"
RAISED = "#272c33"
LINE = "#373e47"
TEXT = "#e4e8ec"
QUIET = "#a3adb8"
ACCENT = "#58c4dd"
PROBLEM = "#f0b45a"
FAILED = "#98a2ad"
DISABLED = "#8f99a4"
WRITTEN = (
    (TEXT, GROUND), (TEXT, PANEL), (TEXT, RAISED), (TEXT, LINE), (QUIET, GROUND), (QUIET, PANEL), (QUIET, RAISED), (QUIET, LINE),
    (ACCENT, PANEL), (ACCENT, RAISED), (PROBLEM, GROUND), (PROBLEM, PANEL), (PROBLEM, RAISED), (PROBLEM, LINE), (FAILED, PANEL),
    (DISABLED, PANEL), (DISABLED, RAISED), (GROUND, ACCENT),
)  # fmt: skip
"""Every colour of text with every ground that it stands on; each has a contrast of at least 4.5."""
TITLE, LARGE = 1.2, 1.7
"""Sizes of type, of that of running text; the third is 1."""
FAMILY = "DejaVu Sans"
_FONTS = ("fonts/DejaVuSans.ttf", "fonts/DejaVuSans-Bold.ttf")

_SHEET = f"""
QWidget {{ color: {TEXT}; }}
QMainWindow, QDialog {{ background: {GROUND}; }}
QFrame#panel {{ background: {PANEL}; border: none; }}
QLabel#heading {{ color: {QUIET}; font-weight: 600; }}
QLabel#title {{ font-weight: 600; font-size: @title@pt; }}
QLabel#large {{ font-weight: 600; font-size: @large@pt; }}
QScrollArea#start {{ background: {PANEL}; }}
QLabel#verdict {{ font-weight: 600; }}
QLabel#quiet, QLabel#name {{ color: {QUIET}; }}
QLabel#problem {{ color: {PROBLEM}; }}
QListView, QTableView {{ background: {PANEL}; border: 1px solid transparent; outline: 0; gridline-color: {LINE}; }}
QTableView::item {{ padding: 0 4px; }}
QWidget#detail {{ background: {PANEL}; }}
QListView::item:selected, QTableView::item:selected {{ background: {LINE}; color: {TEXT}; }}
QHeaderView::section {{ background: {PANEL}; color: {QUIET}; border: none; border-bottom: 1px solid {LINE}; padding: 4px; }}
QPushButton, QToolButton {{ background: {RAISED}; border: 1px solid {LINE}; border-radius: 4px; padding: 5px 9px; }}
QFileDialog QToolButton {{ padding: 2px; }}
QComboBox {{ background: {RAISED}; border: 1px solid {LINE}; border-radius: 4px; padding: 4px 9px; }}
QToolButton#fold {{ background: transparent; border: 1px solid transparent; padding: 2px 2px; font-weight: 600; color: {QUIET}; }}
QToolButton#fold:hover, QToolButton#fold:checked {{ color: {TEXT}; border-color: transparent; }}
QPushButton#quiet {{ background: transparent; border: 1px solid transparent; color: {QUIET}; }}
QPushButton:hover, QToolButton:hover, QComboBox:hover {{ border-color: {QUIET}; }}
QPushButton:checked, QToolButton:checked {{ border-color: {ACCENT}; color: {ACCENT}; }}
QPushButton[failed="true"] {{ color: {FAILED}; background: {PANEL}; border-style: dashed; }}
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled {{ color: {DISABLED}; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus {{ border: 2px solid {TEXT}; padding: 4px 8px; }}
QToolButton#fold:focus {{ border: 2px solid {TEXT}; padding: 1px 1px; }}
QTableView:focus, QListView:focus, QScrollArea:focus {{ border: 1px solid {TEXT}; }}
QCheckBox:focus {{ background: {LINE}; }}
QSlider:focus {{ border: 1px solid {TEXT}; border-radius: 3px; }}
QMenuBar, QMenu {{ background: {PANEL}; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {RAISED}; }}
QMenu::item:disabled {{ color: {DISABLED}; }}
QMenu::separator {{ height: 1px; background: {LINE}; margin: 4px 8px; }}
QProgressBar {{ background: {RAISED}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {ACCENT}; border-radius: 3px; }}
QSplitter::handle {{ background: {GROUND}; }}
QSlider::groove:horizontal {{ background: {LINE}; height: 4px; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {TEXT}; width: 12px; margin: -5px 0; border-radius: 6px; }}
QSlider::handle:horizontal:disabled {{ background: {LINE}; }}
QScrollBar:vertical {{ background: {PANEL}; width: 10px; }}
QScrollBar::handle:vertical {{ background: {LINE}; border-radius: 5px; min-height: 30px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE}; }}
"""


def apply_theme(application: QApplication) -> None:
    """Dress the application."""
    application.setStyle("Fusion")
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, GROUND),
        (QPalette.ColorRole.Base, PANEL),
        (QPalette.ColorRole.AlternateBase, PANEL),
        (QPalette.ColorRole.Button, RAISED),
        (QPalette.ColorRole.Text, TEXT),
        (QPalette.ColorRole.WindowText, TEXT),
        (QPalette.ColorRole.ButtonText, TEXT),
        (QPalette.ColorRole.Highlight, ACCENT),
        (QPalette.ColorRole.HighlightedText, GROUND),
        (QPalette.ColorRole.PlaceholderText, QUIET),
    ):
        palette.setColor(role, QColor(colour))
    application.setPalette(palette)
    application.setFont(_own_font(application.font()))
    application.setStyleSheet(_sheet(application.font().pointSizeF()))


def _own_font(system: QFont) -> QFont:
    """Return the font that comes with the program, in the size of the system's; what it has no letters for the system's fonts write."""
    for name in _FONTS:
        QFontDatabase.addApplicationFont(str(resources.path(name)))
    font = QFont(system)
    font.setFamilies([FAMILY, *(family for family in system.families() if family != FAMILY)])
    return font


def _sheet(points: float) -> str:
    """Return the style sheet for a size of running text; a style sheet knows no relative sizes."""
    return _SHEET.replace("@title@", f"{TITLE * points:.1f}").replace("@large@", f"{LARGE * points:.1f}")


def cosmetic(colour: QColor, width: int, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen that stays as wide on the screen at every zoom."""
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen
