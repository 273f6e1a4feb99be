"""Worklist, film and review beside each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

_SHARES, _WIDEST = (0.18, 0.285), (1.14, 1.192)
"""What the pages beside the film take: of the window, and at most of what they wish for."""


class Columns(QSplitter):
    """Gives the pages beside the film what they need, and the film the rest, until a person moves a handle.

    Args:
        worklist, film, review: Pages, from left to right; those beside the film are as wide as they wish by their size hint.
    """

    def __init__(self, worklist: QWidget, film: QWidget, review: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._sides = (worklist, review)
        self._moved = False
        for page in (worklist, film, review):
            self.addWidget(page)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(lambda *_: setattr(self, "_moved", True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._moved:
            left, right = map(self._width_of, self._sides, _SHARES, _WIDEST)
            self.setSizes([left, max(self.width() - left - right, 0), right])

    def _width_of(self, page: QWidget, share: float, widest: float) -> int:
        wish = page.sizeHint().width()
        return round(min(max(share * self.width(), wish), widest * wish))
