"""Numbers under each other: a name, a value with its unit; what a number means is shown by the pointer and read to a screen reader."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.desktop.review.view import Figure
from app.desktop.texts import OneLine, plain_label


class FigureList(QWidget):
    """One line a number; no room is taken where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(3)
        self._rows.setColumnStretch(1, 1)
        self._labels: list[QLabel] = []
        self._figures: tuple[Figure, ...] = ()
        self.show_figures([])

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show numbers in the place of those before."""
        for label in self._labels:
            self._rows.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels, self._figures = [], tuple(figures)
        self.setVisible(bool(figures))
        for row, figure in enumerate(figures):
            name, value = plain_label("name", wraps=False), OneLine("")
            name.setText(figure.name)
            name.setToolTip(figure.meaning)
            value.show_text(figure.value, figure.meaning)
            value.setAccessibleName(f"{figure.name}: {figure.value}")
            for column, label in enumerate((name, value)):
                label.setAccessibleDescription(figure.meaning)
                self._rows.addWidget(label, row, column)
                self._labels.append(label)

    def figures(self) -> dict[str, str]:
        """Return what is read here: the value of each name."""
        return {figure.name: figure.value for figure in self._figures}
