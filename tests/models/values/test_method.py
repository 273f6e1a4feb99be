"""The method is a plain value that crosses processes and is compared."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace

import pytest

from models.values.method import METHOD, Method, Role
from models.values.parameters import CHEAPEST, Parameters

ONE = Method(
    Parameters(), "a" * 64, "b" * 64, None, None, dict.fromkeys(map(str, Role), "c" * 64), dict.fromkeys(map(str, Role), "d" * 64)
)  # fmt: skip


def test_a_method_crosses_a_process_and_is_the_same() -> None:
    assert pickle.loads(pickle.dumps(ONE)) == ONE
    assert ONE.number == METHOD >= 1


@pytest.mark.parametrize("name", [field.name for field in fields(Method)])
def test_methods_differ_by_any_of_their_parts(name: str) -> None:
    other = {"parameters": CHEAPEST, "number": METHOD + 1, "networks": {}, "manifests": {}}.get(name, "e" * 64)
    assert replace(ONE, **{name: other}) != ONE
