"""By what a reference, a calibration and a certificate are kept: a classifier whose scores would be others is another one."""

from __future__ import annotations

import hashlib
import json

from models.networks.external.arguments import FAMILY, LIMITS
from models.networks.manifest import Manifest
from models.networks.steps import written


def identity_sha256(manifest: Manifest) -> str:
    """Return the SHA-256 that names what was measured of a classifier: of a network that of its weights.

    Of a program it covers the file, and what the manifest says that its answers depend on: labels, preparation, and all arguments but its
    limits; so a new version behind an unchanged file has measured nothing yet. Thresholds and operating points are no part of it.
    """
    if manifest.family != FAMILY:
        return manifest.weights_sha256
    said = {
        "file": manifest.weights_sha256, "labels": manifest.labels, "preparation": [written(step) for step in manifest.preparation],
        "arguments": {name: value for name, value in manifest.arguments.items() if name not in LIMITS},
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
