"""The viewer's logic: the film that is shown, in which polarity, and what is drawn over it."""

from __future__ import annotations

from app.desktop.classifiers.view import Trust
from app.desktop.engine import Answerer
from app.desktop.film.known import KnownFilm
from app.desktop.viewer.heat import grad_cam, guided_grad_cam
from app.desktop.viewer.view import Overlay, ViewerView
from app.desktop.viewer.wording import marks, region_outlines
from app.export.recorded_maps import RecordedMaps, as_recorded
from app.workers.messages import Failed, Outcome, Refused, Result, Task
from app.workers.tasks.attribute import AttributionMap, MakeMap
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from models.values.attribution import MapMethod
from models.values.radiograph import Radiograph


class ViewerPresenter:
    """Takes what is to be shown, and maps that were computed anew.

    Args:
        view: The viewer.
        engine: Makes maps.
        trust: What the certificate of the chosen classifier says.
    """

    def __init__(self, view: ViewerView, engine: Answerer, trust: Trust) -> None:
        self._view, self._engine = view, engine
        self._film: Radiograph | None = None
        self._record: FilmRecord | None = None
        self._maps: RecordedMaps | None = None
        self._why_no_maps = ""
        self._finding: int | None = None
        self._overlay = Overlay.NONE
        self._mapping: int | None = None
        self._show_trust(trust)

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Show another film with what is known of it, or a message in its place."""
        self._film = film
        self._view.show_film(film, message)
        self._show_polarity()
        self._show_organs()
        self.show_finding(self._finding)

    def show_known(self, known: KnownFilm | None, trust: Trust, why_no_maps: str = "") -> None:
        """Show what is known of the film, and none of its findings yet.

        Args:
            known: None where nothing is.
            trust: What the certificate of the record's classifier says.
            why_no_maps: Why a film that was screened comes without maps.
        """
        self._show_trust(trust)
        self._record, self._maps = (known.record, known.maps) if known else (None, None)
        self._why_no_maps = why_no_maps
        self._show_polarity()
        self._show_organs()
        self.show_finding(None)

    def show_finding(self, number: int | None) -> None:
        """Show a finding of the record, by its place in the classifier's order."""
        self._finding = number
        self._show_allowed()
        self._show_regions()
        self._show_heat()

    def choose_overlay(self, overlay: Overlay) -> None:
        """Choose what is drawn over the film."""
        self._overlay = overlay
        self._show_heat()

    def take_answer(self, number: int, outcome: Outcome) -> None:
        """Take in a worker's answer; answers to what is no longer shown are dropped."""
        if number == self._mapping:
            self._mapping = None
            self._take_map(outcome)

    def _take_map(self, outcome: Outcome) -> None:
        match outcome:
            case Result(payload=AttributionMap() as found) if self._film is not None:
                self._view.show_heat(guided_grad_cam(found, self._film), "")
            case Refused(sentence=sentence) | Failed(sentence=sentence):
                self._view.show_heat(None, sentence)

    def _show_trust(self, trust: Trust) -> None:
        self._trust = trust
        self._view.grey(trust.greyed)

    def _show_polarity(self) -> None:
        """Show the film in the polarity in which it was screened."""
        if self._film and self._record and (film := as_recorded(self._film, self._record)) is not self._film:
            self._film = film
            self._view.show_film(film, "")

    def _show_organs(self) -> None:
        maps = self._maps if self._film is not None else None
        self._view.show_lungs(maps.lungs if maps else None)
        self._view.show_heart(maps.heart if maps else None)

    def _shown_finding(self) -> FindingRecord | None:
        findings = self._record.findings if self._record else None
        return findings[self._finding] if findings and self._finding is not None else None

    def _show_allowed(self) -> None:
        finding = self._shown_finding()
        masks = self._maps.allowed if self._maps and self._film is not None else {}
        self._view.show_allowed(masks.get(finding.allowed_region.name) if finding and finding.allowed_region else None)

    def _show_regions(self) -> None:
        finding = self._shown_finding()
        masks = self._maps.outlines if self._maps and self._film is not None else {}
        self._view.show_regions(region_outlines(finding, masks) if finding else [])

    def _show_heat(self) -> None:
        """Draw the map and the boxes of the finding; without a map the film is shown without boxes too."""
        if self._mapping is not None:
            self._engine.withdraw(self._mapping)
            self._mapping = None
        finding = self._shown_finding()
        self._view.show_marks([])
        self._view.show_heat(None, self._why_no_maps if self._film is not None else "")
        if self._film is None or self._maps is None or self._record is None or finding is None or self._overlay == Overlay.NONE:
            return
        self._view.show_marks(marks(self._record, finding))
        if self._overlay == Overlay.GRAD_CAM:
            self._show_grad_cam(self._maps, self._film)
        else:
            self._ask_for_guided(self._record, finding, self._film)

    def _show_grad_cam(self, maps: RecordedMaps, film: Radiograph) -> None:
        assert self._finding is not None, "one is shown"
        heat = grad_cam(maps, self._finding, film, failed=Overlay.GRAD_CAM in self._trust.greyed)
        self._view.show_heat(heat, "" if heat else "Grad-CAM is zero everywhere for this finding.")

    def _ask_for_guided(self, record: FilmRecord, finding: FindingRecord, film: Radiograph) -> None:
        assert record.classifier is not None, "what has findings was screened"
        if self._trust.unavailable:
            self._view.show_heat(None, self._trust.unavailable)
            return
        self._view.show_heat(None, "Computing Guided Grad-CAM…")
        wanted = MakeMap(film, record.classifier.name, finding.label, MapMethod.GUIDED_GRAD_CAM)
        self._mapping = self._engine.ask(Task.ATTRIBUTE, wanted)
