"""What every audited classifier does with its manifest, whether it is a network or can only be called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from models.film.intensity import IntensityRange
from models.networks.manifest import Manifest
from models.networks.preparation import Prepared, prepare
from models.values.finding import probability

_BLANK = 512


@dataclass(frozen=True)
class PreparesFilms:
    """Prepares films and decides; a part of a classifier.

    Attributes:
        manifest: The classifier's description.
    """

    manifest: Manifest

    def at(self, point: str | None) -> Self:
        """Return the same classifier deciding at one of its operating points; None is the point in use.

        Raises:
            ManifestError: It has no point of this name.
        """
        manifest = self.manifest.at(point)
        return self if manifest is self.manifest else replace(self, manifest=manifest)

    def prepared(self, pixels: NDArray[np.float32], intensities: IntensityRange | None = None) -> Prepared:
        """Prepare one film, H×W in [0, 1], for this classifier; its percentiles need not be found again where they are known."""
        return prepare(pixels, self.manifest.preparation, intensities)

    def blank(self) -> Tensor:
        """Return a black film as the classifier takes it, 1×C×H×W."""
        return self.prepared(np.zeros((_BLANK, _BLANK), np.float32)).tensor[None]

    def decided(self, logits: NDArray[np.float64]) -> tuple[list[float], list[bool]]:
        """Return what a film's K logits are as probabilities, and whether each reaches its threshold."""
        chances = [probability(float(logit)) for logit in logits]
        return chances, [chance >= threshold for chance, threshold in zip(chances, self.manifest.thresholds, strict=True)]
