"""The review's logic: the findings of the film that is shown, the one at hand in words and drawings, and its place in the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.desktop.classifiers.view import Trust
from app.desktop.film.known import KnownFilm
from app.desktop.review.evidence import evidence
from app.desktop.review.record_lines import record_lines
from app.desktop.review.verdict_wording import beside_the_films, film_judgement
from app.desktop.review.view import Detail, ReviewView
from app.desktop.review.wording import UNDER_WAY, detail, finding_row, ordered
from app.export.questions import questions
from audit.records.film import FilmRecord


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
        self._under_way = False
        self._warnings: tuple[str, ...] = ()
        self._order: list[int] = []
        self._finding: int | None = None

    def show_known(self, known: KnownFilm, trust: Trust, *, same_film: bool) -> None:
        """Show what is known of the film.

        Args:
            known: What the log says, or what does not stand there yet.
            trust: What the certificate of the record's classifier says.
            same_film: The film was shown before and more is known now; the finding at hand stays.
        """
        at_hand = self._finding if same_film else None
        self._record, self._under_way = known.record, known.entry is None
        self._warnings = ((UNDER_WAY,) if self._under_way else ()) + trust.warnings
        findings = self._record.findings or ()
        self._order = ordered(findings)
        self._finding = at_hand if at_hand in self._order else self._order[0] if self._order else None
        row = self._order.index(self._finding) if self._finding is not None else None
        self._view.show_film_verdict(film_judgement(self._record))
        self._view.show_trust(trust.headline, trust.sentence)
        self._view.show_findings([finding_row(findings[k], under_way=self._under_way) for k in self._order], row)
        self._view.show_record(record_lines(known.entry, self._log_name) if known.entry else [])
        if self._finding is None:
            self._view.show_detail(_ended(known.record))
        self._show_finding()

    def show_unknown(self, title: str, sentence: str, *, is_problem: bool = False) -> None:
        """Say why nothing is known of the film; whether something is wrong."""
        self._record, self._order, self._finding = None, [], None
        self._view.show_film_verdict(None)
        self._view.show_trust("", "")
        self._view.show_findings([], None)
        self._view.show_record([])
        self._view.show_detail(Detail(title, warnings=[sentence]) if is_problem else Detail(title, sentences=[sentence]))
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
            warnings = [*questions(self._record), *self._warnings]
            said = detail(self._record, finding, warnings, under_way=self._under_way)
            self._view.show_detail(replace(said, judgement=beside_the_films(self._record, finding)))
            self._view.show_evidence(evidence(finding))
        self._finding_chosen(self._finding)


def _ended(record: FilmRecord) -> Detail:
    """Return why a film was refused or failed."""
    return Detail(record.status.capitalize(), [record.reason or ""], questions(record))
