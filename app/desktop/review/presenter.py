"""The review's logic: the findings of the film that is shown, the one at hand in words and drawings, and its place in the log."""

from __future__ import annotations

from collections.abc import Callable

from app.desktop.classifiers.view import Trust
from app.desktop.review.evidence import evidence
from app.desktop.review.record_lines import record_lines
from app.desktop.review.view import Detail, ReviewView
from app.desktop.review.wording import detail, finding_row, ordered
from app.export.questions import questions
from app.run.events import FilmRecorded
from audit.log.store import Stored
from audit.records.film import FilmRecord

_WAITING = Detail("Not screened yet", sentences=["The findings appear here when the film stands in the log."])


class ReviewPresenter:
    """Takes records, and the finding that a person chooses.

    Args:
        view: The review page.
        log_name: Of the log's file, as shown.
        finding_chosen: Learns which finding is at hand, by its place in the classifier's order; None where there is none.
    """

    def __init__(self, view: ReviewView, *, log_name: str, finding_chosen: Callable[[int | None], None]) -> None:
        self._view, self._log_name, self._finding_chosen = view, log_name, finding_chosen
        self._record: FilmRecord | None = None
        self._warnings: tuple[str, ...] = ()
        self._order: list[int] = []
        self._finding: int | None = None

    def show_record(self, done: FilmRecorded | None, trust: Trust) -> None:
        """Show what the log says of the film, or that it says nothing yet.

        Args:
            done: The film's entry, where it has one.
            trust: What the certificate of the record's classifier says.
        """
        self._record = done.entry.film if done else None
        self._warnings = trust.warnings
        findings = (self._record.findings if self._record else None) or ()
        self._order = ordered(findings)
        self._finding = self._order[0] if self._order else None
        self._view.show_findings([finding_row(findings[k]) for k in self._order], 0 if self._order else None)
        self._view.show_record(record_lines(done.entry, self._log_name) if done else [])
        if self._finding is None:
            self._view.show_detail(_ended(done.entry) if done else _WAITING)
        self._show_finding()

    def select_finding(self, row: int) -> None:
        """Show another finding of the film; rows count as shown."""
        if 0 <= row < len(self._order) and self._order[row] != self._finding:
            self._finding = self._order[row]
            self._show_finding()

    def _show_finding(self) -> None:
        findings = self._record.findings if self._record else None
        if self._record is None or findings is None or self._finding is None:
            self._view.show_evidence(None)
        else:
            finding = findings[self._finding]
            self._view.show_detail(detail(self._record, finding, [*questions(self._record), *self._warnings]))
            self._view.show_evidence(evidence(finding))
        self._finding_chosen(self._finding)


def _ended(entry: Stored) -> Detail:
    """Return why a film was refused or failed."""
    return Detail(entry.kind.capitalize(), [entry.film.reason or ""], questions(entry.film))
