"""The certificate of a classifier: what its maps can be relied on for (method, section 2).

Exactness is held against plain gradients, completeness against the logit, and sense against randomised weights and small steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from models.attribution.adversary import decision_steps
from models.attribution.attribute import attribute
from models.attribution.randomisation import layers_from_the_head, likeness, randomised
from models.attribution.refusal import NoClassActivationMap
from models.attribution.trace import trace
from models.attribution.twin import twin_on
from models.values.attribution import MapMethod
from models.values.certificate import Certificate, Check

GUIDED = tuple(method for method in MapMethod if method.guided)
OF_HEAD = tuple(method for method in MapMethod if method.at_target_layer and not method.of_pixels)
_RANDOM_SHARES = (0.0, 0.25, 0.5, 1.0)
_JUDGED = 1
_GUIDED_STAY = "Guided maps are edge detail, nearly independent of the weights of later layers, as published; never evidence."


@dataclass(frozen=True)
class Examined:
    """The network under examination, and how it is asked.

    Attributes:
        network: In eval mode; never changed.
        images: N×C×H×W, all batches as one, N at least 2.
        scores: From its output to N×K logits.
        target_layer: The target layer.
        classes: The classes whose maps are compared.
        thresholds: Logits from which a class counts as positive, K.
    """

    network: nn.Module
    images: Tensor
    scores: Callable[[Any], Any]
    target_layer: str | None
    classes: list[int]
    thresholds: Tensor

    @property
    def asked(self) -> dict[str, Any]:
        """How every map of it is asked for."""
        return {"scores": self.scores, "target_layer": self.target_layer}

    def maps(
        self, methods: Sequence[MapMethod], *, network: nn.Module | None = None, images: Tensor | None = None
    ) -> dict[MapMethod, Tensor]:
        """Return maps of the examined classes, of another network or other images where given."""
        given = self.images if images is None else images
        found = attribute(self.network if network is None else network, given, methods=methods, targets=self.classes, **self.asked)
        return found.maps


def certify(network: nn.Module, batches: Sequence[Tensor], **asked: Any) -> Certificate:
    """Examine a classifier; arguments and errors are those of ``examine``."""
    return Certificate(tuple(examine(network, batches, **asked)))


@torch.inference_mode(False)
def examine(
    network: nn.Module,
    batches: Sequence[Tensor],
    *,
    scores: Callable[[Any], Any] = lambda output: output,
    target_layer: str | None = None,
    thresholds: Sequence[float] | None = None,
    classes: Sequence[int] | None = None,
    seeds: int = 3,
) -> Iterator[Check]:
    """Examine a classifier, one property after the other.

    Args:
        network: In eval mode; left untouched, randomised weights go to a copy.
        batches: A few batches of prepared films of one size, two films at least.
        scores: Turns its output into N×K logits.
        target_layer: The target layer, as in ``attribute``.
        thresholds: Logits from which each class counts as positive; None is 0 for all.
        classes: Those whose maps are compared; None is the first four.
        seeds: How many times weights are drawn for each stage of randomisation.

    Yields:
        One row a property.

    Raises:
        ValueError: There are fewer than two films.
        NotAttributable: The classifier cannot be attributed at all, with the reason.
    """
    images = torch.cat(list(batches))
    if len(images) < 2:
        raise ValueError("A certificate needs two films at least, so that a batch can be held against its films.")
    found = attribute(network, images[:1], methods=[], scores=scores, target_layer=target_layer)
    labels = found.logits.shape[1]
    limits = torch.zeros(labels) if thresholds is None else torch.tensor(thresholds)
    chosen = list(range(min(labels, 4))) if classes is None else list(classes)
    examined = Examined(network, images, scores, target_layer, chosen, limits.to(images.device))
    yield _relus(found.relus)
    for check in (_completeness, _brute_force, _batch_and_singles, _device):
        yield check(examined)
    yield from _randomisation(examined, seeds, guided=found.relus > 0)
    yield _adversary(examined)


def _relus(count: int) -> Check:
    sentence = f"{count} ReLUs ran." if count else "The network has no ReLU; guided backpropagation is not defined for it."
    return Check("relus", count > 0, float(count), None, sentence, GUIDED)


def _completeness(examined: Examined) -> Check:
    """The mean of CAM over the grid plus the bias is the logit."""
    try:
        found = attribute(examined.network, examined.images, methods=[MapMethod.CAM], **examined.asked)
    except NoClassActivationMap as refusal:
        return Check("completeness", None, None, None, str(refusal), (MapMethod.CAM,))
    linear = trace(examined.network, examined.images[:1], from_input=False, target_layer=examined.target_layer).head.linear
    bias = 0 if linear is None or linear[1] is None else linear[1].detach()
    number = _off(found.maps[MapMethod.CAM].mean(dim=(2, 3)) + bias, found.logits)
    return _within(
        "completeness", number, 1e-4, "The mean of CAM and the bias differ from the logit by {:.1g} of the largest.", (MapMethod.CAM,)
    )


def _brute_force(examined: Examined) -> Check:
    """One plain backward pass an image and a class through the whole network, against all at once through its head."""
    rows = []
    for image in examined.images:
        watched = trace(examined.network, image[None], from_input=True, guided=False, target_layer=examined.target_layer)
        with torch.enable_grad():
            logits = examined.scores(watched.output)
        for label in examined.classes:
            (gradient,) = torch.autograd.grad(logits[0, label], watched.activation, retain_graph=True)
            rows.append((gradient.mean(dim=(2, 3), keepdim=True) * watched.activation.detach()).sum(dim=1))
    wanted = torch.cat(rows).unflatten(0, (len(examined.images), len(examined.classes)))
    number = _off(examined.maps([MapMethod.SIGNED_CAM])[MapMethod.SIGNED_CAM], wanted)
    return _within("brute-force", number, 1e-4, "Maps differ from plain gradients, one class and one film at a time, by {:.1g}.", OF_HEAD)


def _batch_and_singles(examined: Examined) -> Check:
    together = examined.maps([MapMethod.SIGNED_CAM])[MapMethod.SIGNED_CAM]
    alone = [examined.maps([MapMethod.SIGNED_CAM], images=image[None])[MapMethod.SIGNED_CAM] for image in examined.images]
    limit = 1e-5 if together.device.type == "cpu" else 1e-3
    return _within(
        "batch-and-singles", _off(together, torch.cat(alone)), limit, "Maps of a batch differ from those of its films by {:.1g}.", OF_HEAD
    )


def _device(examined: Examined) -> Check:
    if examined.images.device.type == "cpu":
        others = "the GPU of Apple (MPS) is not run" if torch.backends.mps.is_available() else "there is no other device to compare with"
        return Check("device", None, None, 1e-3, f"The network is on the CPU; {others}.", OF_HEAD)
    here = examined.maps([MapMethod.SIGNED_CAM])[MapMethod.SIGNED_CAM].cpu()
    cpu = torch.device("cpu")
    there = examined.maps([MapMethod.SIGNED_CAM], network=twin_on(examined.network, cpu), images=examined.images.to(cpu))
    return _within("device", _off(here, there[MapMethod.SIGNED_CAM]), 1e-3, "Maps differ from those of the CPU by {:.1g}.", OF_HEAD)


def _randomisation(examined: Examined, seeds: int, *, guided: bool) -> list[Check]:
    """Randomised weights from the head down; a map that tells of the classifier must then be another."""
    methods = [MapMethod.GRAD_CAM, *([MapMethod.GUIDED_BACKPROP] if guided else [])]
    layers = layers_from_the_head(examined.network, examined.images[:1])
    before = _ordered(examined.maps(methods))
    stages: dict[MapMethod, list[float]] = {method: [] for method in methods}
    for share in _RANDOM_SHARES:
        chosen = layers[: max(1, round(share * len(layers)))]
        drawn = [_ordered(examined.maps(methods, network=randomised(examined.network, chosen, seed))) for seed in range(seeds)]
        for method in methods:
            stages[method].append(_mean([value for after in drawn for value in likeness(before[method], after[method])]))
    return [_fell(method, stages[method], before[method]) for method in methods]


def _fell(method: MapMethod, series: list[float], before: Tensor) -> Check:
    unrelated = _mean(likeness(before, before.roll(1, dims=0)))
    number, limit = series[_JUDGED], min(0.5, unrelated)
    measured = ", ".join(f"{value:.2f}" for value in series)
    sentence = (
        f"Rank correlation with the maps of randomised weights: {measured} (head alone, last quarter, last half, all layers); "
        f"unrelated films of this classifier: {unrelated:.2f}."
    )
    says = _GUIDED_STAY if method.guided else "The maps do not depend on what the later layers learnt; they are no evidence."
    also = GUIDED if method.guided else OF_HEAD
    return Check(f"randomisation-{method.value}", number < limit, number, limit, sentence, also, tuple(series), says)


def _adversary(examined: Examined) -> Check:
    """Small steps against the decision; the map should move with it, more than under noise of the same size."""
    steps = decision_steps(examined.network, examined.images, examined.scores, examined.thresholds)
    if not len(steps.changed):
        return Check(
            "adversary", None, None, None, "No small step changed a decision; whether maps move with decisions is not known.", OF_HEAD
        )
    before, changed, noisy = (
        attribute(examined.network, images, methods=[MapMethod.SIGNED_CAM], targets=steps.classes[:, None], **examined.asked).maps[
            MapMethod.SIGNED_CAM
        ]
        for images in (steps.before, steps.changed, steps.noisy)
    )
    moved, shaken = _mean(likeness(before, changed)), _mean(likeness(before, noisy))
    sentence = (
        f"In {len(steps.changed)} films a step of at most {steps.size:.1%} of the range of intensities changed a decision; the maps then "
        f"correlate by {moved:.3f} with those before, and by {shaken:.3f} after noise of the same size."
    )
    return Check("adversary", moved < shaken, moved, shaken, sentence, OF_HEAD)


def _ordered(maps: dict[MapMethod, Tensor]) -> dict[MapMethod, Tensor]:
    """Guided maps are compared by their strength: their sign alternates along every edge."""
    return {method: found.abs() if method.guided else found for method, found in maps.items()}


def _within(name: str, number: float, limit: float, sentence: str, methods: tuple[MapMethod, ...]) -> Check:
    return Check(name, number <= limit, number, limit, sentence.format(number), methods)


def _off(found: Tensor, wanted: Tensor) -> float:
    return float((found - wanted).abs().max() / wanted.abs().max().clamp_min(torch.finfo(wanted.dtype).tiny))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
