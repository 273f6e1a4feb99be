"""The chain's bytes and hashes."""

from __future__ import annotations

import math
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.log.chain.links import GENESIS, entry_hash
from audit.records.canonical import canonical

_COLUMNS = ("time_utc", "actor", "kind", "subject", "body", "previous_hash")
_texts = st.text(st.characters(codec="utf-8"), max_size=12)
_entries = st.fixed_dictionaries(
    {name: _texts for name in _COLUMNS if name != "body"} | {"body": st.binary(max_size=12), "seq": st.integers(1, 2**53)}
)


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


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=6), _values, max_size=6))
def test_any_body_is_the_bytes_that_the_library_writes(body: dict[str, Any]) -> None:
    assert canonical(body) == rfc8785.dumps(body)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800", {1: 2}, {1, 2}, b"bytes"])
def test_what_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises((ValueError, TypeError, AttributeError)):
        canonical({"value": value})


@given(st.dictionaries(_texts, st.integers(-(2**53) + 1, 2**53 - 1), max_size=6), st.randoms())
def test_the_order_of_keys_does_not_change_a_body(body: dict[str, int], chance: Any) -> None:
    shuffled = list(body.items())
    chance.shuffle(shuffled)
    assert canonical(dict(shuffled)) == canonical(body)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(number: float) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical({"share": number})


def test_nothing_stands_before_the_first_entry() -> None:
    assert GENESIS == "0" * 64


def test_the_hash_of_a_known_entry_never_changes() -> None:
    """A log written today verifies tomorrow: the hash is part of the file format."""
    known = entry_hash(seq=1, time_utc="2024-01-01T00:00:00.000+00:00", actor="ann", kind="screened", subject="s", body=b"{}",
                       previous_hash=GENESIS)  # fmt: skip
    assert known == "4aa3458fa710fab6b2bc2e60e8a37d732a85f1b1fc63bb0d6d6e714338644beb"


@given(_entries, st.sampled_from((*_COLUMNS, "seq")), st.data())
def test_a_change_of_any_column_changes_the_hash(entry: dict[str, Any], column: str, data: st.DataObject) -> None:
    strategy = st.integers(1, 2**53) if column == "seq" else st.binary(max_size=12) if column == "body" else _texts
    other = data.draw(strategy)
    assume(other != entry[column])
    assert entry_hash(**entry) != entry_hash(**entry | {column: other})


@given(_entries, st.integers(0, len(_COLUMNS) - 2))
def test_a_byte_that_moves_to_the_next_column_changes_the_hash(entry: dict[str, Any], position: int) -> None:
    giver, taker = _COLUMNS[position], _COLUMNS[position + 1]
    moved = "x" if giver != "body" else b"x"
    before = entry | {giver: entry[giver] + moved}
    after = entry | {taker: ("x" if taker != "body" else b"x") + entry[taker]}
    assert entry_hash(**before) != entry_hash(**after)
