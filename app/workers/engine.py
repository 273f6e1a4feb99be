"""The engine process: torch, the networks, and the one device they run on."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.references import reference_file
from app.workers.protocol import AnatomyDrawn, AttributionMap, CertifyAsk, Kind, ReferAsk, Request, ScreenAsk, Setting
from app.workers.worker import Expected, Handler

if TYPE_CHECKING:
    from models.anatomy.regions import RegionTable
    from models.attention.reference import Reference
    from models.classifier import Classifier
    from models.radiograph import Radiograph


def make_engine(device_choice: str, threads: int | None) -> Handler:
    """Return the engine's handler; imports torch. Networks are loaded when first asked for.

    Args:
        device_choice: "auto", "cpu" or "cuda".
        threads: Of torch on the CPU; None leaves the choice to torch.
    """
    import torch

    from models.classifier import DeviceChoice

    if threads:
        torch.set_num_threads(threads)
    return _Engine(DeviceChoice(device_choice)).handle


def _table(given: RegionTable | None) -> RegionTable:
    from models.anatomy.regions import shipped_table

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
            case Kind.SCREEN:
                return (yield from self._screen(ask))
            case Kind.ATTRIBUTE:
                return self._map(ask.film, self._classifier(ask.classifier), ask.label, ask.method)
            case Kind.ANATOMY:
                return self._anatomy(ask.film)
            case Kind.DESCRIBE:
                return self._setting(ask.classifier, _table(ask.regions))
            case Kind.REFER:
                return self._gather(ask)
            case Kind.CERTIFY:
                return (yield from self._certified(ask))
            case Kind.POINTS:
                return self._points(ask.classifier)
        raise ValueError(request.kind)

    def _anatomy(self, film: Radiograph) -> AnatomyDrawn:
        """Return the lungs of a film, as the screening would find them."""
        from models.film_check import objection
        from models.geometry import Geometry

        ((film, check),) = self._checker().looked_at([film])
        if against := objection(check, film.header):
            raise Expected(against.code, against.sentence)
        lungs, quality, found = self._lungs().anatomy(film.pixels)
        if found is None:
            return AnatomyDrawn(lungs.on_film(), None, quality, None)
        return AnatomyDrawn(lungs.on_film(), found.structures.on(Geometry.identity(*film.pixels.shape)), quality, asdict(found.frame))

    def _setting(self, name: str, table: RegionTable) -> Setting:
        classifier, others = self._classifier(name), (self._lungs(), self._checker())
        lungs, checker = (each.manifest.weights_sha256 for each in others)
        reference = self._reference(classifier, table)
        return Setting(classifier.manifest.weights_sha256, lungs, checker, table.sha256, reference.sha256 if reference else None)

    def _screen(self, ask: ScreenAsk) -> Generator[Any, None, Any]:
        from models.screening import screen

        classifier, table = self._classifier(ask.classifier), _table(ask.regions)
        reference, others = self._reference(classifier, table), (self._lungs(), self._checker())
        return (yield from screen(ask.films, classifier, *others, ask.parameters, reference=reference, table=table))

    def _gather(self, ask: ReferAsk) -> Any:
        from models.attention.gather import gather

        return gather(ask.films, self._classifier(ask.classifier), self._lungs(), self._checker(), _table(ask.regions))

    def _reference(self, classifier: Classifier, table: RegionTable) -> Reference | None:
        """Return the classifier's reference under a table; one that was built anew meanwhile is read anew."""
        from models.attention.reference import NotAReference, Reference

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

    def _certified(self, ask: CertifyAsk) -> Generator[Any, None, Any]:
        from models.attribution.refusal import NotAttributable
        from models.certification import NotCertifiable, certified

        try:
            return (yield from certified(self._classifier(ask.classifier), [film.pixels for film in ask.films]))
        except (NotCertifiable, NotAttributable) as reason:
            raise Expected("not_certifiable", str(reason)) from None

    def _points(self, name: str) -> Any:
        from models.attribution.points import points

        classifier = self._classifier(name)
        return points(classifier.network, classifier.blank())

    def _classifier(self, name: str) -> Classifier:
        from models.classifier import Classifier
        from models.manifest import EMBEDDED

        if name not in EMBEDDED:
            raise Expected("unusable_classifier", f"There is no classifier of this name; there are: {', '.join(EMBEDDED)}.")
        classifier: Classifier = self._loaded(name, Classifier, "unusable_classifier")
        return classifier

    def _lungs(self) -> Any:
        from models.anatomy.segmenter import Segmenter

        return self._loaded("lungs", Segmenter, "unusable_segmenter")

    def _checker(self) -> Any:
        from models.film_check import FilmChecker

        return self._loaded("film-check", FilmChecker, "unusable_film_check")

    def _loaded(self, name: str, kind: Any, code: str) -> Any:
        """Return an embedded network, loaded when it is first asked for."""
        from models.manifest import ManifestError, embedded

        if name not in self._networks:
            try:
                self._networks[name] = kind.load(embedded(name), self._device())
            except ManifestError as error:
                raise Expected(code, str(error)) from None
        return self._networks[name]

    def _device(self) -> Any:
        from models.classifier import NoDevice, choose_device

        try:
            return choose_device(self._device_choice)
        except NoDevice as error:
            raise Expected("no_device", str(error)) from None

    def _map(self, film: Radiograph, classifier: Classifier, label: str, method: Any) -> AttributionMap:
        from models.attribution.attribute import attribute
        from models.screening import map_box

        prepared = classifier.prepared(film.pixels)
        batch = prepared.tensor[None].to(classifier.device, classifier.dtype)
        target = classifier.manifest.labels.index(label)
        found = attribute(classifier.network, batch, methods=[method], targets=[target], scores=classifier.log_odds, point=classifier.point)
        values = found.maps[method][0, 0].float().cpu().numpy()
        return AttributionMap(values, map_box(prepared.geometry, values.shape))
