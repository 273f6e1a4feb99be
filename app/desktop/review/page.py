"""The review's page: the findings, and the one at hand below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout

from app.desktop.review.detail_panel import DetailPanel
from app.desktop.review.findings_table import FindingsTable
from app.desktop.review.view import Detail, FindingEvidence, FindingRow

_LEAST, _WISHED = 36, 43
"""Digits of the font side by side: what the table and the drawings need at least, and where most findings are read whole."""
_EMPTY = Detail("Findings", sentences=["Select a film to see what the classifier found and where its score comes from."])


class ReviewPage(QFrame):
    """Shows what its presenter says, and passes on the finding that a person chooses.

    Signals:
        chosen: Row of the finding the person went to.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.findings, self.detail = FindingsTable(), DetailPanel()
        self.findings.chosen.connect(self.chosen)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.findings)
        parts.addWidget(self.detail)
        parts.setSizes([330, 490])
        parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(parts)
        self.setMinimumWidth(_LEAST * self.fontMetrics().horizontalAdvance("0"))
        self.show_detail(_EMPTY)

    def sizeHint(self) -> QSize:
        """Return the size in which the findings and what is said of one are read with ease."""
        return QSize(_WISHED * self.fontMetrics().horizontalAdvance("0"), 600)

    def show_findings(self, rows: Sequence[FindingRow], selected: int | None) -> None:
        """Fill the table of findings."""
        self.findings.show_rows(rows, selected)

    def show_detail(self, detail: Detail) -> None:
        """Show the selected finding in words."""
        self.detail.show_detail(detail)

    def show_evidence(self, evidence: FindingEvidence | None) -> None:
        """Draw what was measured of the selected finding."""
        self.detail.show_evidence(evidence)

    def show_record(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show where the film stands in the log."""
        self.detail.show_record(lines)
