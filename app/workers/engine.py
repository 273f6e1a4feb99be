"""The engine process: torch, the networks, and the one device they run on."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.site.references import reference_file
from app.workers.messages import Request, Task
from app.workers.tasks.anatomy import FilmAnatomy
from app.workers.tasks.attribute import AttributionMap
from app.workers.tasks.certify import CertifyClassifier
from app.workers.tasks.collect import CollectReference
from app.workers.tasks.describe import Setting
from app.workers.tasks.screen import ScreenFilms
from app.workers.worker import Expected, Handler

if TYPE_CHECKING:
    from models.attention.reference.reference import Reference
    from models.attribution.watched import WatchedClassifier
    from models.values.radiograph import Radiograph
    from models.values.regions import RegionTable


def make_engine(device_choice: str, threads: int | None) -> Handler:
    """Return the engine's handler; imports torch. Networks are loaded when first asked for.

    Args:
        device_choice: "auto", "cpu" or "cuda".
        threads: Of torch on the CPU; None leaves the choice to torch.
    """
    import torch

    from models.networks.device import DeviceChoice

    if threads:
        torch.set_num_threads(threads)
    return _Engine(DeviceChoice(device_choice)).handle


def _table(given: RegionTable | None) -> RegionTable:
    from models.regions.table import shipped_table

    return given or shipped_table()


class _Engine:
    """Holds the loaded networks; they are immutable, so they serve every request."""

    def __init__(self, device_choice: Any) -> None:
        self._device_choice = device_choice
        self._networks: dict[str, Any] = {}
        self._references: dict[tuple[Path, int, int], Reference] = {}

    def handle(self, request: Request) -> Generator[Any, None, Any]:
        ask = request.payload
        match request.kind:
            case Task.SCREEN:
                return (yield from self._screen(ask))
            case Task.ATTRIBUTE:
                return self._map(ask.film, self._classifier(ask.classifier), ask.label, ask.method)
            case Task.ANATOMY:
                return self._anatomy(ask.film)
            case Task.DESCRIBE:
                return self._setting(ask.classifier, _table(ask.regions))
            case Task.REFER:
                return self._gather(ask)
            case Task.CERTIFY:
                return (yield from self._certified(ask))
            case Task.POINTS:
                return self._points(ask.classifier)
        raise ValueError(request.kind)

    def _anatomy(self, film: Radiograph) -> FilmAnatomy:
        """Return the lungs of a film, as the screening would find them."""
        from models.grids.geometry import Geometry
        from models.input_check.checker import objection

        ((film, check),) = self._checker().looked_at([film])
        if against := objection(check, film.header):
            raise Expected(against.code, against.sentence)
        lungs, quality, found = self._lungs().anatomy(film.pixels)
        if found is None:
            return FilmAnatomy(lungs.on_film(), None, quality, None)
        return FilmAnatomy(lungs.on_film(), found.structures.on(Geometry.identity(*film.pixels.shape)), quality, asdict(found.frame))

    def _setting(self, name: str, table: RegionTable) -> Setting:
        classifier, others = self._classifier(name), (self._lungs(), self._checker())
        lungs, checker = (each.manifest.weights_sha256 for each in others)
        reference = self._reference(classifier, table)
        return Setting(classifier.manifest.weights_sha256, lungs, checker, table.sha256, reference.sha256 if reference else None)

    def _screen(self, ask: ScreenFilms) -> Generator[Any, None, Any]:
        from models.screening.screen import screen

        classifier, table = self._classifier(ask.classifier), _table(ask.regions)
        reference, others = self._reference(classifier, table), (self._lungs(), self._checker())
        return (yield from screen(ask.films, classifier, *others, ask.parameters, reference=reference, table=table))

    def _gather(self, ask: CollectReference) -> Any:
        from models.screening.gather import gather

        return gather(ask.films, self._classifier(ask.classifier), self._lungs(), self._checker(), _table(ask.regions))

    def _reference(self, classifier: WatchedClassifier, table: RegionTable) -> Reference | None:
        """Return the classifier's reference under a table; one that was built anew meanwhile is read anew."""
        from models.attention.reference.reference import NotAReference, Reference

        file = reference_file(classifier.manifest.weights_sha256, table.sha256)
        if file is None:
            return None
        about = file.stat()
        version = (file, about.st_mtime_ns, about.st_size)
        if version not in self._references:
            try:
                self._references[version] = Reference.load(file)
            except NotAReference as error:
                raise Expected("unusable_reference", str(error)) from None
        return self._references[version]

    def _certified(self, ask: CertifyClassifier) -> Generator[Any, None, Any]:
        from models.attribution.certification import NotCertifiable, certified
        from models.attribution.refusal import NotAttributable

        try:
            return (yield from certified(self._classifier(ask.classifier), [film.pixels for film in ask.films]))
        except (NotCertifiable, NotAttributable) as reason:
            raise Expected("not_certifiable", str(reason)) from None

    def _points(self, name: str) -> Any:
        from models.attribution.target_layers import target_layers

        classifier = self._classifier(name)
        return target_layers(classifier.network, classifier.blank())

    def _classifier(self, name: str) -> WatchedClassifier:
        from models.attribution.watched import WatchedClassifier
        from models.networks.library import EMBEDDED

        if name not in EMBEDDED:
            raise Expected("unusable_classifier", f"There is no classifier of this name; there are: {', '.join(EMBEDDED)}.")
        classifier: WatchedClassifier = self._loaded(name, WatchedClassifier, "unusable_classifier")
        return classifier

    def _lungs(self) -> Any:
        from models.anatomy.segmenter import Segmenter

        return self._loaded("lungs", Segmenter, "unusable_segmenter")

    def _checker(self) -> Any:
        from models.input_check.checker import InputChecker

        return self._loaded("film-check", InputChecker, "unusable_film_check")

    def _loaded(self, name: str, kind: Any, code: str) -> Any:
        """Return an embedded network, loaded when it is first asked for."""
        from models.networks.library import embedded
        from models.networks.manifest import ManifestError

        if name not in self._networks:
            try:
                self._networks[name] = kind.load(embedded(name), self._device())
            except ManifestError as error:
                raise Expected(code, str(error)) from None
        return self._networks[name]

    def _device(self) -> Any:
        from models.networks.device import NoDevice, choose_device

        try:
            return choose_device(self._device_choice)
        except NoDevice as error:
            raise Expected("no_device", str(error)) from None

    def _map(self, film: Radiograph, classifier: WatchedClassifier, label: str, method: Any) -> AttributionMap:
        from models.attribution.attribute import attribute
        from models.grids.geometry import map_box

        prepared = classifier.prepared(film.pixels)
        batch = prepared.tensor[None].to(classifier.device, classifier.dtype)
        target = classifier.manifest.labels.index(label)
        found = attribute(classifier.network, batch, methods=[method], targets=[target], scores=classifier.log_odds, point=classifier.point)
        values = found.maps[method][0, 0].float().cpu().numpy()
        return AttributionMap(values, map_box(prepared.geometry, values.shape))
