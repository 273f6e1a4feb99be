"""``models layers``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]


def test_layers_are_listed_with_their_grids(run: Run) -> None:
    lines = run("models", "layers", "teaching").out.splitlines()
    assert lines[0].split() == ["last-spatial", "192", "maps", "of", "20", "×", "20"]
    assert "stages.1                          96 maps of 40 × 40" in lines


def test_an_unknown_classifier_is_reported(run: Run) -> None:
    ended = run("models", "layers", "nobody")
    assert (ended.code, ended.out) == (1, "")
    assert "no classifier of this name" in ended.err
