"""The look: dark and quiet, one accent; the film owns the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QPen
from PySide6.QtWidgets import QApplication

GROUND = "#15181c"
PANEL = "#1d2126"
RAISED = "#272c33"
LINE = "#373e47"
TEXT = "#e4e8ec"
QUIET = "#a3adb8"
ACCENT = "#58c4dd"
PROBLEM = "#f0b45a"

_SHEET = f"""
QWidget {{ color: {TEXT}; }}
QMainWindow, QDialog {{ background: {GROUND}; }}
QFrame#panel {{ background: {PANEL}; border: none; }}
QLabel#heading {{ color: {QUIET}; font-weight: 600; }}
QLabel#title {{ font-weight: 600; font-size: 120%; }}
QLabel#large {{ font-weight: 600; font-size: 180%; }}
QScrollArea#start {{ background: {PANEL}; }}
QLabel#verdict {{ font-weight: 600; }}
QLabel#quiet, QLabel#name {{ color: {QUIET}; }}
QLabel#problem {{ color: {PROBLEM}; }}
QListView, QTableView {{ background: {PANEL}; border: none; outline: 0; gridline-color: {LINE}; }}
QTableView::item {{ padding: 0 4px; }}
QWidget#detail {{ background: {PANEL}; }}
QListView::item:selected, QTableView::item:selected {{ background: {LINE}; color: {TEXT}; }}
QHeaderView::section {{ background: {PANEL}; color: {QUIET}; border: none; border-bottom: 1px solid {LINE}; padding: 4px; }}
QPushButton, QToolButton {{ background: {RAISED}; border: 1px solid {LINE}; border-radius: 4px; padding: 5px 9px; }}
QToolButton#fold {{ background: transparent; border: 1px solid transparent; padding: 2px 2px; font-weight: 600; color: {QUIET}; }}
QToolButton#fold:hover, QToolButton#fold:checked {{ color: {TEXT}; border-color: transparent; }}
QToolButton#fold:focus {{ border-color: {ACCENT}; }}
QPushButton#quiet {{ background: transparent; border: 1px solid transparent; color: {QUIET}; }}
QPushButton:hover, QToolButton:hover {{ border-color: {QUIET}; }}
QPushButton:checked, QToolButton:checked {{ border-color: {ACCENT}; color: {ACCENT}; }}
QPushButton[failed="true"] {{ color: #8a939d; background: {PANEL}; border-style: dashed; }}
QPushButton:disabled, QToolButton:disabled {{ color: #6b747e; }}
QPushButton:focus, QToolButton:focus, QTableView:focus {{ border-color: {ACCENT}; }}
QMenuBar, QMenu {{ background: {PANEL}; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {RAISED}; }}
QMenu::separator {{ height: 1px; background: {LINE}; margin: 4px 8px; }}
QProgressBar {{ background: {RAISED}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {ACCENT}; border-radius: 3px; }}
QSplitter::handle {{ background: {GROUND}; }}
QSlider::groove:horizontal {{ background: {LINE}; height: 4px; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {TEXT}; width: 12px; margin: -5px 0; border-radius: 6px; }}
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
    application.setStyleSheet(_SHEET)


def cosmetic(colour: QColor, width: int, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen that stays as wide on the screen at every zoom."""
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen
