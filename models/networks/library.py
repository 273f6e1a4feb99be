"""The networks that come with the program, by name, and those that came with earlier versions, by the hash of their weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import isclose

import resources
from models.networks.manifest import Manifest, ManifestError, read_manifest

EMBEDDED = ("embedded", "teaching")
"""Names of the classifiers that come with the program; the first is the default."""

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


def network_of_record(
    weights_sha256: str, computation_sha256: str | None = None, thresholds: Sequence[float] | None = None
) -> Manifest | None:
    """Find the network that a record names, at its operating point, also among the retired ones, which serve replay alone (decision 0040).

    Args:
        weights_sha256: Of its weights.
        computation_sha256: Of what its manifest said; None where the record does not tell.
        thresholds: They tell the operating point where the hash is not told; None where they are not told either.

    Returns:
        The first that has what is told, as two points may have the same thresholds; None where these weights are not kept, or only with
        another manifest.

    Raises:
        ManifestError: A manifest cannot be used.
    """
    retired = sorted(resources.path("weights/retired").glob(f"*-{weights_sha256[:8]}*.toml"))
    kept = (one for one in chain(map(embedded, NETWORKS), map(read_manifest, retired)) if one.weights_sha256 == weights_sha256)
    return next(deciding_as(kept, computation_sha256, thresholds), None)


def deciding_as(
    manifests: Iterable[Manifest], computation_sha256: str | None = None, thresholds: Sequence[float] | None = None
) -> Iterator[Manifest]:
    """Yield those that have what is told, each at every point that has it, the default first."""
    for found in chain.from_iterable(one.at_each_point for one in manifests):
        if computation_sha256 is not None:
            is_it = found.computation_sha256 == computation_sha256
        else:
            is_it = thresholds is None or _are_same(found.thresholds, thresholds)
        if is_it:
            yield found


def _are_same(some: Sequence[float], others: Sequence[float]) -> bool:
    return len(some) == len(others) and all(map(isclose, some, others))
