"""Targets: which scalars of the output are attributed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor

from models.attribution.refusal import NoSuchTarget

Targets = Literal["all"] | Sequence[int] | Sequence[Sequence[int]] | Tensor | Callable[[Any], Tensor]
"""All classes, T class indices for the batch, N×T indices per image, or a function from the output to N scalars."""

_KINDS = "Targets are 'all', class indices, as many indices for each image, or a function of the output."


@dataclass(frozen=True)
class Chosen:
    """The scalars that are differentiated.

    Attributes:
        scores: N×K, with the graph.
        classes: N×T columns of them.
        of_classes: Whether the scores are the network's classes, not a function's scalars.
    """

    scores: Tensor
    classes: Tensor
    of_classes: bool

    @property
    def count(self) -> int:
        """T."""
        return self.classes.shape[1]

    def values(self, chunk: slice) -> Tensor:
        """Return the N×t scalars themselves, detached."""
        return self.scores.detach().gather(1, self.classes[:, chunk])

    def directions(self, chunk: slice) -> Tensor:
        """Return t×N×K: for each of some targets the sum over the images of its scalars, as a vector to multiply from the left."""
        wanted = torch.zeros(self.classes[:, chunk].shape[1], *self.scores.shape, dtype=self.scores.dtype, device=self.scores.device)
        return wanted.scatter_(2, self.classes[:, chunk].T[:, :, None], 1)


def choose(output: Any, targets: Targets, images: int) -> Chosen:
    """Turn an output and targets into scalars.

    Args:
        output: N×K scores; anything where the targets are a function of it.
        targets: See ``Targets``.
        images: N.

    Raises:
        NoSuchTarget: The targets do not fit the output.
    """
    if callable(targets):
        scalars = targets(output)
        if not isinstance(scalars, Tensor) or scalars.numel() != images:
            raise NoSuchTarget(f"The target function must give one number an image, {images} here.")
        return Chosen(scalars.reshape(images, 1), torch.zeros(images, 1, dtype=torch.long, device=scalars.device), of_classes=False)
    if not isinstance(output, Tensor) or output.dim() != 2 or output.shape[0] != images:
        raise NoSuchTarget("The network does not give one row of class scores an image; pass a function of its output as the target.")
    return Chosen(output, _classes(targets, output), of_classes=True)


def of_images(targets: Targets, start: int, stop: int, images: int) -> Targets:
    """Return the targets of the images from a first to before a last.

    Raises:
        NoSuchTarget: They are of no known kind.
    """
    if callable(targets) or (isinstance(targets, str) and targets == "all"):
        return targets
    indices = _indices(targets)
    if indices.dim() == 2 and indices.shape[0] != images:
        raise NoSuchTarget(f"There are targets for {indices.shape[0]} images, and {images} images.")
    return indices[start:stop] if indices.dim() == 2 else indices


def _indices(targets: Any) -> Tensor:
    try:
        indices = torch.as_tensor(targets)
    except (TypeError, ValueError, RuntimeError):
        raise NoSuchTarget(_KINDS) from None
    if indices.numel() == 0 or indices.is_floating_point() or indices.dtype == torch.bool or indices.dim() not in (1, 2):
        raise NoSuchTarget(_KINDS)
    return indices


def _classes(targets: Any, scores: Tensor) -> Tensor:
    images, count = scores.shape
    indices = torch.arange(count) if isinstance(targets, str) and targets == "all" else _indices(targets)
    if indices.min() < 0 or indices.max() >= count:
        raise NoSuchTarget(f"The network has {count} classes, numbered from 0; a target is none of them.")
    return indices.to(scores.device, torch.long).expand(images, -1)
