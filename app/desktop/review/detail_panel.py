"""The selected finding as a card: its verdict, the picture of its test, its numbers, and the rest folded below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.desktop.fold import Fold
from app.desktop.review.evidence_panel import HEADING, EvidencePanel
from app.desktop.review.figure_list import FigureList
from app.desktop.review.judgement_panel import JudgementPanel
from app.desktop.review.map_panel import MapPanel
from app.desktop.review.strip_panel import StripPanel
from app.desktop.review.tests_panel import TestsPanel
from app.desktop.review.view import Detail, FindingEvidence
from app.desktop.texts import OneLine, Paragraphs, literal_tip, plain_label, shown

SHOW = "Show tests"
TEST = "Test this finding"


class DetailPanel(QWidget):
    """The finding with what must stand beside its verdict, which does not scroll away; below, what scrolls.

    Signals:
        tests_wanted: The person wants to see the film with the regions filled in.
        test_wanted: The person wants the finding tested, which was not challenged.
    """

    tests_wanted = Signal()
    test_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.judgement = OneLine("title"), JudgementPanel()
        self._warnings, self._verdict_sentence = Paragraphs("problem"), plain_label("")
        self.strip, self.figures, self._sentences = StripPanel(), FigureList(), Paragraphs("")
        self.tests, self.map, self.evidence, self.rests_on = TestsPanel(), MapPanel(), EvidencePanel(), FigureList()
        self._trust, self._in_log = plain_label("quiet"), QWidget()
        self._record: list[tuple[str, str]] = []
        self._form = QFormLayout(self._in_log)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(3)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._folds = {
            name: Fold(title, inside)
            for name, title, inside in (
                ("tests", "Regions tested", self.tests), ("map", "Where the map lies", self.map), ("evidence", HEADING, self.evidence),
                ("rests_on", "What it rests on", self.rests_on), ("trust", "Certificate of the classifier", self._trust),
                ("record", "In the log", self._in_log),
            )
        }  # fmt: skip
        self.show_button, self.test_button = QPushButton(SHOW), QPushButton(TEST)
        self.show_button.setToolTip("The film as the network sees it, beside the same film with a region filled in")
        self.show_button.clicked.connect(self.tests_wanted)
        self.test_button.setToolTip("Tested now as if it had been challenged; what is found is shown, not recorded")
        self.test_button.clicked.connect(self.test_wanted)
        self.area = self._scrolled()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 0, 0)
        layout.setSpacing(4)
        for widget in (self.title, self.judgement, self.area):
            layout.addWidget(widget, int(widget is self.area))
        self.show_trust("", "")
        self.show_record([])
        self.show_evidence(None)
        self.show_detail(Detail(""))

    def _scrolled(self) -> QScrollArea:
        area, inside, buttons = QScrollArea(), QWidget(), QHBoxLayout()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.setObjectName("detail")
        inside.setMinimumWidth(1)  # A long word is cut off alone, not the lines beside it.
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 4, 12, 8)
        layout.setSpacing(8)
        above: tuple[QWidget, ...] = (self._warnings, self._verdict_sentence, self.strip)
        below: tuple[QWidget, ...] = (self.figures, self._sentences, *self._folds.values())
        for widget in above:
            layout.addWidget(widget)
        for button in (self.show_button, self.test_button):
            buttons.addWidget(button)
        layout.addLayout(buttons)
        for widget in below:
            layout.addWidget(widget)
        layout.addStretch()
        area.setWidget(inside)
        return area

    def show_detail(self, detail: Detail) -> None:
        """Show a finding in words and numbers."""
        self.title.show_text(detail.title)
        self.judgement.show_judgement(detail.judgement and replace(detail.judgement, sentence=""))
        sentence = detail.judgement.sentence if detail.judgement else ""
        self._verdict_sentence.setText(sentence)
        self._verdict_sentence.setVisible(bool(sentence))
        self._warnings.show_lines(detail.warnings)
        self._sentences.show_lines(detail.sentences)
        self.strip.show_picture(detail.picture)
        self.figures.show_figures(detail.figures)
        self.tests.show_tests(detail.tests)
        self.map.show_figures(detail.of_map)
        self.rests_on.show_figures(detail.rests_on)
        self.show_button.setVisible(detail.tests is not None)
        self.test_button.setVisible(detail.can_be_tested)
        count = len(detail.tests.rows) if detail.tests else 0
        self._folds["tests"].set_title(f"Regions tested ({count})")
        for name, told in (("tests", count), ("map", detail.of_map), ("rests_on", detail.rests_on)):
            self._folds[name].setVisible(bool(told))

    def show_evidence(self, evidence: FindingEvidence | None) -> None:
        """Draw what was measured."""
        self.map.show_share(evidence.share if evidence else None)
        self.evidence.show_evidence(evidence)
        self._folds["evidence"].setVisible(evidence is not None)

    def show_trust(self, headline: str, sentence: str) -> None:
        """Show what the certificate of the classifier says."""
        self._trust.setText(f"{headline}. {sentence}")
        self._folds["trust"].setVisible(bool(headline))

    def show_record(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show where the film stands in the log."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self._folds["record"].setVisible(bool(lines))
        self._record = list(lines)
        for name, value in lines:
            label, text = plain_label("name", wraps=False), plain_label("")
            label.setText(name)
            text.setText(value)
            text.setToolTip(literal_tip(value))
            text.setMinimumWidth(1)
            self._form.addRow(label, text)

    def folds(self) -> dict[str, Fold]:
        """Return the groups of details by their name, those that have something to show."""
        return {name: fold for name, fold in self._folds.items() if not fold.isHidden()}

    def texts(self) -> dict[str, str]:
        """Return what is read here by its part, folded or not; a part that takes no room is left out."""
        labels = (("warnings", self._warnings), ("verdict_sentence", self._verdict_sentence), ("sentences", self._sentences))
        found = {"title": self.title.whole} | {name: text for name, label in labels if (text := shown(label))} | self.judgement.texts()
        trust = {"trust": self._trust.text()} if "trust" in self.folds() else {}
        return found | self.strip.texts() | self.tests.texts() | trust

    def record(self) -> dict[str, str]:
        """Return what stands under "In the log"."""
        return dict(self._record)
