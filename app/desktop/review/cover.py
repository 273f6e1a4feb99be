"""What stands in the place of the findings while they are not shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.desktop.texts import plain_label


class Cover(QWidget):
    """A sentence, and a button that takes the cover away.

    Signals:
        lifted: The button was pressed.
    """

    lifted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sentence, self._button = plain_label(""), QPushButton()
        self._sentence.setWordWrap(True)
        self._button.setToolTip("So does the key of “Show AI on film and beside” in the menu Overlay")
        self._button.clicked.connect(self.lifted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(14)
        layout.addStretch(1)
        layout.addWidget(self._sentence)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(2)

    def show_texts(self, sentence: str, button: str) -> None:
        """Show why nothing is shown, and what the button says; one without a text is not there."""
        self._sentence.setText(sentence)
        self._button.setText(button)
        self._button.setVisible(bool(button))

    def sentence(self) -> str:
        """Return the sentence."""
        return self._sentence.text()
