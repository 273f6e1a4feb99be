"""What was measured of one finding, drawn, with the words that belong to the drawings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.review.evidence_bars import STORED, BudgetBars, ShareBar
from app.desktop.review.view import FindingEvidence
from app.desktop.texts import plain_label, shown

HEADING = "Evidence budget (logit decomposition)"


class EvidencePanel(QWidget):
    """The share outside and the evidence budget of the finding at hand."""

    def __init__(self) -> None:
        super().__init__()
        self.share, self.budget = ShareBar(), BudgetBars()
        self._legend, self._heading, self._caption = plain_label("quiet"), plain_label("heading"), plain_label("quiet")
        self._legend.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._heading.setText(HEADING)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for widget in (self.share, self._legend, self._heading, self.budget, self._caption):
            layout.addWidget(widget)
        self.show_evidence(None)

    def show_evidence(self, evidence: FindingEvidence | None) -> None:
        """Draw what was measured; without a budget the reason stands in its place."""
        self.setVisible(evidence is not None)
        if evidence is None:
            return
        self.share.show_share(evidence.share)
        self._legend.setText(self.share.legend())
        budget = evidence.budget
        for widget in (self._heading, self.budget):
            widget.setVisible(budget is not None)
        self._caption.setText(evidence.why_not)
        if budget:
            self.budget.show_budget(budget)
            mean = " │ is the reference's mean." if any(part.usual is not None for part in budget.parts) else ""
            self._caption.setText(f"With the bias {budget.bias:+z.2f} together {budget.logit:+z.2f} logits.{mean} {STORED}")

    def texts(self) -> dict[str, str]:
        """Return what is read here: the legend of the share, the heading and the caption of the budget; nothing where nothing is drawn."""
        if self.isHidden():
            return {}
        read = {"legend": shown(self._legend), "heading": shown(self._heading), "caption": shown(self._caption)}
        return {name: text for name, text in read.items() if text}
