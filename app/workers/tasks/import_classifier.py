"""Make a classifier of one's own of a model file, and try it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.networks.external.arguments import FAMILY as EXTERNAL
from models.networks.manifest import Manifest
from models.values.radiograph import Radiograph

if TYPE_CHECKING:
    from app.workers.engine import Engine
    from models.attribution.watched import WatchedClassifier
    from models.film.phantom import Phantom
    from models.networks.preparation import Prepared

_TRIED_ON = 1
"""Seed of the phantom that a new classifier looks at where no film is given."""


@dataclass(frozen=True)
class ImportClassifier:
    """Convert a model file into a folder that is there, and try it on a film; the result is Imported.

    Attributes:
        file: The model file.
        described: What its manifest is to say.
        outputs: The label of each output; outputs without one are left out.
        folder: Where weights and manifest are written.
        film: What it is tried on; None is a phantom.
    """

    file: Path
    described: Manifest
    outputs: tuple[str, ...]
    folder: Path
    film: Radiograph | None = None


@dataclass(frozen=True)
class Imported:
    """What came of it.

    Attributes:
        manifest: As written.
        left_out: Names of the file that the network has no place for.
        grid: Rows and columns of its maps.
        probabilities: Of its labels on the film.
        seen: C×H×W, the film as the network sees it.
        spread: How widely it spreads there, relative to what the network learned from; None where the network cannot tell.
    """

    manifest: Manifest
    left_out: tuple[str, ...]
    grid: tuple[int, int]
    probabilities: tuple[float, ...]
    seen: NDArray[np.float32]
    spread: float | None


def handle(engine: Engine, payload: ImportClassifier) -> Generator[Any, None, Any]:
    """Convert and try."""
    from app.workers.worker import Expected
    from models.attribution.refusal import NotAttributable
    from models.attribution.watched import WatchedClassifier
    from models.film.phantom import phantom
    from models.networks.checkpoints.refusal import CheckpointError
    from models.networks.families.refusal import NotBuilt
    from models.networks.importing import imported
    from models.networks.manifest import ManifestError
    from models.networks.spread import spread
    from models.values.refusal import NoScore

    yield from ()
    try:
        manifest, left_out = imported(payload.file, payload.described, payload.outputs, payload.folder)
        if manifest.family == EXTERNAL:
            return _called(engine, manifest, payload.film or phantom(_TRIED_ON))
        classifier = WatchedClassifier.load(manifest, engine.device())
        seen = classifier.prepared((payload.film or phantom(_TRIED_ON)).pixels)
        logits, maps = _first_look(classifier, seen)
    except (CheckpointError, NotBuilt, ManifestError, NotAttributable, NoScore) as reason:
        raise Expected("unusable_classifier", str(reason)) from None
    if not np.isfinite(logits).all():
        raise Expected("unusable_classifier", "Its scores are not finite; the preparation or the architecture is another.")
    chances, _ = classifier.decided(logits[0])
    contrast = spread(classifier.network, seen.tensor[None].to(classifier.device, classifier.dtype))
    return Imported(manifest, left_out, (maps.shape[-2], maps.shape[-1]), tuple(chances), seen.tensor.numpy(), contrast)


def _called(engine: Engine, manifest: Manifest, film: Radiograph | Phantom) -> Imported:
    """Call a program once."""
    from models.challenge.occlusion.called_classifier import CalledClassifier

    classifier = CalledClassifier.load(manifest, engine.device())
    try:
        seen = classifier.prepared(film.pixels)
        logits, side = classifier.scored_once(seen), classifier.side(seen)
    finally:
        classifier.close()
    return Imported(manifest, (), (side, side), tuple(classifier.decided(logits)[0]), seen.tensor.numpy(), None)


def _first_look(classifier: WatchedClassifier, seen: Prepared) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Score a film; what torch says of input that does not suit the network becomes a sentence."""
    from models.networks.manifest import ManifestError

    try:
        return classifier.scored([seen])
    except (RuntimeError, ValueError) as error:
        size, why = " × ".join(map(str, seen.tensor.shape)), str(error).partition("\n")[0]
        raise ManifestError(f"The network does not take a film of {size} numbers, as the preparation makes it: {why}") from None
