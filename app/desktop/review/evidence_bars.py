"""Drawings of one finding: the share outside on its scale, and the logit's parts about a zero line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desktop.review.view import Budget, BudgetPart, Share
from app.desktop.theme import ACCENT, LINE, QUIET, RAISED, TEXT

STORED = "Where evidence is stored, not where it entered; no ground for a flag."
_GAP = 8
_LEAST = 0.1
"""Logits that a scale reaches at least, so that noise is not drawn large."""


class _Drawing(QWidget):
    """Rows of a name, a scale and a number; columns stand under each other in all drawings."""

    names = ("below diaphragm", "mediastinum")

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 2

    def _columns(self, row: int) -> tuple[QRectF, QRectF, QRectF]:
        """Return where name, scale and number of a row stand."""
        metrics, height = self.fontMetrics(), self._row_height()
        name, number = max(map(metrics.horizontalAdvance, self.names)), metrics.horizontalAdvance("+00.00")
        scale = self.width() - name - number - 2 * _GAP
        top = row * height
        return QRectF(0, top, name, height), QRectF(name + _GAP, top, scale, height), QRectF(self.width() - number, top, number, height)

    def _name(self, painter: QPainter, row: int, name: str, number: str) -> QRectF:
        """Write name and number of a row; returns where its scale is."""
        left, scale, right = self._columns(row)
        painter.setPen(QColor(QUIET))
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(QColor(TEXT))
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number)
        return scale


class ShareBar(_Drawing):
    """The share outside between 0 and 1: grey is what the grid alone leaks, a diamond stands where an even map would be."""

    def __init__(self) -> None:
        super().__init__()
        self._share = Share(0.0, 0.0, None)

    def sizeHint(self) -> QSize:
        return QSize(200, self._row_height())

    def show_share(self, share: Share) -> None:
        """Draw a share."""
        self._share = share
        floor = "" if share.floor is None else f" One cell of the grid alone leaks {share.floor:.0%}: the resolution floor."
        shares = (
            f"{share.outside:.0%} of the map lies outside the allowed region; of a map that is the same everywhere {share.area:.0%} would."
        )
        self.setToolTip(f"{shares}{floor} A share alone means nothing.")
        self.setAccessibleName("Share outside")
        self.setAccessibleDescription(self.toolTip())
        self.update()

    def legend(self) -> str:
        """Return what the marks mean."""
        even = f"◇ an even map {self._share.area:.0%}"
        return even if self._share.floor is None else f"■ the grid alone {self._share.floor:.0%}   {even}"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = self._share
        scale = self._name(painter, 0, "outside", f"{share.outside:.0%}")
        track = QRectF(scale.left(), scale.center().y() - 4, scale.width(), 8)
        painter.fillRect(track, QColor(RAISED))
        painter.fillRect(QRectF(track.left(), track.top(), track.width() * share.outside, 8), QColor(ACCENT))
        if share.floor is not None:
            leaked = QRectF(track.left(), track.top(), track.width() * share.floor, 8)
            painter.fillRect(leaked, QColor(QUIET))
        middle = QPointF(track.left() + track.width() * share.area, track.center().y())
        painter.setPen(QPen(QColor(TEXT), 1.5))
        painter.setBrush(QColor(LINE))
        painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in ((0, -5), (5, 0), (0, 5), (-5, 0))]))


class BudgetBars(_Drawing):
    """A bar for each structure: to the right what speaks for the class, hollow to the left what speaks against it; the mean as a mark."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[BudgetPart, ...] = ()

    def sizeHint(self) -> QSize:
        return QSize(200, self._row_height() * len(self._parts))

    def show_budget(self, budget: Budget) -> None:
        """Draw the parts of a logit."""
        self._parts = budget.parts
        lines = [
            f"{part.name}: {part.in_favour:+z.2f} for, {part.against:+z.2f} against"
            + (f"; in the reference {part.usual:+z.2f}" if part.usual is not None else "")
            for part in budget.parts
        ]
        self.setToolTip("\n".join([*lines, f"bias: {budget.bias:+z.2f}", "", STORED]))
        self.setAccessibleName("Evidence budget: logit decomposition")
        self.setAccessibleDescription(self.toolTip())
        self.updateGeometry()
        self.update()

    def span(self) -> tuple[float, float]:
        """Return the ends of the scale, in logits; zero lies between them."""
        usual = [part.usual for part in self._parts if part.usual is not None]
        return min([-_LEAST, *(part.against for part in self._parts), *usual]), max([_LEAST, *(p.in_favour for p in self._parts), *usual])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        low, high = self.span()
        for row, part in enumerate(self._parts):
            scale = self._name(painter, row, part.name, f"{part.in_favour + part.against:+z.2f}")
            unit = scale.width() / (high - low)
            zero = scale.left() - low * unit
            bar = QRectF(zero, scale.top() + 4, part.in_favour * unit, scale.height() - 8)
            painter.fillRect(bar, QColor(ACCENT))
            against = QRectF(zero + part.against * unit, bar.top(), -part.against * unit, bar.height())
            painter.setPen(QColor(QUIET))
            painter.drawRect(against.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.fillRect(QRectF(zero - 0.5, scale.top(), 1, scale.height()), QColor(QUIET))
            if part.usual is not None:
                mark = QRectF(zero + part.usual * unit - 1, scale.top() + 2, 2, scale.height() - 4)
                painter.fillRect(mark.adjusted(-1, 0, 1, 0), QColor("#000000"))
                painter.fillRect(mark, QColor(TEXT))
