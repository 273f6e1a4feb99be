"""The Classifier: network, labels, preparation, thresholds and attribution point; logits out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.attribution.attribute import attribute
from models.attribution.method import LAST_SPATIAL, Method
from models.attribution.refusal import NotAttributable
from models.findings import probability
from models.manifest import Manifest, ManifestError, Task
from models.preparation import Prepared, prepare
from models.weights import load_network

_BLANK = 512


class DeviceChoice(StrEnum):
    """Where the networks run; auto is CUDA where there is one."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class NoDevice(Exception):
    """The device that was asked for is not there."""


def choose_device(choice: DeviceChoice) -> torch.device:
    """Turn a wish into a device.

    Raises:
        NoDevice: CUDA was asked for and is not available.
    """
    available = torch.cuda.is_available()
    if choice == DeviceChoice.CUDA and not available:
        raise NoDevice("There is no CUDA device here; use --device cpu or auto.")
    return torch.device("cuda" if available and choice != DeviceChoice.CPU else "cpu")


@dataclass(frozen=True)
class Classifier:
    """A classifier ready to run.

    Attributes:
        manifest: Its description.
        network: In eval mode, on its device; it is watched, never changed.
        device: Where it runs.
    """

    manifest: Manifest
    network: nn.Module
    device: torch.device

    @classmethod
    def load(cls, manifest: Manifest, device: torch.device) -> Classifier:
        """Load weights and move them to the device.

        Raises:
            ManifestError: The weights cannot be used, or there is no such attribution point.
        """
        loaded = cls(manifest, load_network(manifest).to(device), device)
        if loaded.point is not None:
            try:
                attribute(loaded.network, loaded.blank(), methods=[], point=loaded.point).grid  # noqa: B018
            except NotAttributable as reason:
                raise ManifestError(f"{manifest.name}: {reason} 'models points' lists the candidates.") from None
        return loaded

    @property
    def point(self) -> str | None:
        """The attribution point as ``attribute`` takes it."""
        return None if self.manifest.point == LAST_SPATIAL else self.manifest.point

    @property
    def dtype(self) -> torch.dtype:
        """The type of the weights, in which the network computes."""
        return next(self.network.parameters()).dtype

    @cached_property
    def biases(self) -> NDArray[np.float64] | None:
        """What the K logits are without any evidence, where class activation maps are exact; else None.

        Then the signed map of a class sums, with its bias, to the logit (Zhou 2016).
        """
        black = self.prepared(np.zeros((64, 64), np.float32)).tensor[None].to(self.device, self.dtype)
        try:
            found = attribute(self.network, black, methods=[Method.CAM], scores=self.log_odds)
        except NotAttributable:
            return None
        logits, maps = found.logits[0].double(), found.maps[Method.CAM][0].double()
        return np.asarray((logits - maps.mean(dim=(-2, -1))).cpu().numpy())

    def prepared(self, pixels: NDArray[np.float32]) -> Prepared:
        """Prepare one film, H×W in [0, 1], for this network."""
        return prepare(pixels, self.manifest.preparation)

    def blank(self) -> Tensor:
        """Return a black film as the network takes it, 1×C×H×W."""
        return self.prepared(np.zeros((_BLANK, _BLANK), np.float32)).tensor[None].to(self.device, self.dtype)

    def logits(self, batch: Tensor) -> Tensor:
        """N×C×H×W network inputs to N×K logits, without a graph.

        For a single-label network these are log-odds, yᶜ − logsumexp of the others (method, section 1).
        """
        with torch.inference_mode():
            return self.log_odds(self.network(batch.to(self.device, self.dtype)))

    def scored(self, films: Sequence[Prepared]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Return the N×K logits of films and the N×K×h×w signed maps of all classes, from one watched pass."""
        batch = torch.stack([film.tensor for film in films]).to(self.device, self.dtype)
        found = attribute(self.network, batch, methods=[Method.SIGNED_CAM], scores=self.log_odds, point=self.point)
        return found.logits.double().cpu().numpy(), found.maps[Method.SIGNED_CAM].float().cpu().numpy()

    def decided(self, logits: NDArray[np.float64]) -> tuple[list[float], list[bool]]:
        """Return what a film's K logits are as probabilities, and whether each reaches its threshold."""
        chances = [probability(float(logit)) for logit in logits]
        return chances, [chance >= threshold for chance, threshold in zip(chances, self.manifest.thresholds, strict=True)]

    def log_odds(self, scores: Tensor) -> Tensor:
        """Turn the network's N×K scores into log-odds; multi-label scores are log-odds already."""
        if self.manifest.task == Task.MULTI_LABEL:
            return scores
        masked = scores[:, None, :].masked_fill(torch.eye(scores.shape[1], dtype=torch.bool, device=scores.device), -torch.inf)
        return scores - masked.logsumexp(dim=2)
