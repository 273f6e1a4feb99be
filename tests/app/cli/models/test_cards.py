"""``models list`` and ``models show``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from app.site.references import own_reference
from models.networks.library import NETWORKS, embedded
from models.networks.manifest import ManifestError

Run = Callable[..., Any]


def test_all_networks_are_listed(run: Run) -> None:
    ended = run("models", "list")
    assert ended.code == 0
    assert [line.split()[0] for line in ended.out.splitlines()] == list(NETWORKS)


def test_a_reference_of_replaced_weights_is_named_as_stale(run: Run) -> None:
    stale, own = own_reference("ab" * 32, "cd" * 32), own_reference(embedded("teaching").weights_sha256, "cd" * 32)
    for file in (stale, own):
        file.parent.mkdir(parents=True)
        file.touch()
    lines = run("models", "list").out.splitlines()[len(NETWORKS) :]
    (replaced,) = (line for line in lines if str(stale) in line)
    assert replaced.startswith("Stale reference, kept, that serves no classifier here: ")
    assert replaced.endswith("It is of weights abababababab… that were replaced.")
    (damaged,) = (line for line in lines if str(own) in line)
    assert "damaged; build it anew" in damaged


@pytest.mark.parametrize("command", [("list",), ("show", "embedded")])
def test_a_damaged_manifest_is_said(run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    monkeypatch.setattr("app.cli.models.cards.embedded", Mock(side_effect=ManifestError("embedded.toml: not a TOML file.")))
    ended = run("models", *command)
    assert (ended.code > 0, ended.err.strip()) == (True, "embedded.toml: not a TOML file.")


def test_missing_weights_are_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = embedded("embedded")
    gone = replace(manifest, weights=manifest.weights.with_name("gone.safetensors"))
    monkeypatch.setattr("app.cli.models.cards.embedded", Mock(return_value=gone))
    ended = run("models", "list")
    assert ended.code == 1
    assert ended.err.startswith("embedded: the weights file cannot be read: ")


@pytest.mark.parametrize("name", NETWORKS)
def test_a_card_tells_data_licence_limits_and_thresholds(run: Run, name: str) -> None:
    ended, manifest = run("models", "show", name), embedded(name)
    assert ended.code == 0
    for text in (manifest.weights_sha256, manifest.card["data"], manifest.card["licence"], manifest.card["limits"]):
        assert text in ended.out
    for label, threshold in zip(manifest.labels, manifest.thresholds, strict=True):
        assert f"  {label:<22} {threshold:.4f}" in ended.out


def test_a_card_tells_every_operating_point_with_what_was_measured_at_it(run: Run) -> None:
    out, manifest = run("models", "show", "embedded").out, embedded("embedded")
    assert "operating point specificity-90 (default): labels and thresholds" in out
    assert "operating point balanced: labels and thresholds" in out
    for point, thresholds in manifest.points.items():
        for label, threshold, share in zip(manifest.labels, thresholds, manifest.prevalence or (), strict=True):
            told = manifest.card["metrics"]["operating_points"][point][label]
            shares = [f"{name} {told[name][0]:.3f} ({told[name][1]:.3f} to {told[name][2]:.3f})" for name in ("sensitivity", "specificity")]
            cut = f"{threshold:.4f} ({told['threshold'][1]:.4f} to {told['threshold'][2]:.4f})"
            assert "   ".join([f"  {label:<22} {cut}", *shares, f"prevalence {share:.3f}"]) in out


def test_an_unknown_network_is_a_matter_of_usage(run: Run) -> None:
    ended = run("models", "show", "nobody")
    assert ended.code == 2
    assert "there are: embedded, teaching" in ended.err
