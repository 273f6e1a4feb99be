"""A verdict: its shape and its name, its sentence, and what must stand beside it. Its name has no colour."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.desktop.review.view import Judgement
from app.desktop.texts import FewLines, plain_label, shown
from app.desktop.verdict_shape import VerdictShape


class JudgementPanel(QWidget):
    """The verdict of a finding, or of a film.

    Args:
        of: Whose verdict it is, where it does not stand under a title that says so; its sentence may then be shortened, never what
            stands beside it.
    """

    def __init__(self, of: str = "") -> None:
        super().__init__()
        self._of = of
        self.shape = VerdictShape()
        self._verdict, self._beside = plain_label("verdict"), plain_label("")
        self._sentence: QLabel = FewLines("") if of else plain_label("")
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        top.setSpacing(8)
        top.addWidget(self.shape, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._verdict, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        for label in (self._sentence, self._beside):
            layout.addWidget(label)
        self.show_judgement(None)

    def show_judgement(self, judgement: Judgement | None) -> None:
        """Show a verdict; nothing takes room where there is none."""
        self.setVisible(judgement is not None)
        if judgement is None:
            return
        self.shape.show_verdict(judgement.shape)
        self._verdict.setText(f"{self._of}: {judgement.verdict[:1].lower()}{judgement.verdict[1:]}" if self._of else judgement.verdict)
        for widget in (self.shape, self._verdict):
            widget.setToolTip(judgement.meaning)
            widget.setAccessibleDescription(judgement.meaning)
        if isinstance(self._sentence, FewLines):
            self._sentence.show_text(judgement.sentence)
        else:
            self._sentence.setText(judgement.sentence)
        self._beside.setText(judgement.beside)
        for label, text in ((self._sentence, judgement.sentence), (self._beside, judgement.beside)):
            label.setVisible(bool(text))

    def set_most_lines(self, most: int) -> None:
        """Set how many lines a sentence that may be shortened has at most."""
        if isinstance(self._sentence, FewLines):
            self._sentence.set_most(most)

    def texts(self) -> dict[str, str]:
        """Return what is read here by its part; nothing where there is no verdict."""
        if self.isHidden():
            return {}
        sentence = self._sentence.whole if isinstance(self._sentence, FewLines) else shown(self._sentence)
        parts = {"verdict": shown(self._verdict), "verdict_sentence": sentence, "beside": shown(self._beside)}
        return {name: text for name, text in parts.items() if text}
