"""The cheat sheet: every action with its keys, by group, and what the mouse does; each key can be changed here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.desktop.shell.actions import Action, Group
from app.desktop.shell.shortcuts import Shortcuts
from app.desktop.texts import plain_label

MOUSE = (
    ("Left drag", "Window (sideways) and level (up, down)"),
    ("Wheel", "Zoom at the pointer"),
    ("Middle or right drag, arrow keys", "Move the film"),
    ("Double click", "Fit the film"),
)  # fmt: skip


class CheatSheet(QDialog):
    """Shows keys, and passes on the one that a person gives an action.

    Signals:
        bound: Name of an action, and its new key; "" takes its keys away.
        reset: The person wants the shipped keys back.

    Args:
        parent: The window.
        actions: The table.
    """

    bound = Signal(str, str)
    reset = Signal()

    def __init__(self, parent: QWidget, actions: Sequence[Action]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.resize(620, 680)
        self._find = QLineEdit()
        self._find.setPlaceholderText("Find an action or a key")
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["Action", "Keys"])
        self.tree.setRootIsDecorated(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._actions = {action.name: action for action in actions}
        self._rows = {action.name: QTreeWidgetItem([action.name, ""]) for action in actions}
        self._groups: list[tuple[QTreeWidgetItem, Sequence[QTreeWidgetItem]]] = []
        for group in Group:
            self._add(group, [self._rows[action.name] for action in actions if action.group == group])
        self._add("Mouse", [QTreeWidgetItem([does, hand]) for hand, does in MOUSE])
        self.tree.currentItemChanged.connect(self._choose)
        self._key = QKeySequenceEdit()
        self._key.setMaximumSequenceLength(1)
        self._key.setAccessibleName("New key")
        self._set, self._none, defaults = QPushButton("Set key"), QPushButton("No key"), QPushButton("Shipped keys")
        self._set.clicked.connect(lambda: self._bind(self._key.keySequence().toString(QKeySequence.SequenceFormat.PortableText)))
        self._none.clicked.connect(lambda: self._bind(""))
        defaults.clicked.connect(self.reset)
        self._said = plain_label("problem")
        row = QHBoxLayout()
        for part in (QLabel("New key"), self._key, self._set, self._none, defaults):
            row.addWidget(part)
        layout = QVBoxLayout(self)
        for widget in (self._find, self.tree, self._said):
            layout.addWidget(widget)
        layout.addLayout(row)
        for button in (self._set, self._none, defaults):
            button.setAutoDefault(False)
        self._choose()
        self.tree.setFocus()

    def show_keys(self, shortcuts: Shortcuts, sentence: str = "") -> None:
        """Show which keys do what, and what is to be said of the last change."""
        for name, row in self._rows.items():
            keys = (QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in shortcuts.keys(name))
            row.setText(0, self._actions[name].shown_as)
            row.setText(1, "  ".join(keys))
        self._filter(self._find.text())
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def texts(self) -> dict[str, str]:
        """Return the keys that are shown, by action, and under "" what is said; rows that the search hides are left out."""
        return {name: row.text(1) for name, row in self._rows.items() if not row.isHidden()} | {"": self._said.text()}

    def _add(self, heading: str, rows: Sequence[QTreeWidgetItem]) -> None:
        top = QTreeWidgetItem([heading])
        top.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        self.tree.addTopLevelItem(top)
        top.addChildren(list(rows))
        top.setExpanded(True)
        self._groups.append((top, rows))

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for top, rows in self._groups:
            for row in rows:
                row.setHidden(not row.text(0) or wanted not in f"{row.text(0)} {row.text(1)}".casefold())
            top.setHidden(all(row.isHidden() for row in rows))

    def _chosen(self) -> str | None:
        current = self.tree.currentItem()
        return next((name for name, row in self._rows.items() if row is current), None)

    def _choose(self) -> None:
        for part in (self._key, self._set, self._none):
            part.setEnabled(self._chosen() is not None)
        self._key.clear()

    def _bind(self, key: str) -> None:
        if (chosen := self._chosen()) is not None:
            self.bound.emit(chosen, key)
