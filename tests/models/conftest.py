"""Shared by the tests of the models: the embedded networks, loaded once, and hypothesis without clock, database or luck."""

from __future__ import annotations

import pytest
import torch
from hypothesis import settings

from models.anatomy.segmenter import Segmenter
from models.attribution.watched import WatchedClassifier
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
    """The embedded film check on the CPU."""
    return InputChecker.load(embedded("film-check"), torch.device("cpu"))


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """The embedded lung segmenter on the CPU."""
    return Segmenter.load(embedded("lungs"), torch.device("cpu"))
