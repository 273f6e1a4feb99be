"""A heading that shows or folds what stands below it, by pointer and keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget


class Fold(QWidget):
    """One group of details, folded until a person opens it; it stays as the person left it.

    Args:
        title: Of the group.
        inside: What is shown when it is open.
    """

    def __init__(self, title: str, inside: QWidget) -> None:
        super().__init__()
        self._room = QWidget()  # What is inside may hide itself, folded or not.
        self.button = QToolButton()
        self.button.setObjectName("fold")
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.toggled.connect(self._show)
        room, layout = QVBoxLayout(self._room), QVBoxLayout(self)
        room.setContentsMargins(18, 0, 0, 4)
        room.addWidget(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.button)
        layout.addWidget(self._room)
        self.set_title(title)
        self._show(False)

    def set_title(self, title: str) -> None:
        """Name the group."""
        self.button.setText(title)
        self.button.setAccessibleName(title)

    def set_open(self, is_open: bool) -> None:
        """Show what is inside, or fold it."""
        self.button.setChecked(is_open)

    def is_open(self) -> bool:
        """Tell whether what is inside is shown."""
        return self.button.isChecked()

    def _show(self, is_open: bool) -> None:
        self._room.setVisible(is_open)
        self.button.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.button.setAccessibleDescription("Shown" if is_open else "Folded")
