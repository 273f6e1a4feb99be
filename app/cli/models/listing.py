"""``models list``: what there is to audit with."""

from __future__ import annotations

import typer

from app.cli.models.known import calibration_words, certificate_words, point_words, reference_words
from app.cli.terminal import aligned, fail, say
from app.site.calibrations import stale_calibrations
from app.site.classifiers import classifier_names, network_named
from app.site.person import NoDataFolder
from app.site.references import stale_references
from audit.counted import counted
from models.networks.library import EMBEDDED, NETWORKS
from models.networks.manifest import Manifest, ManifestError
from models.values.digests import sha256_of

_OTHERS = {"lungs": "lung segmenter", "film-check": "input check"}


class _Unusable(Exception):
    """A network whose manifest or weights cannot be used; the sentence says why."""


def list_models() -> None:
    """List the networks that come with the program and your own classifiers: findings, size, weights, certificate, reference, point.

    What cannot be used is a line that says why, and the exit code is 1. References and calibrations of yours that no longer serve are
    named too.

    Example: python main.py models list
    """
    usable, unusable = list[list[str]](), dict[str, str]()
    names = (*NETWORKS, *(own for own in classifier_names() if own not in NETWORKS))
    for name in names:
        try:
            usable.append(_row(name))
        except _Unusable as reason:
            unusable[name] = str(reason)
    lines = {row[0]: line for row, line in zip(usable, aligned(usable), strict=True)}
    for name in names:
        say(lines.get(name) or f"{name}  cannot be used: {unusable[name]}")
    try:
        for kind, found in (("reference", stale_references()), ("calibration", stale_calibrations())):
            for stale in found:
                say(f"Stale {kind}, kept, that serves no classifier here: {stale.file}. {stale.why}")
    except ManifestError as error:
        fail(f"References and calibrations were not looked at. {error}")
    except NoDataFolder as error:
        fail(str(error))
    raise typer.Exit(1 if unusable else 0)


def _row(name: str) -> list[str]:
    """Describe a network.

    Raises:
        _Unusable: Its files cannot be used.
    """
    try:
        manifest = network_named(name)
    except ManifestError as error:
        raise _Unusable(str(error)) from None
    size = _size(name, manifest)
    row = [
        name,
        _OTHERS.get(name, counted(len(manifest.labels), "finding")),
        f"{size / 1e6:6.1f} MB",
        f"sha256 {manifest.weights_sha256[:16]}…",
    ]
    if name in NETWORKS and name not in EMBEDDED:
        return [*row, "", "", "", ""]
    return [*row, certificate_words(manifest), reference_words(manifest), calibration_words(manifest), point_words(name, manifest)]


def _size(name: str, manifest: Manifest) -> int:
    """Return the bytes of the weights, which are those that the manifest names."""
    remedy = f"import it again after 'models remove {name}'" if name not in NETWORKS else "install the program again"
    try:
        found, size = sha256_of(manifest.weights), manifest.weights.stat().st_size
    except OSError as error:
        raise _Unusable(f"the weights file {manifest.weights.name} cannot be read ({error.strerror}); {remedy}.") from None
    if found != manifest.weights_sha256:
        raise _Unusable(f"the weights file {manifest.weights.name} differs from the one the manifest names (SHA-256); {remedy}.")
    return size
