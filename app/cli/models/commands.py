"""``models``: what there is to audit with, its card and its certificate."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from app.cli.models.certify import certify, points
from app.cli.models.reference import reference
from app.cli.terminal import fail, say
from models.networks.library import NETWORKS, embedded
from models.networks.manifest import ManifestError

app = typer.Typer(help="The embedded networks and their cards.", no_args_is_help=True, rich_markup_mode=None)
app.command("certify")(certify)
app.command("points")(points)
app.command("reference")(reference)
_OTHERS = {"lungs": "lung segmenter", "film-check": "check of the film"}


@app.command("list")
def list_models() -> None:
    """List the networks that come with the program.

    Example: python main.py models list
    """
    for name in NETWORKS:
        manifest = embedded(name)
        what = _OTHERS.get(name, f"classifier of {len(manifest.labels)} findings")
        say(f"{name:<10} {what:<30} {manifest.weights.stat().st_size / 1e6:4.1f} MB   sha256 {manifest.weights_sha256[:16]}…")


@app.command("show")
def show(name: Annotated[str, typer.Argument(help="One of the names that 'models list' tells.")]) -> None:
    """Show a network's card: data, licence, figures, limits, labels and thresholds.

    Example: python main.py models show embedded
    """
    try:
        manifest = embedded(name)
    except ManifestError as error:
        fail(str(error), code=2)
    say(f"{manifest.name}: {manifest.architecture}, {manifest.task}\nweights sha256 {manifest.weights_sha256}\n")
    _tell(manifest.card)
    say("\nlabels and thresholds (probability)")
    for label, threshold in zip(manifest.labels, manifest.thresholds, strict=True):
        say(f"  {label:<22} {threshold:.4f}")


def _tell(card: dict[str, Any], indent: str = "") -> None:
    for key, value in card.items():
        if isinstance(value, dict):
            say(f"{indent}{key}")
            _tell(value, indent + "  ")
        else:
            say(f"{indent}{key}: {value}")
