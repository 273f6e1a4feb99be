"""The networks that come with the program, by name, and those that came with earlier versions, by the hash of their weights."""

from __future__ import annotations

from collections.abc import Iterator

import resources
from models.networks.manifest import Manifest, ManifestError, read_manifest

EMBEDDED = ("embedded", "teaching")
"""Names of the classifiers that come with the program; the first is the default."""


NO_CLASSIFIER = f"There is no classifier of this name; there are: {', '.join(EMBEDDED)}."

NETWORKS = (*EMBEDDED, "lungs", "film-check")
"""Names of all networks that come with the program."""


def embedded(name: str) -> Manifest:
    """Read the manifest of an embedded network.

    Raises:
        ManifestError: No embedded network has this name.
    """
    try:
        return read_manifest(resources.path(f"weights/{name}.toml"))
    except FileNotFoundError:
        raise ManifestError(f"There is no embedded network named {name!r}; there are: {', '.join(EMBEDDED)}.") from None


def network_of_record(weights_sha256: str, computation_sha256: str | None = None) -> Manifest | None:
    """Find the network that a record names, at its operating point, also among the retired ones, which serve replay alone (decision 0040).

    Args:
        weights_sha256: Of its weights.
        computation_sha256: Of what its manifest said; None where the record does not tell.

    Returns:
        None where these weights are not kept, or only with another manifest.

    Raises:
        ManifestError: A manifest cannot be used.
    """
    for manifest in _candidates(weights_sha256):
        if manifest.weights_sha256 == weights_sha256:
            if computation_sha256 is None:
                return manifest
            if computation_sha256 in manifest.computations:
                return manifest.at(manifest.computations[computation_sha256])
    return None


def _candidates(weights_sha256: str) -> Iterator[Manifest]:
    """Yield the present networks, then the retired ones whose file is named by the hash; several may share weights."""
    yield from map(embedded, NETWORKS)
    yield from map(read_manifest, sorted(resources.path("weights/retired").glob(f"*-{weights_sha256[:8]}*.toml")))
