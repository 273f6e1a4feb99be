"""The one JSON text of a value is what RFC 8785 says, and real records never need its slow library."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.records.canonical import canonical

_texts = st.text(st.characters(codec="utf-8"), max_size=12)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'),
        ({"n": 1.0}, '{"n":1}'),
        ({"n": -0.0}, '{"n":0}'),
        ({"n": 1e21}, '{"n":1e+21}'),
        ({"n": 1e-7}, '{"n":1e-7}'),
        ({"n": 0.000001}, '{"n":0.000001}'),
        ({"n": 333333333.33333329}, '{"n":333333333.3333333}'),
        ({"n": [1e16, 2e20, 10.0], "t": "-0.0,1.0]2e+1}"}, '{"n":[10000000000000000,200000000000000000000,10],"t":"-0.0,1.0]2e+1}"}'),
        ({"n": 4.5, "t": [True, None], "s": 'é"\n'}, '{"n":4.5,"s":"é\\"\\n","t":[true,null]}'),
    ],
)
def test_bodies_are_the_bytes_that_rfc_8785_prescribes(value: dict[str, Any], text: str) -> None:
    assert canonical(value) == text.encode()


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(2**53) + 1, 2**53 - 1).map(float)
    | st.text(st.characters(codec="utf-8"))
    | st.text('"01.e-+,:]} \\'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=6), inner, max_size=4),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=6), _values, max_size=6))
def test_any_body_is_the_bytes_that_the_library_writes(body: dict[str, Any]) -> None:
    assert canonical(body) == rfc8785.dumps(body)


_NO_JSON = (
    2**53, -(2**53), "\ud800", {1: 2}, {1, 2}, b"bytes", np.float64(1), np.float32(1), np.int64(1), np.bool_(True), np.zeros(1),
)  # fmt: skip


@pytest.mark.parametrize("value", _NO_JSON)
def test_what_is_no_json_is_refused(value: Any) -> None:
    """Neither are scalars of numpy, also where names ask for the slow library."""
    for body in ({"value": value}, {"\ue000": value}):
        with pytest.raises(TypeError):
            canonical(body)


@given(st.dictionaries(_texts, st.integers(-(2**53) + 1, 2**53 - 1), max_size=6), st.randoms())
def test_the_order_of_keys_does_not_change_a_body(body: dict[str, int], chance: Any) -> None:
    shuffled = list(body.items())
    chance.shuffle(shuffled)
    assert canonical(dict(shuffled)) == canonical(body)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="no number of JSON"):
        canonical({"share": number, "null": None})


@given(st.text('"\\\0\1\n\x1f\x7fé0.1:,]'))
def test_a_text_with_any_escapes_hides_no_end_of_itself(text: str) -> None:
    body = {text: [1.0, text, -0.0], "n": text}
    assert canonical(body) == rfc8785.dumps(body)
