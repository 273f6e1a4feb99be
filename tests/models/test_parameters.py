"""A film screened with other parameters is another result: every field is in the hash."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace

import pytest

from models.parameters import CHEAPEST, Parameters


@pytest.mark.parametrize("field", [field.name for field in fields(Parameters)])
def test_the_hash_changes_with_every_field(field: str) -> None:
    changed = replace(Parameters(), **{field: getattr(Parameters(), field) + 1})
    assert changed.sha256() != Parameters().sha256()


def test_the_hash_is_of_the_values_alone() -> None:
    assert Parameters().sha256() == replace(CHEAPEST, controls=Parameters().controls).sha256()
    assert len(Parameters().sha256()) == 64


def test_parameters_survive_json() -> None:
    assert Parameters(**json.loads(json.dumps(asdict(Parameters())))) == Parameters()


def test_the_cheapest_profile_only_spares_controls() -> None:
    assert replace(CHEAPEST, controls=Parameters().controls) == Parameters()
    assert CHEAPEST.controls < Parameters().controls
