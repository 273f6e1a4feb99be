"""A film screened with other parameters is another result: every field is in the hash."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.records.canonical import canonical
from models.values.parameters import CHEAPEST, Parameters


@pytest.mark.parametrize("field", [field.name for field in fields(Parameters)])
def test_the_hash_changes_with_every_field(field: str) -> None:
    changed = replace(Parameters(), **{field: getattr(Parameters(), field) + 1})
    assert changed.sha256() != Parameters().sha256()


def test_the_hash_is_of_the_values_alone() -> None:
    assert Parameters().sha256() == replace(CHEAPEST, controls=Parameters().controls).sha256()
    assert len(Parameters().sha256()) == 64


@given(st.builds(Parameters))
def test_parameters_come_back_from_a_record_with_their_hash(parameters: Parameters) -> None:
    """Canonical JSON writes 15.0 as 15; the type comes back, and with it the hash."""
    back = Parameters.of_json(json.loads(canonical(asdict(parameters))))
    assert (back, back.sha256()) == (parameters, parameters.sha256())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"speed": 1}, "there is no entry 'speed'; there are: hot_spot_share, hot_spots,"),
        ({"controls": "many"}, "the entry 'controls' is not a whole number: 'many'."),
        ({"controls": 19.5}, "the entry 'controls' is not a whole number: 19.5."),
        ({"seed": True}, "the entry 'seed' is not a whole number: True."),
        ({"filler_noise": float("nan")}, "the entry 'filler_noise' is not a finite number: nan."),
    ],
)
def test_parameters_of_another_version_are_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Parameters.of_json(asdict(Parameters()) | change)
    with pytest.raises(ValueError, match="the entry 'hot_spot_share' is missing"):
        Parameters.of_json({"controls": 19})


def test_the_cheapest_profile_only_spares_controls() -> None:
    assert replace(CHEAPEST, controls=Parameters().controls) == Parameters()
    assert CHEAPEST.controls < Parameters().controls
