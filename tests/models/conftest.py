"""Shared by the tests of the models: the embedded networks, loaded once, and hypothesis without clock, database or luck."""

from __future__ import annotations

import pytest
import torch
from hypothesis import settings

from models.anatomy.segmenter import Segmenter
from models.classifier import Classifier
from models.film_check import FilmChecker
from models.manifest import embedded

settings.register_profile("facts", deadline=None, database=None, derandomize=True)
settings.load_profile("facts")


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """The embedded classifier on the CPU."""
    return Classifier.load(embedded("embedded"), torch.device("cpu"))


@pytest.fixture(scope="session")
def teaching() -> Classifier:
    """The teaching classifier, which looks at side markers, on the CPU."""
    return Classifier.load(embedded("teaching"), torch.device("cpu"))


@pytest.fixture(scope="session")
def checker() -> FilmChecker:
    """The embedded film check on the CPU."""
    return FilmChecker.load(embedded("film-check"), torch.device("cpu"))


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """The embedded lung segmenter on the CPU."""
    return Segmenter.load(embedded("lungs"), torch.device("cpu"))
