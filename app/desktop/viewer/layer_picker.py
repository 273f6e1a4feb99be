"""Chooses the layer of the network at which maps are taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.desktop.texts import plain_label
from models.values.attribution import TargetLayer

_OWN = "The classifier’s own"


class LayerPicker(QDialog):
    """Lists layers in the order in which they run; the choice is drawn at once.

    Signals:
        chosen: Name of the layer, or None for the classifier's own.

    Args:
        parent: The window.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Target layer")
        self.resize(460, 520)
        self._find = QLineEdit()
        self._find.setPlaceholderText("Find a layer")
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._filter)
        self._list = QListWidget()
        self._list.setAccessibleName("Layers")
        self._list.currentItemChanged.connect(self._pass_on)
        self._said = plain_label("quiet")
        self._said.setWordWrap(True)
        layout = QVBoxLayout(self)
        for widget in (self._find, self._list, self._said):
            layout.addWidget(widget)

    def show_layers(self, layers: Sequence[TargetLayer], chosen: str | None, message: str) -> None:
        """Show layers with what is chosen, or why there are none."""
        self._list.blockSignals(True)
        self._list.clear()
        for name, text in [(None, _OWN)] * bool(layers) + [(layer.name, _described(layer)) for layer in layers]:
            item = QListWidgetItem(text, self._list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            if name == chosen:
                self._list.setCurrentItem(item)
        self._list.blockSignals(False)
        self._filter(self._find.text())
        self._said.setText(message)
        self._said.setVisible(bool(message))

    def choose(self, row: int) -> None:
        """Choose a row as if by hand."""
        self._list.setCurrentRow(row)

    def texts(self) -> tuple[list[str], str]:
        """Return the layers that are listed, and what is said below."""
        items = [self._list.item(row) for row in range(self._list.count())]
        return [item.text() for item in items if not item.isHidden()], self._said.text()

    def _filter(self, text: str) -> None:
        for row in range(self._list.count()):
            item = self._list.item(row)
            item.setHidden(text.casefold() not in item.text().casefold())

    def _pass_on(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


def _described(layer: TargetLayer) -> str:
    channels, rows, columns = layer.shape
    return f"{layer.name}    {channels} maps of {rows} × {columns}"
