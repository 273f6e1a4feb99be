"""What the pipeline asks of a classifier: scores of films and a map of each label. Networks and programs answer alike."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Protocol, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.attribution.watched import WatchedClassifier
from models.challenge.occlusion.called_classifier import CalledClassifier
from models.film.intensity import IntensityRange
from models.networks.external.arguments import FAMILY
from models.networks.manifest import Manifest
from models.networks.preparation import Prepared
from models.values.progress import Progress
from models.values.screening import ClassifierUsed


class AuditedClassifier(Protocol):
    """A classifier with K labels."""

    @property
    def manifest(self) -> Manifest:
        """Its description, at the operating point in use."""
        ...

    @property
    def biases(self) -> NDArray[np.float64] | None:
        """What the K logits are without any evidence, where maps and these sum to the logits; else None."""
        ...

    @property
    def precision(self) -> float:
        """Of the number format in which it computes: the distance from 1 to the next number."""
        ...

    def at(self, point: str | None) -> Self:
        """Return the same classifier deciding at one of its operating points; None is the point in use.

        Raises:
            ManifestError: It has no point of this name.
        """
        ...

    def prepared(self, pixels: NDArray[np.float32], intensities: IntensityRange | None = None) -> Prepared:
        """Prepare one film, H×W in [0, 1]."""
        ...

    def blank(self) -> Tensor:
        """Return a black film as it takes it, 1×C×H×W."""
        ...

    def decided(self, logits: NDArray[np.float64]) -> tuple[list[float], list[bool]]:
        """Return what K logits are as probabilities, and the decisions."""
        ...

    def scoring(self, films: Sequence[Prepared]) -> Generator[Progress, None, tuple[NDArray[np.float64], NDArray[np.float32]]]:
        """Return the N×K logits of films and the N×K×h×w signed maps of all labels, in logits.

        Raises:
            NoScore: It gives none for one of the films.
        """
        ...

    def logits(self, batch: Tensor) -> Tensor:
        """N×C×H×W inputs to N×K logits; NaN where it gives none."""
        ...

    def rescored(self, images: NDArray[np.float32], films: Sequence[Prepared]) -> NDArray[np.float64]:
        """N×C×H×W changed films to N×K logits; NaN where it gives none.

        Args:
            images: To be scored.
            films: N, which were changed.
        """
        ...

    def used_on(self, film: Prepared, grid: tuple[int, int]) -> ClassifierUsed:
        """Return what the record of a film that was scored keeps of it, with the rows and columns of its maps."""
        ...


def load_classifier(manifest: Manifest, device: torch.device) -> AuditedClassifier:
    """Load a network onto its device, or get a program ready.

    Raises:
        ManifestError: It cannot be used.
    """
    return (CalledClassifier if manifest.family == FAMILY else WatchedClassifier).load(manifest, device)
