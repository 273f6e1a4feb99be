"""Labels, and what a label shows a person."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextDocumentFragment, QTextLayout
from PySide6.QtWidgets import QLabel, QSizePolicy


class Paragraphs(QLabel):
    """Lines with little room between them, which can be selected as one; hidden where there are none.

    Args:
        name: By which the theme knows it.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lines: tuple[str, ...] = ()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show plain text; what looks like a mark-up is shown as it is."""
        self.lines = tuple(lines)
        self.setVisible(bool(lines))
        last = len(lines) - 1
        self.setText("".join(f"<p style='margin:0 0 {6 if k < last else 0}px 0'>{escape(line)}</p>" for k, line in enumerate(lines)))


class _Shortened(QLabel):
    """Plain text that is shortened to its room whenever that changes.

    Args:
        name: By which the theme knows it.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.whole = ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        raise NotImplementedError


class OneLine(_Shortened):
    """Plain text on one line, which takes what room is left and ends in … where that is too little; the pointer shows it whole.

    Args:
        name: By which the theme knows it.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str, more: str = "") -> None:
        """Show a text; more of it on the pointer."""
        self.whole = text
        self.setToolTip(literal_tip("\n".join(filter(None, (text, more)))))
        self._shorten()

    def _shorten(self) -> None:
        self.setText(self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, self.width()))


class FewLines(_Shortened):
    """Plain text on a few lines at most, which ends in … where these are too few; the pointer shows it whole.

    Args:
        name: By which the theme knows it.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(1)
        self._most = 1

    def show_text(self, text: str) -> None:
        """Show a text."""
        self.whole = text
        self.setToolTip(literal_tip(text))
        self._shorten()

    def set_most(self, lines: int) -> None:
        """Set how many lines there may be."""
        self._most = lines
        self._shorten()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return len(self._lines(width)) * self.fontMetrics().lineSpacing()

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.fontMetrics().lineSpacing())

    def _shorten(self) -> None:
        self.setText("\n".join(self._lines(self.contentsRect().width())))
        self.updateGeometry()

    def _lines(self, width: int) -> list[str]:
        """Return the text broken into lines, the last one shortened where more would be needed."""
        lines, layout = list[str](), QTextLayout(self.whole, self.font())
        layout.beginLayout()
        while len(lines) < self._most and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start, end = line.textStart(), line.textStart() + line.textLength()
            lines.append(self.whole[start : end if len(lines) < self._most - 1 else None].strip())
        layout.endLayout()
        return [*lines[:-1], self.fontMetrics().elidedText(lines[-1], Qt.TextElideMode.ElideRight, width)] if lines else []


def plain_label(name: str, *, wraps: bool = True) -> QLabel:
    """Return a label for plain text.

    Args:
        name: By which the theme knows it.
        wraps: Whether it may take several lines.
    """
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(wraps)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def plain_tip(text: str) -> str:
    """Return what the pointer shows of plain text: Qt would take what looks like mark-up for mark-up."""
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if text else ""


def literal_tip(text: str) -> str:
    """Return what the pointer shows of a text that is plain, whatever it looks like, as names and paths are."""
    return plain_tip(text) if "<" in text or "&" in text else text


def shown(label: QLabel) -> str:
    """Return what a person reads in a label: "" where it is hidden."""
    if label.isHidden():
        return ""
    return label.text() if label.textFormat() == Qt.TextFormat.PlainText else QTextDocumentFragment.fromHtml(label.text()).toPlainText()
