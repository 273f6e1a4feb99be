"""``models``: what there is to audit with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.networks.library import NETWORKS, embedded

Run = Callable[..., Any]


def test_all_networks_are_listed(run: Run) -> None:
    ended = run("models", "list")
    assert ended.code == 0
    assert [line.split()[0] for line in ended.out.splitlines()] == list(NETWORKS)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_card_tells_data_licence_limits_and_thresholds(run: Run, name: str) -> None:
    ended, manifest = run("models", "show", name), embedded(name)
    assert ended.code == 0
    for text in (manifest.weights_sha256, manifest.card["data"], manifest.card["licence"], manifest.card["limits"]):
        assert text in ended.out
    for label, threshold in zip(manifest.labels, manifest.thresholds, strict=True):
        assert f"  {label:<22} {threshold:.4f}" in ended.out


def test_an_unknown_network_is_a_matter_of_usage(run: Run) -> None:
    ended = run("models", "show", "nobody")
    assert ended.code == 2
    assert "there are: embedded, teaching" in ended.err
