"""What people write is validated strictly, and the first entry that is wrong is named with what stands there."""

from __future__ import annotations

from typing import Any

import pytest

from models.values.entries import entry, validated, wrong


@entry
class Inner:
    size: float


@entry
class Outer:
    name: str
    count: int
    parts: tuple[Inner, ...] = ()

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("there are fewer than none.")
        if self.name == "nobody":
            raise wrong("nobody is no name.")


def test_what_is_right_comes_out_as_its_type() -> None:
    found = validated(Outer, {"name": "a", "count": 3, "parts": [{"size": 2}]})
    assert found == Outer("a", 3, (Inner(2.0),))
    assert type(found.parts[0].size) is float


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": 3}, "the entry 'name' is not a text: 3."),
        ({"count": "3"}, "the entry 'count' is not a whole number: '3'."),
        ({"count": 3.5}, "the entry 'count' is not a whole number: 3.5."),
        ({"count": True}, "the entry 'count' is not a whole number: True."),
        ({"count": -1}, "there are fewer than none."),
        ({"name": "nobody"}, "nobody is no name."),
        ({"colour": 3}, "there is no entry 'colour'; there are: name, count, parts."),
        ({"parts": 3}, "the entry 'parts' is not a list: 3."),
        ({"parts": [{"size": 1}, {}]}, "the entry 'parts 2 size' is missing."),
        ({"parts": [{"size": float("inf")}]}, "the entry 'parts 1 size' is not a finite number: inf."),
        ({"parts": [{"size": 1, "x": 1}]}, "there is no entry 'parts 1 x'."),
        ({"parts": [3]}, "the entry 'parts 1' is not a table: 3."),
    ],
    ids=str,
)
def test_the_first_wrong_entry_is_named(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as said:  # noqa: PT011
        validated(Outer, {"name": "a", "count": 3} | change)
    assert str(said.value) == sentence


def test_a_missing_entry_is_named() -> None:
    with pytest.raises(ValueError, match="the entry 'count' is missing"):
        validated(Outer, {"name": "a"})
