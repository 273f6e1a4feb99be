"""The networks that come with the program, by name."""

from __future__ import annotations

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
