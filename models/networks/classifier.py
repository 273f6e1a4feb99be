"""The Classifier: network, labels, preparation, thresholds and target layer; logits out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.film.intensity import IntensityRange
from models.networks.loaded import LoadedNetwork
from models.networks.preparation import Prepared, prepare
from models.networks.task import Labelling
from models.values.attribution import LAST_SPATIAL
from models.values.finding import probability

_BLANK = 512


@dataclass(frozen=True)
class Classifier(LoadedNetwork):
    """A classifier ready to run."""

    @property
    def target_layer(self) -> str | None:
        """The target layer as ``attribute`` takes it."""
        return None if self.manifest.target_layer == LAST_SPATIAL else self.manifest.target_layer

    @property
    def dtype(self) -> torch.dtype:
        """The type of the weights, in which the network computes."""
        return next(self.network.parameters()).dtype

    def prepared(self, pixels: NDArray[np.float32], intensities: IntensityRange | None = None) -> Prepared:
        """Prepare one film, H×W in [0, 1], for this network; its percentiles need not be found again where they are known."""
        return prepare(pixels, self.manifest.preparation, intensities)

    def blank(self) -> Tensor:
        """Return a black film as the network takes it, 1×C×H×W."""
        return self.prepared(np.zeros((_BLANK, _BLANK), np.float32)).tensor[None].to(self.device, self.dtype)

    def logits(self, batch: Tensor) -> Tensor:
        """N×C×H×W network inputs to N×K logits, without a graph.

        For a single-label network these are log-odds, yᶜ − logsumexp of the others (method, section 1).
        """
        return self.log_odds(self.outputs(batch.to(self.dtype)))

    def decided(self, logits: NDArray[np.float64]) -> tuple[list[float], list[bool]]:
        """Return what a film's K logits are as probabilities, and whether each reaches its threshold."""
        chances = [probability(float(logit)) for logit in logits]
        return chances, [chance >= threshold for chance, threshold in zip(chances, self.manifest.thresholds, strict=True)]

    def log_odds(self, scores: Tensor) -> Tensor:
        """Turn the network's N×K scores into log-odds; multi-label scores are log-odds already."""
        if self.manifest.task == Labelling.MULTI_LABEL:
            return scores
        masked = scores[:, None, :].masked_fill(torch.eye(scores.shape[1], dtype=torch.bool, device=scores.device), -torch.inf)
        return scores - masked.logsumexp(dim=2)
