"""Passes of changed films beside those of the regions' tests: all of a batch, one after the other."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.challenge.patch import Patch
from models.screening.examination import Examination
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import rescored
from models.values.progress import Progress

_AT_ONCE = 8


def in_one_stream(
    patched: Sequence[tuple[Examination, Patch]], method: LoadedMethod, told: Progress
) -> Generator[Progress, None, list[NDArray[np.float64]]]:
    """Score films with a patch each.

    Args:
        patched: Films and what is changed of them; a film may come often, or none at all.
        method: By what they are screened.
        told: How far the batch is.

    Yields:
        What is told, before each of the passes.

    Returns:
        K logits each, in order.
    """
    rows = list[NDArray[np.float64]]()
    for start in range(0, len(patched), _AT_ONCE):
        yield told
        rows += list(rescored(patched[start : start + _AT_ONCE], method))
    return rows
