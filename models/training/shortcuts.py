"""What source and view alone would tell: of the findings, and whether a network's features tell the source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.training.facts import LABELS, FilmFacts
from models.training.figures import LEAST, auc
from models.training.intervals import over_patients
from models.training.patient_parts import PARTS, parts_of

PENALTIES = (0.01, 0.1, 1.0, 10.0)
"""Of the probe's ridge regression, as shares of a feature's variance."""


def source_and_view_alone(facts: FilmFacts) -> dict[str, float]:
    """Return the area for each label with ten positives, scored by its share in the film's source and view among other patients."""
    parts, cells = parts_of(facts.patients), np.char.add(np.char.add(facts.sources, " "), facts.views)
    scores = np.zeros(facts.labels.shape)
    for part in range(PARTS):
        others = parts != part
        for cell in np.unique(cells):
            same = others & (cells == cell)
            scores[~others & (cells == cell)] = facts.labels[same if same.any() else others].mean(axis=0)
    positives = facts.labels.sum(axis=0)
    return {
        label: round(area_within(scores[:, k], facts.labels[:, k], parts), 3)
        for k, label in enumerate(LABELS)
        if LEAST <= positives[k] < len(facts.labels)
    }


def probed(features: NDArray[np.float64], facts: FilmFacts, *, draws: int = 1000) -> dict[str, Any]:
    """Tell the source of films of one view from features: the area of a linear probe on patients that it did not learn from.

    Args:
        features: N×D.
        facts: Of the N films.
        draws: Resamples of patients.

    Returns:
        For each view films and area with its interval. A probe is to find what is there: of several penalties that of the highest area.
    """
    told: dict[str, Any] = {}
    for view in ("PA", "AP"):
        inside = facts.views == view
        source, parts = (facts.sources[inside] != "nih").astype(np.float32), parts_of(facts.patients[inside])
        if min(source.sum(), (1 - source).sum()) < LEAST:
            continue
        tried = [_crossed(features[inside], source, parts, penalty) for penalty in PENALTIES]
        best = max(tried, key=lambda scores: area_within(scores, source, parts))
        area = over_patients(_area(best, source, parts), facts.patients[inside], draws=draws)
        told[view] = {"films": len(source), "second_set": int(source.sum())} | area
    return told


def area_within(scores: NDArray[np.float64], labels: NDArray[np.float32], parts: NDArray[np.int_]) -> float:
    """Return the area over pairs of films of one part, so that scores need not be of one scale in all parts; NaN without a pair."""
    right, pairs = 0.0, 0.0
    for part in np.unique(parts):
        here = parts == part
        count = float(labels[here].sum() * (1 - labels[here]).sum())
        if count:
            right, pairs = right + count * auc(scores[here], labels[here]), pairs + count
    return right / pairs if pairs else float("nan")


def _area(
    scores: NDArray[np.float64], source: NDArray[np.float32], parts: NDArray[np.int_]
) -> Callable[[NDArray[np.int_]], dict[str, float]]:
    return lambda chosen: {"auc": area_within(scores[chosen], source[chosen], parts[chosen])}


def _crossed(features: NDArray[np.float64], wanted: NDArray[np.float32], parts: NDArray[np.int_], penalty: float) -> NDArray[np.float64]:
    """Score each part by ridge regression on the others, on features standardised by the others."""
    scores = np.zeros(len(wanted))
    for part in np.unique(parts):
        here = parts == part
        mean, std = features[~here].mean(axis=0), features[~here].std(axis=0) + 1e-9
        known, new = (features[~here] - mean) / std, (features[here] - mean) / std
        kernel = known @ known.T
        kernel[np.diag_indices_from(kernel)] += penalty * len(known)
        scores[here] = new @ (known.T @ np.linalg.solve(kernel, wanted[~here] - wanted[~here].mean()))
    return scores


@torch.inference_mode()
def pooled_features(network: nn.Module, images: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return what the last linear layer of a network is given of N×C×H×W inputs, N×D."""
    head = [layer for layer in network.modules() if isinstance(layer, nn.Linear)][-1]
    kept: list[Tensor] = []
    handle = head.register_forward_pre_hook(lambda _, given: kept.append(cast("Tensor", given[0])))
    try:
        for part in torch.from_numpy(images).split(32):
            network(part)
    finally:
        handle.remove()
    return np.asarray(torch.cat(kept).double().numpy())
