"""Passes of changed films: all of a batch, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.challenge.patch import Change
from models.screening.examination import Examination
from models.screening.loaded_method import LoadedMethod
from models.values.progress import Progress

_AT_ONCE = 8


def in_one_stream(
    patched: Sequence[tuple[Examination, Change]], method: LoadedMethod, told: Callable[[int], Progress] | None = None
) -> Generator[Progress, None, list[NDArray[np.float64]]]:
    """Score films with a change each.

    Args:
        patched: Films and what is changed of them; a film may come often, or none at all.
        method: By what they are screened.
        told: Says of how many that are scored how far the batch is.

    Yields:
        What is told, before each of the passes.

    Returns:
        K logits each, in order.
    """
    rows = list[NDArray[np.float64]]()
    for start in range(0, len(patched), _AT_ONCE):
        if told:
            yield told(start)
        rows += list(rescored(patched[start : start + _AT_ONCE], method))
    return rows


def rescored(patched: Sequence[tuple[Examination, Change]], method: LoadedMethod) -> NDArray[np.float64]:
    """Return N×K, the logits of films with a change each."""
    images = np.empty((len(patched), *patched[0][0].prepared.tensor.shape), np.float32)
    for image, (film, change) in zip(images, patched, strict=True):
        image[:] = film.prepared.tensor.numpy()
        change.put_on(image)
    return method.classifier.rescored(images, [film.prepared for film, _ in patched])
