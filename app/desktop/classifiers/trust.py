"""The certificate that counts for a record: that of the classifier with the record's name, weights and manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from app.desktop.classifiers.view import Trust
from app.desktop.classifiers.wording import certified, not_certified, of_another_classifier, with_self_test
from app.site.certificates import kept
from app.site.classifiers import classifier_named, classifiers
from audit.records.film import FilmRecord
from models.networks.external.arguments import FAMILY as EXTERNAL
from models.networks.manifest import ManifestError
from models.values.method import Role


class Trusts:
    """Looks certificates up, each once.

    Args:
        chosen: Name or folder of the classifier that films are screened with; its certificate is shown where there is no record.
    """

    def __init__(self, chosen: str) -> None:
        self._told: Mapping[str, Sequence[str]] | None = None
        self._manifests = {manifest.name: manifest for manifest in classifiers()}
        self._chosen = chosen
        with suppress(ManifestError):  # Loading it says so.
            manifest = classifier_named(chosen)
            self._chosen = manifest.name
            self._manifests[manifest.name] = manifest
        self._found: dict[str, Trust] = {}

    def of(self, record: FilmRecord | None) -> Trust:
        """Return what is known of the maps of a record's classifier; without one, of the chosen classifier's."""
        trust, used, chosen = self._of(record), record.classifier if record else None, self._manifests.get(self._chosen)
        called = bool(used.called) if used else chosen is not None and chosen.family == EXTERNAL
        return replace(trust, called=True) if called else trust

    def _of(self, record: FilmRecord | None) -> Trust:
        if record is None or record.classifier is None:
            return self._of_this_computer(self._chosen)
        used, here = record.classifier, self._manifests.get(record.classifier.name)
        if here is None or here.weights_sha256 != used.weights_sha256:
            return of_another_classifier(used.name, used.weights_sha256)
        # Entries of an earlier schema need not tell the manifest.
        if record.method.manifests.get(Role.CLASSIFIER, here.computation_sha256) not in here.computations:
            return of_another_classifier(used.name, used.weights_sha256, computed_otherwise=True)
        return self._of_this_computer(used.name)

    def take_self_tests(self, told: Mapping[str, Sequence[str]]) -> None:
        """Take in what self-tests of the log say of the audit of each classifier, by its weights."""
        self._told = told
        self._found.clear()

    def _of_this_computer(self, name: str) -> Trust:
        if name not in self._found:
            manifest = self._manifests.get(name)
            record = kept(manifest) if manifest else None
            trust = certified(record) if record else not_certified(name)
            if self._told is not None and manifest is not None:
                trust = with_self_test(trust, name, self._told.get(manifest.weights_sha256, ()))
            self._found[name] = trust
        return self._found[name]
