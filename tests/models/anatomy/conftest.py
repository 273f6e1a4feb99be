"""Phantom lungs, and the anatomy that is derived from them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy, anatomy_of
from models.film.phantom import Phantom, phantom
from models.grids.geometry import Geometry


def lungs_of(film: Phantom) -> NDArray[np.uint8]:
    """Return the phantom's true lungs: 0 outside, 1 right, 2 left."""
    return np.where(film.left_lung, 2, film.right_lung).astype(np.uint8)


@pytest.fixture(scope="session")
def drawn_film() -> Phantom:
    """A phantom of 256 pixels a side."""
    return phantom(5_500_000, size=256)


@pytest.fixture(scope="session")
def lungs(drawn_film: Phantom) -> NDArray[np.uint8]:
    """Its true lungs."""
    return lungs_of(drawn_film)


@pytest.fixture(scope="session")
def anatomy(drawn_film: Phantom, lungs: NDArray[np.uint8]) -> Anatomy:
    """Its anatomy, on its own pixels."""
    found = anatomy_of(lungs, drawn_film.pixels, Geometry.identity(256, 256))
    assert found is not None
    return found
