"""All that films are screened by, loaded."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.anatomy.quality import gate_sha256
from models.anatomy.segmenter import Segmenter
from models.attention.reference.made_with import MadeWith
from models.attention.reference.reference import Reference
from models.challenge.calibration.calibration import Calibration
from models.detectors.contents import Contents
from models.input_check.checker import InputChecker
from models.networks.external.identity import identity_sha256
from models.screening.audited_classifier import AuditedClassifier
from models.values.parameters import Parameters
from models.values.regions import RegionTable


@dataclass(frozen=True)
class LoadedMethod:
    """Networks, tables and numbers; nothing in it changes.

    Attributes:
        classifier: Whose scores are audited; a network is watched, never changed.
        segmenter: Of the lungs.
        checker: Finds what is no upright frontal chest film.
        table: Of the allowed regions.
        parameters: The method's numbers.
        reference, calibration: Of the classifier, where it has them.
        contents: The detectors; a self-test also asks what is seen without them.
    """

    classifier: AuditedClassifier
    segmenter: Segmenter
    checker: InputChecker
    table: RegionTable
    parameters: Parameters = field(default_factory=Parameters)
    reference: Reference | None = None
    calibration: Calibration | None = None
    contents: type[Contents] = Contents

    @property
    def made_with(self) -> MadeWith:
        """What a reference that is collected by this method depends on besides its films."""
        classifier, segmenter = identity_sha256(self.classifier.manifest), self.segmenter.manifest.weights_sha256
        return MadeWith(classifier, self.table.sha256, segmenter, gate_sha256())
