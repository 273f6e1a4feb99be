"""A log to go on with: its name, and below it where it lies, both shortened to their room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from app.desktop.start.view import LogRow
from app.desktop.texts import literal_tip
from app.desktop.theme import DISABLED, QUIET, TEXT

_MARGIN = 10


class LogButton(QPushButton):
    """One log; the pointer shows all that is known of it. A log that is gone cannot be pressed.

    Args:
        row: What it says.
    """

    def __init__(self, row: LogRow) -> None:
        super().__init__()
        self.row = row
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(literal_tip(row.tip))
        self.setAccessibleName(f"{row.name}. {row.line}")
        self.setAccessibleDescription(row.tip)
        self.setEnabled(not row.gone)

    def sizeHint(self) -> QSize:
        return QSize(240, 2 * self.fontMetrics().height() + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option, painter = QStyleOptionButton(), QStylePainter(self)
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        room = self.rect().adjusted(_MARGIN + 2, _MARGIN, -_MARGIN - 2, -_MARGIN)
        metrics = self.fontMetrics()
        for text, colour, side in (
            (self.row.name, DISABLED if self.row.gone else TEXT, Qt.AlignmentFlag.AlignTop),
            (self.row.line, DISABLED if self.row.gone else QUIET, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setPen(QColor(colour))
            painter.drawText(room, side | Qt.AlignmentFlag.AlignLeft, metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width()))
        painter.end()
