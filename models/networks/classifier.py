"""The Classifier: network, labels, preparation, thresholds and target layer; logits out."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from models.networks.loaded import LoadedNetwork
from models.networks.prepares_films import PreparesFilms
from models.networks.task import Labelling
from models.values.attribution import LAST_SPATIAL
from models.values.screening import ClassifierUsed


@dataclass(frozen=True)
class Classifier(PreparesFilms, LoadedNetwork):
    """A classifier ready to run."""

    @property
    def target_layer(self) -> str | None:
        """The target layer as ``attribute`` takes it."""
        return None if self.manifest.target_layer == LAST_SPATIAL else self.manifest.target_layer

    @property
    def dtype(self) -> torch.dtype:
        """The type of the weights, in which the network computes."""
        return next(self.network.parameters()).dtype

    def blank(self) -> Tensor:
        """Return a black film as the network takes it, 1×C×H×W."""
        return super().blank().to(self.device, self.dtype)

    def logits(self, batch: Tensor) -> Tensor:
        """N×C×H×W network inputs to N×K logits, without a graph.

        For a single-label network these are log-odds, yᶜ − logsumexp of the others (method, section 1).
        """
        return self.log_odds(self.outputs(batch.to(self.dtype)))

    def used(self, grid: tuple[int, int]) -> ClassifierUsed:
        """Return what a record keeps of it, with the rows and columns of its maps."""
        return ClassifierUsed(
            name=self.manifest.name, weights_sha256=self.manifest.weights_sha256, labels=self.manifest.labels, grid=grid,
            device=str(self.device), dtype=str(self.dtype).removeprefix("torch."), operating_point=self.manifest.operating_point,
        )  # fmt: skip

    def log_odds(self, scores: Tensor) -> Tensor:
        """Turn the network's N×K scores into log-odds; multi-label scores are log-odds already."""
        if self.manifest.task == Labelling.MULTI_LABEL:
            return scores
        masked = scores[:, None, :].masked_fill(torch.eye(scores.shape[1], dtype=torch.bool, device=scores.device), -torch.inf)
        return scores - masked.logsumexp(dim=2)
