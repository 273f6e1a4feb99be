"""The evidence budget of one finding, drawn, with the words that belong to the drawing."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.review.evidence_bars import STORED, BudgetBars
from app.desktop.review.view import FindingEvidence
from app.desktop.texts import plain_label, shown

HEADING = "Evidence budget"


class EvidencePanel(QWidget):
    """The evidence budget of the finding at hand."""

    def __init__(self) -> None:
        super().__init__()
        self.budget = BudgetBars()
        self._caption = plain_label("quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.budget)
        layout.addWidget(self._caption)

    def show_evidence(self, evidence: FindingEvidence | None) -> None:
        """Draw what was measured; without a budget the reason stands in its place."""
        budget = evidence.budget if evidence else None
        self.budget.setVisible(budget is not None)
        self._caption.setText(evidence.why_not if evidence else "")
        if budget:
            self.budget.show_budget(budget)
            mean = " │ is the reference's mean." if any(part.usual is not None for part in budget.parts) else ""
            self._caption.setText(
                f"Logit decomposition: with the bias {budget.bias:+z.2f} together {budget.logit:+z.2f} logits.{mean} {STORED}"
            )

    def texts(self) -> dict[str, str]:
        """Return what is read here: the caption; nothing where nothing is known."""
        text = shown(self._caption)
        return {"caption": text} if text else {}
