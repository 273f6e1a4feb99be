"""The status line: what the screening does, how to stop it, where the log stands, and what the tool is not for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from app.desktop.texts import OneLine

DISCLAIMER = "For quality assurance and research, not for diagnosis"


class _Disclaimer(QLabel):
    """What the tool is not for: never cut off, on one line where there is room, else on several."""

    def __init__(self) -> None:
        super().__init__(DISCLAIMER)
        self.setObjectName("quiet")
        self.setWordWrap(True)
        self.setMinimumWidth(round(0.42 * self.sizeHint().width()))

    def sizeHint(self) -> QSize:
        return self.fontMetrics().size(0, DISCLAIMER).grownBy(self.contentsMargins())


class StatusLine(QFrame):
    """Progress, cancel, problems, the log's head.

    Signals:
        cancelled: The person wants the screening to stop.
    """

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._details, self._digest = "", ""
        self._label = OneLine("")
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance("100 of 100 films"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(80)
        self._cancel = QPushButton("Cancel")
        self._cancel.clicked.connect(self.cancelled)
        self._notice = QLabel()
        self._notice.setObjectName("quiet")
        self._problem = QLabel()
        self._problem.setObjectName("problem")
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)  # It may name a file.
        self._copy = QPushButton("Copy details")
        self._copy.clicked.connect(self.copy_details)
        self._trust = OneLine("quiet")
        self._trust.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._head = QPushButton()
        self._head.setObjectName("quiet")
        self._head.clicked.connect(self.copy_head)
        disclaimer = _Disclaimer()
        problem, line = QHBoxLayout(), QHBoxLayout()
        problem.addWidget(self._problem, 1)
        problem.addWidget(self._copy)
        problem.addWidget(self._notice)
        line.addWidget(self._bar)
        line.addWidget(self._cancel)
        line.addWidget(self._label, 1)
        line.addWidget(self._trust, 1)
        line.addWidget(self._head)
        line.addWidget(disclaimer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        for row in (problem, line):
            row.setSpacing(10)
            layout.addLayout(row)
        self.setMinimumHeight(self._cancel.sizeHint().height() + 12)
        self.show_progress(0, 0, None)
        self.show_notice("")
        self.show_problem("", None)
        self.show_head("", "")

    def show_trust(self, headline: str, sentence: str) -> None:
        """Show what the classifier's certificate says; what follows on the pointer."""
        self._trust.show_text(headline, sentence)
        self._trust.setAccessibleDescription(sentence)

    def show_progress(self, done: int, of: int, label: str | None) -> None:
        """Show what is under way, None when nothing is; without films the bar only moves."""
        for widget in (self._bar, self._label, self._cancel):
            widget.setVisible(label is not None)
        self._trust.setVisible(label is None)  # Both do not fit on a small screen.
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        self._label.show_text(f"{done} of {of} films · {label}" if of else (label or "").capitalize())

    def show_notice(self, text: str) -> None:
        """Show what is worth knowing and no problem, or take it away."""
        self._notice.setText(text)
        self._notice.setVisible(bool(text))

    def show_problem(self, sentence: str, details: str | None) -> None:
        """Show a problem, or take it away."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._details = f"{sentence}\n{details}"
        self._copy.setVisible(bool(details))

    def show_head(self, line: str, digest: str) -> None:
        """Show the log's head, or nothing where no log is open; a click copies the whole hash."""
        self._digest = digest
        self._head.setText(line)
        self._head.setToolTip(f"{digest}\nThe hash of the log's last entry stands for everything before it. Click to copy it.")
        self._head.setVisible(bool(line))

    def copy_details(self) -> None:
        """Put the problem and where it was on the clipboard."""
        QGuiApplication.clipboard().setText(self._details)

    def copy_head(self) -> None:
        """Put the whole hash of the log's last entry on the clipboard."""
        QGuiApplication.clipboard().setText(self._digest)

    def texts(self) -> dict[str, str]:
        """Return what is read here by its part; what is hidden is left out."""
        parts = (
            ("progress", self._label, self._label.whole), ("notice", self._notice, self._notice.text()),
            ("problem", self._problem, self._problem.text()), ("trust", self._trust, self._trust.whole),
            ("head", self._head, self._head.text()),
        )  # fmt: skip
        return {name: text for name, part, text in parts if not part.isHidden()}
