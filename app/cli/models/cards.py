"""``models list`` and ``models show``: what there is to audit with, and its cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from app.cli.terminal import fail, say
from app.site.classifiers import classifier_named, classifier_names, told_by
from app.site.person import NoDataFolder
from app.site.references import stale_references
from models.networks.library import NETWORKS, embedded
from models.networks.manifest import Manifest, ManifestError

_POINTS = "operating_points"
_OTHERS = {"lungs": "lung segmenter", "film-check": "input check"}


def list_models() -> None:
    """List the networks that come with the program, your own classifiers, and references of yours that no longer serve.

    Example: python main.py models list
    """
    for name in (*NETWORKS, *(own for own in classifier_names() if own not in NETWORKS)):
        say(_line(name))
    try:
        for stale in stale_references():
            say(f"Stale reference, kept, that serves no classifier here: {stale.file}. {stale.why}")
    except ManifestError as error:
        fail(str(error))
    except NoDataFolder as error:
        fail(str(error))


def _network(name: str) -> Manifest:
    return embedded(name) if name in NETWORKS else classifier_named(name)


def _line(name: str) -> str:
    """Describe a network in a line; the command ends with a sentence where its files cannot be read."""
    try:
        manifest = _network(name)
        size = manifest.weights.stat().st_size / 1e6
    except ManifestError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{name}: the weights file cannot be read: {error.strerror}.")
    what = _OTHERS.get(name, f"classifier of {len(manifest.labels)} findings")
    return f"{name:<10} {what:<30} {size:4.1f} MB   sha256 {manifest.weights_sha256[:16]}…"


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", callback=told_by, help="One of the names that 'models list' prints.")],
) -> None:
    """Show a network's card: data, licence, figures, limits, and of each operating point labels, thresholds and what they were measured at.

    Example: python main.py models show embedded
    """
    try:
        manifest = _network(name)
    except ManifestError as error:
        fail(str(error), code=2)
    say(f"{manifest.name}: {manifest.architecture}, {manifest.task}", f"weights sha256 {manifest.weights_sha256}", "")
    measured = manifest.card.get("metrics", {}).get(_POINTS, {})
    _say_card(manifest.card)
    for point in manifest.points or (manifest.operating_point,):
        _say_point(manifest.at(point), measured.get(point, {}), default=point == manifest.operating_point)


def _say_point(manifest: Manifest, measured: Mapping[str, Any], *, default: bool) -> None:
    """Say thresholds and prevalence, and what the card says of sensitivity and specificity; with 95 % intervals, as far as it has them."""
    which = f"operating point {manifest.operating_point}{' (default)' if default else ''}: " if manifest.operating_point else ""
    say("", f"{which}labels and thresholds (probability){'; sensitivity and specificity, cross-fitted' if measured else ''}")
    for number, (label, threshold) in enumerate(zip(manifest.labels, manifest.thresholds, strict=True)):
        cut, shares = f"{threshold:.4f}", []
        if told := measured.get(label):
            _, low, high = told["threshold"]
            cut += f" ({low:.4f} to {high:.4f})"
            shares = [_with_interval(name, told[name]) for name in ("sensitivity", "specificity")]
        prevalence = [f"prevalence {manifest.prevalence[number]:.3f}"] if manifest.prevalence else []
        say("   ".join([f"  {label:<22} {cut}", *shares, *prevalence]))


def _with_interval(name: str, found: Sequence[float]) -> str:
    value, low, high = found
    return f"{name} {value:.3f} ({low:.3f} to {high:.3f})"


def _say_card(card: Mapping[str, Any], indent: str = "") -> None:
    for key, value in card.items():
        if key == _POINTS:
            continue  # They stand with the thresholds.
        if isinstance(value, dict):
            say(f"{indent}{key}")
            _say_card(value, indent + "  ")
        else:
            say(*f"{indent}{key}: {value}".split("\n"))
