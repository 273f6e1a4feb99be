"""A classifier whose passes are watched: logits and maps of all its classes, and the bias that its maps leave out."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray

from models.attribution.attribute import attribute
from models.attribution.refusal import NotAttributable
from models.networks.classifier import Classifier
from models.networks.manifest import Manifest, ManifestError
from models.networks.preparation import Prepared
from models.values.attribution import MapMethod
from models.values.progress import Progress
from models.values.screening import ClassifierUsed


@dataclass(frozen=True)
class WatchedClassifier(Classifier):
    """A classifier and what can be asked of a watched pass of it."""

    @classmethod
    def load(cls, manifest: Manifest, device: torch.device) -> Self:
        """Load weights and move them to the device.

        Raises:
            ManifestError: The weights cannot be used, or there is no such target layer.
        """
        loaded = super().load(manifest, device)
        if loaded.target_layer is not None:
            try:
                attribute(loaded.network, loaded.blank(), methods=[], target_layer=loaded.target_layer).grid  # noqa: B018
            except NotAttributable as reason:
                raise ManifestError(
                    f"{manifest.name}: {reason} Take target_layer = \"last-spatial\"; then 'models layers' lists the others."
                ) from None
        return loaded

    @cached_property
    def biases(self) -> NDArray[np.float64] | None:
        """What the K logits are without any evidence, where class activation maps are exact; else None.

        Then the signed map of a class sums, with its bias, to the logit (Zhou 2016).
        """
        try:
            found = attribute(self.network, self.blank(), methods=[MapMethod.CAM], scores=self.log_odds, target_layer=self.target_layer)
        except NotAttributable:
            return None
        logits, maps = found.logits[0].double(), found.maps[MapMethod.CAM][0].double()
        return np.asarray((logits - maps.mean(dim=(-2, -1))).cpu().numpy())

    @property
    def precision(self) -> float:
        """Of the number format in which logits and maps are computed: the distance from 1 to the next number."""
        return max(torch.finfo(self.dtype).eps, torch.finfo(torch.float32).eps)

    def scored(self, films: Sequence[Prepared]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Return the N×K logits of films and the N×K×h×w signed maps of all classes, from one watched pass."""
        batch = torch.stack([film.tensor for film in films]).to(self.device, self.dtype)
        found = attribute(
            self.network,
            batch,
            methods=[MapMethod.SIGNED_CAM],
            scores=self.log_odds,
            target_layer=self.target_layer,
            images_at_once=self.at_once,
        )
        return found.logits.double().cpu().numpy(), found.maps[MapMethod.SIGNED_CAM].float().cpu().numpy()

    def rescored(self, images: NDArray[np.float32], films: Sequence[Prepared]) -> NDArray[np.float64]:
        """N×C×H×W changed films to N×K logits; a network is told nothing of ``films``, which were changed."""
        del films
        return np.asarray(self.logits(torch.from_numpy(images)).double().cpu().numpy())

    def scoring(self, films: Sequence[Prepared]) -> Generator[Progress, None, tuple[NDArray[np.float64], NDArray[np.float32]]]:
        """Score films as ``scored`` does, at once."""
        yield from ()
        return self.scored(films)

    def used_on(self, film: Prepared, grid: tuple[int, int]) -> ClassifierUsed:
        """Return what the record of a film keeps of it."""
        return self.used(grid)
