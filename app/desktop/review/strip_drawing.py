"""Draws the test of a region: a row a filler, from the score before to the score after, beside what control places do."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desktop.review.strip_scale import span
from app.desktop.review.strip_words import FEW, in_words
from app.desktop.review.view import FillerStrip, TestPicture
from app.desktop.theme import ACCENT, LINE, QUIET, RAISED, TEXT

MEANING = (
    "Scores on a scale of logits. From the line of the score before, each filler moves the score to the diamond; it is filled where "
    "the filler supports that the score depends on the region. The grey band is the floor: on nineteen films in twenty control places "
    "stay within it. The number at the right is how many matched places of other films move the score as far."
)
_GAP, _HALF = 8, 4.5


class StripDrawing(QWidget):
    """The picture of one test."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: TestPicture | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Score before and after each filler")

    def sizeHint(self) -> QSize:
        rows = len(self._picture.rows) if self._picture else 0
        return QSize(200, self._row_height() * (rows + 1) + 2)

    def show_picture(self, picture: TestPicture | None) -> None:
        """Draw a test; no room is taken where there is none."""
        self._picture = picture
        self.setVisible(picture is not None)
        said = in_words(picture) if picture else ""
        self.setAccessibleDescription(said)
        self.setToolTip(f"{said}\n\n{MEANING}" if picture else "")
        self.updateGeometry()
        self.update()

    def place_of(self, logit: float) -> float:
        """Return where a logit stands from the left, in logical pixels."""
        if self._picture is None:
            return 0.0
        low, high = span(self._picture)
        left, right = self._ends()
        return left + (right - left) * (logit - low) / (high - low)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tops = [self._row_height() * (row + 1) for row in range(len(self._picture.rows))]
        for strip, top in zip(self._picture.rows, tops, strict=True):
            self._draw_floor(painter, self._picture, strip, top)
        self._draw_heads(painter, self._picture)
        for strip, top in zip(self._picture.rows, tops, strict=True):
            self._draw_row(painter, self._picture, strip, top)
        painter.end()

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 5

    def _ends(self) -> tuple[float, float]:
        """Return where the scale begins and ends, between the names and the numbers."""
        metrics = self.fontMetrics()
        rows = self._picture.rows if self._picture else ()
        name = max((metrics.horizontalAdvance(row.name) for row in rows), default=0)
        number = max((metrics.horizontalAdvance(self._number(row)) for row in rows), default=0)
        return name + _GAP, max(self.width() - number - _GAP, name + 2 * _GAP)

    def _number(self, row: FillerStrip) -> str:
        return f"{row.after}  {row.reached}"

    def _draw_heads(self, painter: QPainter, picture: TestPicture) -> None:
        """Write the score before and the threshold over their lines; where both have no room, the score alone."""
        metrics, (left, right) = self.fontMetrics(), self._ends()
        height, bottom = self._row_height(), self._row_height() * (len(picture.rows) + 1)
        taken = QRectF()
        for logit, text, colour, style in (
            (picture.before, picture.before_text, TEXT, Qt.PenStyle.SolidLine),
            (picture.threshold, f"≥ {picture.threshold_text}", QUIET, Qt.PenStyle.DashLine),
        ):
            x, width = self.place_of(logit), metrics.horizontalAdvance(text)
            painter.setPen(QPen(QColor(colour), 1.5, style))
            painter.drawLine(QPointF(x, height - 2), QPointF(x, bottom))
            at = QRectF(min(max(x - width / 2, left), right - width), 0, width + 1, height - 3)
            if not at.adjusted(-4, 0, 4, 0).intersects(taken):
                painter.drawText(at, Qt.AlignmentFlag.AlignCenter, text)
                taken = at

    def _draw_floor(self, painter: QPainter, picture: TestPicture, row: FillerStrip, top: float) -> None:
        if row.floor is not None:
            before, end = self.place_of(picture.before), self.place_of(picture.before - picture.direction * row.floor)
            painter.fillRect(QRectF(min(before, end), top + 2, max(abs(end - before), 1), self._row_height() - 4), QColor(LINE))

    def _draw_row(self, painter: QPainter, picture: TestPicture, row: FillerStrip, top: float) -> None:
        height = self._row_height()
        middle = top + height / 2
        painter.setPen(QColor(QUIET))
        painter.drawText(QRectF(0, top, self._ends()[0], height), Qt.AlignmentFlag.AlignVCenter, row.name)
        painter.setPen(QColor(TEXT if row.supports else QUIET))
        aligned = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(0, top, self.width(), height), aligned, self._number(row))
        before, after = self.place_of(picture.before), self.place_of(picture.before - row.delta)
        painter.setPen(QPen(QColor(ACCENT), 2))
        painter.drawLine(QPointF(before, middle), QPointF(after, middle))
        if row.own is not None:
            self._draw_own(painter, picture, row.own, middle)
        painter.setPen(QPen(QColor(ACCENT), 1.5))
        painter.setBrush(QColor(ACCENT) if row.supports else QColor(RAISED))
        corners = ((0, -_HALF), (_HALF, 0), (0, _HALF), (-_HALF, 0))
        painter.drawPolygon(QPolygonF([QPointF(after + x, middle + y) for x, y in corners]))

    def _draw_own(self, painter: QPainter, picture: TestPicture, own: tuple[float, float, float], middle: float) -> None:
        """Draw where the same change at other places of this film ends: from 5 to 95 in a hundred, and the median."""
        low, median, high = (self.place_of(picture.before - delta) for delta in own)
        painter.setPen(QPen(QColor(QUIET), 1.5))
        painter.drawLine(QPointF(low, middle + _HALF), QPointF(high, middle + _HALF))
        painter.drawLine(QPointF(median, middle + _HALF - 3), QPointF(median, middle + _HALF + 3))


def legend(picture: TestPicture) -> str:
    """Return what the marks mean, of those that are drawn."""
    parts = ["│ before", "◆ after", "┆ threshold"]
    parts += ["▒ floor"] if any(row.floor is not None for row in picture.rows) else []
    parts += ["╼ other places of this film"] if any(row.own for row in picture.rows) else []
    counted = [row.reached for row in picture.rows if row.reached != FEW]
    return "   ".join([*parts, *(["n of N: matched places that reach as far"] if counted else [])])
