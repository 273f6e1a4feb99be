"""Shared by the tests of the models: the embedded networks and a phantom with its anatomy, made once; hypothesis without a clock."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import settings
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy, anatomy_of
from models.anatomy.segmenter import Segmenter
from models.anatomy.shape import fit
from models.attribution.watched import WatchedClassifier
from models.film.canonical import CanonicalFilm
from models.film.phantom import Phantom, phantom
from models.grids.geometry import Geometry
from models.input_check.checker import InputChecker
from models.networks.library import embedded

settings.register_profile("facts", deadline=None, database=None, derandomize=True)
settings.load_profile("facts")


@pytest.fixture(scope="session")
def classifier() -> WatchedClassifier:
    """The embedded classifier on the CPU."""
    return WatchedClassifier.load(embedded("embedded"), torch.device("cpu"))


@pytest.fixture(scope="session")
def teaching() -> WatchedClassifier:
    """The teaching classifier, which looks at side markers, on the CPU."""
    return WatchedClassifier.load(embedded("teaching"), torch.device("cpu"))


@pytest.fixture(scope="session")
def checker() -> InputChecker:
    """The embedded input check on the CPU."""
    return InputChecker.load(embedded("film-check"), torch.device("cpu"))


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """The embedded lung segmenter on the CPU."""
    return Segmenter.load(embedded("lungs"), torch.device("cpu"))


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
    found = anatomy_of(lungs, drawn_film.heart, CanonicalFilm(drawn_film.pixels, Geometry.identity(256, 256), (0.0, 1.0)), fit(lungs))
    assert found is not None
    return found
