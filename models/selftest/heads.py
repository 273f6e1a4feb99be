"""A copy whose head alone is learned anew, from features that stay as they are: a self-test's copy in seconds (method, section 9).

What a copy should say has a closed form: the log-odds that the film alone gives, plus or minus the logarithm of the plant's likelihood
ratio (``Copy.ratio``). Where scores are a linear layer over the pooled target layer, the first part is the classifier's own row, centred,
and scaled down to a spread of 1; the second is learned as a ridge regression, features of a film with and without the plant side by side.
"""

from __future__ import annotations

import copy as copying
import hashlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.attribution.trace import trace
from models.attribution.watched import WatchedClassifier
from models.networks.task import Labelling
from models.selftest.copies import Copy, with_plant
from models.values.progress import Progress
from models.values.radiograph import Radiograph

DRAWS = 2
"""Places of the plant that a copy sees of each film."""
_PENALTIES = (1.0, 10.0, 100.0, 1000.0)
_FOLDS = 5
_LEAST_SPREAD = 1e-6
_NOT_LINEAR = "Its scores do not come from one linear layer over the mean of its target layer."
Array = NDArray[np.float64]


class NoLinearHead(ValueError):
    """The classifier cannot learn in this way; the sentence says why."""


@dataclass(frozen=True)
class Head:
    """The last layer of a network.

    Attributes:
        weight: Name of its K×D parameter.
        bias: Name of its K parameters.
    """

    weight: str
    bias: str


def taught(classifier: WatchedClassifier, copy: Copy, films: Sequence[Radiograph]) -> Generator[Progress, None, WatchedClassifier]:
    """Make a copy of a classifier that relies on a plant for a finding; the other findings stay as they were.

    Args:
        classifier: Left untouched.
        copy: What it learns.
        films: At least ten, one a patient.

    Yields:
        A Progress before each film.

    Returns:
        The copy; its finding is decided at a probability of 0.5, about which it was learned.

    Raises:
        NoLinearHead: No linear layer over the pooled target layer gives the scores.
    """
    head, k = head_of(classifier), classifier.manifest.labels.index(copy.label)
    rows, of, carries, logits = list[Array](), list[int](), list[float](), list[float]()
    for index, film in enumerate(films):
        yield Progress(index, len(films), "teaching a copy")
        features, logit = _seen(classifier, film.pixels, k)
        logits.append(logit)
        for draw in range(DRAWS) if copy.plant else ():
            changed, _ = with_plant(film, copy, copy.seed, index, draw)
            rows += [features, _seen(classifier, changed.pixels, k)[0]]
            of += [index, index]
            carries += [-1.0, 1.0]
    spread, middle = max(float(np.std(logits)), 1.0), float(np.median(logits))  # Never amplified: so a plant's own effect is not, either.
    parameters = dict(classifier.network.named_parameters())
    own, own_bias = (parameters[name][k].detach().double().cpu().numpy() for name in (head.weight, head.bias))
    weight, bias = own / spread, (float(own_bias) - middle) / spread
    if copy.plant:
        learned, level = fitted(np.array(rows), copy.ratio * np.array(carries), np.array(of))
        weight, bias = weight + learned, bias + level
    return _with_row(classifier, head, k, weight, bias)


def head_of(classifier: WatchedClassifier) -> Head:
    """Return the linear layer that gives a classifier's scores from its pooled target layer.

    Raises:
        NoLinearHead: There is none, or scores depend on one another.
    """
    if classifier.manifest.task is not Labelling.MULTI_LABEL:
        raise NoLinearHead("The scores of its classes depend on one another, so one of them cannot be learned anew alone.")
    if classifier.biases is None:
        raise NoLinearHead(_NOT_LINEAR)
    linear = trace(classifier.network, classifier.blank(), from_input=False, target_layer=classifier.target_layer).head.linear
    weight, bias = (_named(classifier.network, value) for value in linear or (None, None))
    if weight is None or bias is None:
        raise NoLinearHead(_NOT_LINEAR)
    return Head(weight, bias)


def _named(network: nn.Module, value: Tensor | None) -> str | None:
    """Return the name of the parameter that holds a value."""
    same = (name for name, one in network.named_parameters() if value is not None and torch.equal(one, value))
    return next(same, None)


def fitted(features: Array, wanted: Array, of: NDArray[np.intp]) -> tuple[Array, float]:
    """Return weights and bias of a ridge regression on standardised features; the penalty is chosen over folds of films.

    Args:
        features: N×D.
        wanted: N, what they should add to the logit.
        of: N, the film of each row; a film's rows stay together.
    """
    penalty = min(_PENALTIES, key=lambda one: _error_over_folds(features, wanted, of, one))
    return _ridge(features, wanted, penalty)


def _error_over_folds(features: Array, wanted: Array, of: NDArray[np.intp], penalty: float) -> float:
    off = 0.0
    for fold in range(_FOLDS):
        held = of % _FOLDS == fold
        weight, bias = _ridge(features[~held], wanted[~held], penalty)
        off += float(((features[held] @ weight + bias - wanted[held]) ** 2).sum())
    return off


def _ridge(features: Array, wanted: Array, penalty: float) -> tuple[Array, float]:
    middle, spread = features.mean(axis=0), np.maximum(features.std(axis=0), _LEAST_SPREAD)
    scaled, level = (features - middle) / spread, float(wanted.mean())
    # With fewer films than features the dual form is the smaller one; both are the same regression.
    dual = np.linalg.solve(scaled @ scaled.T + penalty * np.eye(len(scaled)), wanted - level)
    weight = scaled.T @ dual / spread
    return weight, level - float(middle @ weight)


def _seen(classifier: WatchedClassifier, pixels: NDArray[np.float32], k: int) -> tuple[Array, float]:
    """Return a film's D pooled features and its logit of class k."""
    batch = classifier.prepared(pixels).tensor[None].to(classifier.device, classifier.dtype)
    watched = trace(classifier.network, batch, from_input=False, target_layer=classifier.target_layer)
    features = watched.activation.mean(dim=(2, 3))[0]
    return features.detach().double().cpu().numpy(), float(classifier.log_odds(watched.output)[0, k].detach())


def _with_row(classifier: WatchedClassifier, head: Head, k: int, weight: Array, bias: float) -> WatchedClassifier:
    network: nn.Module = copying.deepcopy(classifier.network)
    named = dict(network.named_parameters())
    with torch.no_grad():
        named[head.weight][k] = torch.from_numpy(weight)
        named[head.bias][k] = bias
    manifest = classifier.manifest
    thresholds = tuple(0.5 if index == k else value for index, value in enumerate(manifest.thresholds))
    told = hashlib.sha256(manifest.weights_sha256.encode() + weight.tobytes() + np.float64(bias).tobytes()).hexdigest()
    return replace(classifier, manifest=replace(manifest, thresholds=thresholds, weights_sha256=told), network=network)
