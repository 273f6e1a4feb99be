"""The viewer's logic: the film that is shown, in which polarity, and what is drawn over it."""

from __future__ import annotations

from app.desktop.classifiers.view import Trust
from app.desktop.engine import Answerer
from app.desktop.film.known import KnownFilm
from app.desktop.viewer.heat import RECORDED, computed_heat, localisation, recorded_heat
from app.desktop.viewer.overlay_names import name_of
from app.desktop.viewer.view import Heat, Overlay, ViewerView
from app.desktop.viewer.wording import marks, region_outlines
from app.export.recorded_maps import RecordedMaps, as_recorded
from app.workers.messages import Failed, Outcome, Refused, Result, Task
from app.workers.tasks.attribute import AttributionMap, MakeMap
from app.workers.tasks.target_layers import ListTargetLayers
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from models.values.attribution import TargetLayer
from models.values.called import NO_GRADIENTS
from models.values.radiograph import Radiograph

LISTING = "The network’s layers are listed…"
NO_FINDING = "Layers are those of a film’s classifier: choose a film that was screened."


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
        self._layer: str | None = None
        self._listing: int | None = None
        self._listed: tuple[TargetLayer, ...] = ()
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
        before = self._classifier()
        self._record, self._maps = (known.record, known.maps) if known else (None, None)
        if known and self._classifier() != before:
            self._layer, self._listed = None, ()
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

    def list_layers(self) -> None:
        """Let the person choose a target layer of the network whose findings are shown."""
        if self._listed:
            self._view.show_layers(self._listed, self._layer, "")
            return
        name = self._classifier()
        if name is None or self._trust.unavailable:
            self._view.show_layers([], None, self._trust.unavailable or NO_FINDING)
            return
        self._view.show_layers([], None, LISTING)
        self._listing = self._engine.ask(Task.TARGET_LAYERS, ListTargetLayers(name))

    def choose_layer(self, layer: str | None) -> None:
        """Take maps at another layer of the network; None is the one at which they were recorded and examined."""
        self._layer = layer
        self._show_heat()

    def take_answer(self, number: int, outcome: Outcome) -> None:
        """Take in a worker's answer; answers to what is no longer shown are dropped."""
        if number == self._mapping:
            self._mapping = None
            self._take_map(outcome)
        elif number == self._listing:
            self._listing = None
            self._take_layers(outcome)

    def _take_map(self, outcome: Outcome) -> None:
        match outcome:
            case Result(payload=AttributionMap() as found) if self._film is not None:
                self._draw(computed_heat(found, self._film, self._overlay, failed=self._failed(), layer=self._other_layer()))
            case Refused(sentence=sentence) | Failed(sentence=sentence):
                self._view.show_heat(None, sentence)

    def _take_layers(self, outcome: Outcome) -> None:
        match outcome:
            case Result(payload=tuple() as layers):
                self._listed = layers
                self._view.show_layers(layers, self._layer, "")
            case Refused(sentence=sentence) | Failed(sentence=sentence):
                self._view.show_layers([], None, sentence)

    def _classifier(self) -> str | None:
        return self._record.classifier.name if self._record and self._record.classifier else None

    def _name(self) -> str:
        return name_of(self._overlay, called=self._trust.called)

    def _failed(self) -> bool:
        return self._overlay in self._trust.greyed

    def _other_layer(self) -> str | None:
        """Return the layer that was chosen, where the map is made at one."""
        method = self._overlay.method
        return self._layer if method is not None and method.at_target_layer else None

    def _show_trust(self, trust: Trust) -> None:
        self._trust = trust
        self._view.show_called(trust.called)
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
        self._view.show_localisation(None)
        self._view.show_heat(None, self._why_no_maps if self._film is not None else "")
        if self._film is None or self._maps is None or self._record is None or finding is None or self._overlay == Overlay.NONE:
            return
        self._view.show_marks(marks(self._record, finding))
        if self._overlay in RECORDED and self._other_layer() is None:
            assert self._finding is not None, "one is shown"
            found = recorded_heat(self._maps, self._finding, self._film, self._overlay, failed=self._failed(), called=self._trust.called)
            self._draw(found)
        elif self._trust.called:
            self._view.show_heat(None, NO_GRADIENTS)
        else:
            self._ask_for_map(self._record, finding, self._film)

    def _draw(self, heat: Heat | None) -> None:
        """Draw a map, and what it localises."""
        assert self._film is not None, "a map lies over a film"
        self._view.show_heat(heat, "" if heat else f"{self._name()} is zero everywhere for this finding.")
        self._view.show_localisation(localisation(heat, self._overlay, self._film))

    def _ask_for_map(self, record: FilmRecord, finding: FindingRecord, film: Radiograph) -> None:
        assert record.classifier is not None, "what has findings was screened"
        assert self._overlay.method is not None, "without a map none is asked for"
        if self._trust.unavailable:
            self._view.show_heat(None, self._trust.unavailable)
            return
        self._view.show_heat(None, f"Computing {self._name()}…")
        wanted = MakeMap(film, record.classifier.name, finding.label, self._overlay.method, self._other_layer())
        self._mapping = self._engine.ask(Task.ATTRIBUTE, wanted)
