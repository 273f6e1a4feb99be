"""Make a classifier of one's own of a model file."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.networks.manifest import Manifest

if TYPE_CHECKING:
    from app.workers.engine import Engine

_TRIED_ON = 1
"""Seed of the phantom that a new classifier looks at."""


@dataclass(frozen=True)
class ImportClassifier:
    """Convert a model file into a folder that is there, and try it on a phantom; the result is Imported.

    Attributes:
        file: The model file.
        described: What its manifest is to say.
        outputs: The label of each output; outputs without one are left out.
        folder: Where weights and manifest are written.
    """

    file: Path
    described: Manifest
    outputs: tuple[str, ...]
    folder: Path


@dataclass(frozen=True)
class Imported:
    """What came of it.

    Attributes:
        manifest: As written.
        left_out: Names of the file that the network has no place for.
        grid: Rows and columns of its maps.
        probabilities: Of its labels on the phantom.
    """

    manifest: Manifest
    left_out: tuple[str, ...]
    grid: tuple[int, int]
    probabilities: tuple[float, ...]


def handle(engine: Engine, payload: ImportClassifier) -> Generator[Any, None, Any]:
    """Convert and try."""
    import numpy as np

    from app.workers.worker import Expected
    from models.attribution.refusal import NotAttributable
    from models.attribution.watched import WatchedClassifier
    from models.film.phantom import phantom
    from models.networks.checkpoints.refusal import CheckpointError
    from models.networks.families.refusal import NotBuilt
    from models.networks.importing import imported
    from models.networks.manifest import ManifestError

    yield from ()
    try:
        manifest, left_out = imported(payload.file, payload.described, payload.outputs, payload.folder)
        classifier = WatchedClassifier.load(manifest, engine.device())
        logits, maps = classifier.scored([classifier.prepared(phantom(_TRIED_ON).pixels)])
    except (CheckpointError, NotBuilt, ManifestError, NotAttributable) as reason:
        raise Expected("unusable_classifier", str(reason)) from None
    if not np.isfinite(logits).all():
        raise Expected("unusable_classifier", "Its scores of a phantom are not finite; the preparation or the architecture is another.")
    return Imported(manifest, left_out, (maps.shape[-2], maps.shape[-1]), tuple(classifier.decided(logits[0])[0]))
