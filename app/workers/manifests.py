"""Which network is meant: by its name, or by the hashes of a record."""

from __future__ import annotations

from app.site.classifiers import classifier_named, network_of_record
from models.networks.library import EMBEDDED, NETWORKS, deciding_as, embedded
from models.networks.manifest import Manifest
from models.values.method import Role


def manifest_of(name: str, role: Role, weights: str | None, computation: str | None) -> Manifest:
    """Return the manifest of the network that a record names, else the present one's.

    Raises:
        Expected: There is no such classifier.
        ManifestError: It cannot be used.
    """
    found = network_of_record(weights, computation) if weights else None
    of_another_role = role is Role.CLASSIFIER and name in NETWORKS and name not in EMBEDDED
    if found and found.name == name and not of_another_role:
        return found
    here = classifier_named(name) if role is Role.CLASSIFIER else embedded(name)
    return next(deciding_as((here,), computation), here) if computation else here
