"""The certificate of a WatchedClassifier on films, or on phantoms where there are none; a generator that yields after each property."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.attribution.attribute import attribute
from models.attribution.certificate import examine
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.networks.graphs.agreement import NotRun, disagreement
from models.networks.graphs.converting import GraphNetwork
from models.networks.graphs.ending import Ending
from models.values.attribution import MapMethod
from models.values.certificate import MOST_FILMS, Certificate, Certified, Check
from models.values.finding import log_odds
from models.values.progress import Progress

PHANTOMS = range(5_000_001, 5_000_005)
_PROPERTIES = 8


class NotCertifiable(ValueError):
    """The films do not suffice for a certificate."""


def certified(classifier: WatchedClassifier, films: Sequence[NDArray[np.float32]] = ()) -> Generator[Progress, None, Certified]:
    """Examine a classifier.

    Args:
        classifier: Left untouched.
        films: H×W in [0, 1]; two at least, at most ``MOST_FILMS`` are used. None are phantoms.

    Yields:
        A Progress before each property.

    Raises:
        NotCertifiable: There are too few films, or they differ in size after preparation.
        NotAttributable: The classifier cannot be attributed, with the reason.
    """
    properties = _PROPERTIES + isinstance(classifier.network, GraphNetwork)
    yield Progress(0, properties, "preparing films")
    pixels = list(films)[:MOST_FILMS] or [phantom(seed).pixels for seed in PHANTOMS]
    prepared = [classifier.prepared(film).tensor for film in pixels]
    if len(prepared) < 2:
        raise NotCertifiable("A certificate needs two films at least, so that a batch can be held against its films.")
    if len({film.shape for film in prepared}) > 1:
        raise NotCertifiable("The films differ in size after this classifier's preparation; name films of one size.")
    batch = torch.stack(prepared).to(classifier.device, classifier.dtype)
    manifest = classifier.manifest
    found = attribute(classifier.network, batch[:1], methods=[], scores=classifier.log_odds, target_layer=classifier.target_layer)
    limits = [log_odds(threshold) for threshold in manifest.thresholds]
    rows: list[Check] = []
    for check in examine(classifier.network, [batch], scores=classifier.log_odds, target_layer=classifier.target_layer, thresholds=limits):
        rows.append(check)
        yield Progress(len(rows), properties, f"examined: {check.name}")
    if isinstance(classifier.network, GraphNetwork):
        rows.append(_as_onnxruntime(classifier.network, manifest.weights, batch))
        yield Progress(len(rows), properties, f"examined: {rows[-1].name}")
    return Certified(Certificate(tuple(rows)), classifier.used(found.grid), manifest.target_layer, len(prepared), phantoms=not films)


def _as_onnxruntime(network: GraphNetwork, file: Path, batch: Tensor) -> Check:
    """The converted graph gives the scores that the graph itself gives."""
    limit = 1e-4 if batch.device.type == "cpu" else 1e-3
    try:
        number = disagreement(file, network, batch)
    except NotRun as reason:
        return Check("onnxruntime", None, None, limit, f"Not run: {reason}", tuple(MapMethod))
    scores = "logits" if network.facts.ending is Ending.LOGITS else f"scores after its {network.facts.ending.value}"
    sentence = f"The converted graph's {scores} differ from onnxruntime's by at most {number:.1g} of the largest."
    return Check("onnxruntime", number <= limit, number, limit, sentence, tuple(MapMethod))
