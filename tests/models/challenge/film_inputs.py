"""Shared by the tests of challenges: inputs of films without a classifier."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.attention.seen import Seen
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.grids.geometry import Geometry


def whole(image: NDArray[np.floating]) -> FilmInput:
    """Return the input of a film that fills it, its canonical grid the same pixels."""
    grid = Geometry.identity(image.shape[1], image.shape[2])
    return FilmInput(image.astype(np.float32), np.ones(image.shape[1:], bool), Seen(grid, grid))


def filled(film: FilmInput, patch: Patch | str) -> NDArray[np.float32]:
    """Return the input with a patch."""
    assert isinstance(patch, Patch), patch
    changed = film.image.copy()
    patch.put_on(changed)
    return changed
