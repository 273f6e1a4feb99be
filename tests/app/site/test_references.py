"""A reference serves the classifier and the table of allowed places that it was built under."""

from __future__ import annotations

import pytest

import resources
from app.site.references import own_reference, reference_file
from app.site.regions import SHIPPED
from models.networks.library import embedded
from models.values.digests import sha256_of

_OTHER = "ab" * 32


@pytest.fixture
def weights() -> str:
    return embedded("embedded").weights_sha256


def test_the_shipped_reference_serves_the_shipped_table_alone(weights: str) -> None:
    assert reference_file(weights, sha256_of(SHIPPED)) == resources.path("references/embedded.npz")
    assert reference_file(weights, _OTHER) is None
    assert reference_file(_OTHER, sha256_of(SHIPPED)) is None


def test_ones_own_goes_first_under_its_own_table(weights: str) -> None:
    own_reference(weights, _OTHER).parent.mkdir(parents=True)
    own_reference(weights, _OTHER).touch()
    assert reference_file(weights, _OTHER) == own_reference(weights, _OTHER)
    assert reference_file(weights, sha256_of(SHIPPED)) == resources.path("references/embedded.npz")
    own_reference(weights, sha256_of(SHIPPED)).touch()
    assert reference_file(weights, sha256_of(SHIPPED)) == own_reference(weights, sha256_of(SHIPPED))
