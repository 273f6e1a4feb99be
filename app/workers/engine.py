"""The engine process: torch, the networks, and the one device they run on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.site.calibrations import calibration_file, retired_calibration
from app.site.person import NoDataFolder
from app.site.recorded import recorded_method
from app.site.references import reference_file, retired_reference
from app.workers.courtesy import stand_back
from app.workers.devices import confine
from app.workers.kept import Kept
from app.workers.manifests import manifest_of
from app.workers.messages import Request, Task
from app.workers.tasks import (
    anatomy,
    attribute,
    certify,
    challenged,
    collect,
    control_places,
    guess_architecture,
    import_classifier,
    load_method,
    on_demand,
    removals,
    screen,
    self_test,
    target_layers,
)
from app.workers.tasks.load_method import LoadMethod, OfRecord
from app.workers.worker import Expected, Handler
from models.values.called import NO_GRADIENTS
from models.values.method import Method, Role
from models.values.regions import RegionTable

if TYPE_CHECKING:
    from models.anatomy.segmenter import Segmenter
    from models.attention.reference.reference import Reference
    from models.attribution.watched import WatchedClassifier
    from models.challenge.calibration.calibration import Calibration
    from models.input_check.checker import InputChecker
    from models.screening.audited_classifier import AuditedClassifier
    from models.screening.loaded_method import LoadedMethod
    from models.selftest.remembering import Remembering

HANDLERS: dict[Task, Callable[..., Any]] = {
    Task.LOAD_METHOD: load_method.handle,
    Task.SCREEN: screen.handle,
    Task.ATTRIBUTE: attribute.handle,
    Task.CHALLENGED: challenged.handle,
    Task.ON_DEMAND: on_demand.handle,
    Task.REMOVALS: removals.handle,
    Task.ANATOMY: anatomy.handle,
    Task.CERTIFY: certify.handle,
    Task.SELF_TEST: self_test.handle,
    Task.TARGET_LAYERS: target_layers.handle,
    Task.COLLECT: collect.handle,
    Task.CONTROL_PLACES: control_places.handle,
    Task.GUESS_ARCHITECTURE: guess_architecture.handle,
    Task.IMPORT: import_classifier.handle,
}
_UNUSABLE = {
    Role.CLASSIFIER: "unusable_classifier", Role.LUNGS: "unusable_segmenter", Role.INPUT_CHECK: "unusable_input_check",
}  # fmt: skip
_CHANGED = "The method changed while films were screened: networks, region table or reference are others than at the start. Start again."


def make_engine(device_choice: str, threads: int | None, behind: bool = False) -> Handler:
    """Return the engine's handler; imports torch and what the first film needs. Networks are loaded when first asked for.

    Args:
        device_choice: "auto", "cpu", "cuda" or "cuda:N".
        threads: Of torch on the CPU; None leaves the choice to torch.
        behind: Other programs go before this process.
    """
    if behind:
        stand_back()
    kind = confine(device_choice)
    import torch

    import models.screening.screen  # noqa: F401  # With what the first film needs.
    from models.networks.device import DeviceChoice

    torch.set_num_threads(threads or torch.get_num_threads())  # Else it counts the cores at its first work, and some may be lent by then.
    return Engine(DeviceChoice(kind)).handle


class Engine:
    """Holds the loaded networks and methods; they are immutable, so they serve every request."""

    def __init__(self, device_choice: Any) -> None:
        self._device_choice = device_choice
        self._networks: dict[tuple[str | None, ...], Any] = {}
        self._files: dict[tuple[Path, int, int], Any] = {}
        self._decided: dict[tuple[str, tuple[float, ...]], Reference] = {}
        self._methods: dict[str, LoadedMethod] = {}
        self._remembering: Remembering | None = None
        self.lent: dict[str, Calibration] = {}

    def handle(self, request: Request) -> Generator[Any, None, Any]:
        """Do what is asked."""
        return (yield from HANDLERS[request.kind](self, request.payload))

    def load(self, asked: LoadMethod) -> Method:
        """Load a method and keep it under its fingerprint."""
        bare = self.without_reference(asked.classifier, asked.regions, asked.record)
        bare = replace(bare, classifier=_deciding(bare.classifier, asked.operating_point), parameters=asked.parameters)
        loaded = replace(bare, reference=self._reference(bare, asked.record), calibration=self._calibration(bare, asked.record))
        manifests = {
            Role.CLASSIFIER: loaded.classifier.manifest, Role.LUNGS: loaded.segmenter.manifest, Role.INPUT_CHECK: loaded.checker.manifest,
        }  # fmt: skip
        method = Method(
            parameters=asked.parameters, regions_sha256=loaded.table.sha256, gate_sha256=loaded.made_with.gate_sha256,
            reference_sha256=loaded.reference.sha256 if loaded.reference else None,
            calibration_sha256=loaded.calibration.sha256 if loaded.calibration else None,
            networks={str(role): of.weights_sha256 for role, of in manifests.items()},
            manifests={str(role): of.computation_sha256 for role, of in manifests.items()},
        )  # fmt: skip
        self._methods[_fingerprint(method)] = loaded
        return method

    def without_reference(self, classifier: str, regions: RegionTable | None, record: OfRecord | None = None) -> LoadedMethod:
        """Load networks and table, None being the shipped one; where a record names networks, these very ones."""
        from models.regions.table import shipped_table
        from models.screening.loaded_method import LoadedMethod

        table = regions or shipped_table()
        return LoadedMethod(self.classifier(classifier, record), self.segmenter(record), self.checker(record), table)

    def loaded(self, fingerprint: str, asked: LoadMethod) -> LoadedMethod:
        """Return a method by its fingerprint; an engine that was started anew loads it again.

        Raises:
            Expected: What is loaded again is another method.
        """
        if fingerprint not in self._methods and _fingerprint(self.load(asked)) != fingerprint:
            raise Expected(screen.METHOD_CHANGED, _CHANGED)
        return self._methods[fingerprint]

    def remembering(self, segmenter: Segmenter) -> Remembering:
        """Return a segmenter that does not segment a film again which it saw before: copies of a self-test share their films."""
        from models.selftest.remembering import Remembering

        if self._remembering is None or self._remembering.network is not segmenter.network:
            self._remembering = Remembering(segmenter.manifest, segmenter.network, segmenter.device)
        return self._remembering

    def classifier(self, name: str, record: OfRecord | None = None) -> AuditedClassifier:
        """Return a classifier by its name, or the very one of a record.

        Raises:
            Expected: There is none of this name, or it cannot be used.
        """
        from models.screening.audited_classifier import load_classifier

        classifier: AuditedClassifier = self._network(name, Role.CLASSIFIER, load_classifier, record)
        return classifier

    def watched(self, name: str) -> WatchedClassifier:
        """Return a classifier that is a network.

        Raises:
            Expected: There is none of this name, it cannot be used, or it can only be called.
        """
        from models.attribution.watched import WatchedClassifier

        classifier = self.classifier(name)
        if not isinstance(classifier, WatchedClassifier):
            raise Expected("only_called", NO_GRADIENTS)
        return classifier

    def segmenter(self, record: OfRecord | None = None) -> Segmenter:
        """Return the lung segmenter, or that of a record."""
        from models.anatomy.segmenter import Segmenter

        segmenter: Segmenter = self._network("lungs", Role.LUNGS, Segmenter.load, record)
        return segmenter

    def checker(self, record: OfRecord | None = None) -> InputChecker:
        """Return the input check, or that of a record."""
        from models.input_check.checker import InputChecker

        checker: InputChecker = self._network("film-check", Role.INPUT_CHECK, InputChecker.load, record)
        return checker

    def _reference(self, method: LoadedMethod, record: OfRecord | None) -> Reference | None:
        """Return the classifier's reference under a method's table, decided at its point; one that was built anew is read anew.

        Of a record it is the very one that is named, be it retired.
        """
        from models.attention.reference.reference import Reference
        from models.attention.reference.refusal import NotAReference

        kept = Kept("reference", reference_file, retired_reference, Reference.load, NotAReference)
        found: Reference | None = self._measured(kept, method, record, record.reference_sha256 if record else None)
        if found is None:
            return None
        thresholds = method.classifier.manifest.thresholds
        if (found.sha256, thresholds) not in self._decided:
            self._decided[found.sha256, thresholds] = found.decided_at(thresholds)
        return self._decided[found.sha256, thresholds]

    def _calibration(self, method: LoadedMethod, record: OfRecord | None) -> Calibration | None:
        """Return the classifier's calibration under a method's table, or the very one of a record."""
        from models.challenge.calibration.calibration import Calibration
        from models.challenge.calibration.refusal import NotACalibration

        kept = Kept("calibration", calibration_file, retired_calibration, Calibration.load, NotACalibration)
        found: Calibration | None = self._measured(kept, method, record, record.calibration_sha256 if record else None)
        classifier = method.classifier
        if found and (misfit := found.misfit(len(classifier.manifest.labels), tuple(classifier.blank().shape[1:]))):
            raise Expected(kept.unusable, misfit)
        return found

    def _measured(self, kept: Kept, method: LoadedMethod, record: OfRecord | None, sha256: str | None) -> Any:
        """Return what was measured of a classifier; a file that was made anew is read anew.

        Args:
            kept: Where it is and how it is read.
            method: Whose it is.
            record: Names the very one, be it retired; None takes the present one.
            sha256: By which the record names it; None there loads none.
        """
        if record and sha256 is None:
            return None
        try:
            file = (kept.retired(sha256) if sha256 else None) or kept.file(method.made_with.weights_sha256, method.table.sha256)
            if file is None:
                return None
            about = file.stat()
        except NoDataFolder as error:
            raise Expected(kept.unusable, str(error)) from None
        except OSError as error:
            raise Expected(kept.unusable, f"The {kept.name} cannot be read: {error.strerror}.") from None
        version = (file, about.st_mtime_ns, about.st_size)
        if version not in self._files:
            try:
                self._files[version] = kept.load(file)
            except kept.refusal as error:
                raise kept.unusable_file(file, str(error)) from None
        found = self._files[version]
        if stale := found.made_with.mismatch(method.made_with, kept.name):
            if record:  # Another part of the method is not the record's either, and replay names that one.
                return None
            raise kept.unusable_file(file, stale)
        return found

    def _network(self, name: str, role: Role, load: Callable[..., Any], record: OfRecord | None) -> Any:
        """Return the network of a name, or the one of that name whose hashes a record names; loaded when it is first asked for."""
        from models.networks.manifest import ManifestError

        weights, computation = (record.networks.get(role), record.manifests.get(role)) if record else (None, None)
        key = (role, name, weights, computation)
        if key not in self._networks:
            try:
                self._networks[key] = load(manifest_of(name, role, weights, computation), self.device())
            except ManifestError as error:
                raise Expected(_UNUSABLE[role], str(error)) from None
        return self._networks[key]

    def device(self) -> Any:
        """Return where networks run."""
        from models.networks.device import NoDevice, choose_device

        try:
            return choose_device(self._device_choice)
        except NoDevice as error:
            raise Expected("no_device", str(error)) from None


def _deciding(classifier: AuditedClassifier, point: str | None) -> AuditedClassifier:
    """Return a classifier that decides at one of its operating points; None is its default.

    Raises:
        Expected: It has no such point.
    """
    from models.networks.manifest import ManifestError

    try:
        return classifier.at(point)
    except ManifestError as error:
        raise Expected("unusable_operating_point", str(error)) from None


def _fingerprint(method: Method) -> str:
    fingerprint = recorded_method(method).fingerprint
    assert fingerprint is not None, "a loaded method is known wholly"
    return fingerprint
