"""Where the map of one finding lies: its share outside on a scale, and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.review.evidence_bars import ShareBar
from app.desktop.review.figure_list import FigureList
from app.desktop.review.view import Figure, Share
from app.desktop.texts import plain_label, shown


class MapPanel(QWidget):
    """The map of the finding at hand."""

    def __init__(self) -> None:
        super().__init__()
        self.share, self.figures = ShareBar(), FigureList()
        self._legend = plain_label("quiet")
        self._legend.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.share, self._legend, self.figures):
            layout.addWidget(widget)

    def show_share(self, share: Share | None) -> None:
        """Draw how much lies outside; None draws nothing."""
        for widget in (self.share, self._legend):
            widget.setVisible(share is not None)
        if share is not None:
            self.share.show_share(share)
            self._legend.setText(self.share.legend())

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show where it lies in numbers."""
        self.figures.show_figures(figures)

    def legend(self) -> str:
        """Return what the marks of the drawing mean; "" where nothing is drawn."""
        return shown(self._legend)
