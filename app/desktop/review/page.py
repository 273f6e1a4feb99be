"""The review's page: the findings, and the one at hand below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from app.desktop.review.cover import Cover
from app.desktop.review.detail_panel import DetailPanel
from app.desktop.review.findings_table import FindingsTable
from app.desktop.review.judgement_panel import JudgementPanel
from app.desktop.review.view import Detail, FindingEvidence, FindingRow, Judgement

_LEAST, _WISHED = 36, 43
"""Digits of the font side by side: what the table and the drawings need at least, and where most findings are read whole."""
_LOW, _FEW, _MANY = 27, 2, 6
"""A page of fewer lines than the first has the second number of lines for the sentence of the film's verdict, another the third."""
_STAYS = 200
"""Milliseconds without findings after which there are none; from one film to the next it takes less, and nothing shall jump."""
_EMPTY = Detail("Findings", sentences=["Select a film to see what the classifier found and where its score comes from."])


class ReviewPage(QFrame):
    """Shows what its presenter says, and passes on the finding that a person chooses.

    Signals:
        chosen: Row of the finding the person went to.
        tests_wanted: The person wants to see the tests of the finding at hand.
        test_wanted: The person wants the finding at hand tested, which was not challenged.
        cover_lifted: The person wants to see what is covered.
    """

    chosen = Signal(int)
    tests_wanted = Signal()
    test_wanted = Signal()
    cover_lifted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._cover = Cover()
        self._cover.lifted.connect(self.cover_lifted)
        self.verdict, self.findings, self.detail = JudgementPanel(of="This film"), FindingsTable(), DetailPanel()
        self.verdict.setContentsMargins(12, 8, 12, 8)
        self.findings.chosen.connect(self.chosen)
        self.detail.tests_wanted.connect(self.tests_wanted)
        self.detail.test_wanted.connect(self.test_wanted)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.findings)
        parts.addWidget(self.detail)
        parts.setSizes([330, 490])
        parts.setChildrenCollapsible(False)
        self.findings.setMinimumHeight(4 * self.findings.verticalHeader().defaultSectionSize() + 14)
        self.detail.setMinimumHeight(5 * self.detail.fontMetrics().height() + 8)
        self._findings_page = QWidget()
        found = QVBoxLayout(self._findings_page)
        found.addWidget(self.verdict)
        found.addWidget(parts, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self._findings_page, 1)
        layout.addWidget(self._cover, 1)
        for one in (found, layout):
            one.setContentsMargins(0, 0, 0, 0)
            one.setSpacing(0)
        self.show_cover("", "")
        self.setMinimumWidth(_LEAST * self.fontMetrics().horizontalAdvance("0"))
        self._nothing = QTimer(self, singleShot=True, interval=_STAYS)
        self._nothing.timeout.connect(self.findings.hide)
        self.findings.hide()
        self.show_detail(_EMPTY)

    def sizeHint(self) -> QSize:
        """Return the size in which the findings and what is said of one are read with ease."""
        return QSize(_WISHED * self.fontMetrics().horizontalAdvance("0"), 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.verdict.set_most_lines(_FEW if self.height() < _LOW * self.fontMetrics().height() else _MANY)

    def ask_for_tests(self) -> None:
        """Press the button that shows the tests of the finding at hand, where it has any."""
        if self._cover.isHidden() and not self.detail.show_button.isHidden():
            self.tests_wanted.emit()

    def show_cover(self, sentence: str, button: str) -> None:
        """Say a sentence in the place of all that the classifier found, with a button that shows it; "" takes the cover away."""
        self._cover.show_texts(sentence, button)
        self._cover.setVisible(bool(sentence))
        self._findings_page.setVisible(not sentence)

    def cover(self) -> str:
        """Return what the cover says; "" without one."""
        return "" if self._cover.isHidden() else self._cover.sentence()

    def step(self, by: int) -> None:
        """Go to the next finding, or the one before."""
        if self._cover.isHidden():
            self.findings.step(by)

    def show_film_verdict(self, judgement: Judgement | None) -> None:
        """Show the film's verdict above all findings."""
        self.verdict.show_judgement(judgement)

    def show_findings(self, rows: Sequence[FindingRow], selected: int | None) -> None:
        """Fill the table of findings; one that stays empty gives its room to what is said below."""
        self.findings.show_rows(rows, selected)
        if rows:
            self._nothing.stop()
            self.findings.show()
        else:
            self._nothing.start()

    def show_detail(self, detail: Detail) -> None:
        """Show the selected finding in words and numbers."""
        self.detail.show_detail(detail)

    def show_evidence(self, evidence: FindingEvidence | None) -> None:
        """Draw what was measured of the selected finding."""
        self.detail.show_evidence(evidence)

    def show_trust(self, headline: str, sentence: str) -> None:
        """Show what the certificate of the classifier says."""
        self.detail.show_trust(headline, sentence)

    def show_record(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show where the film stands in the log."""
        self.detail.show_record(lines)
