"""Where a classifier's reference is kept: in this person's data folder, or beside the shipped weights.

What lies outside the allowed places depends on their table, so a reference serves the table that it was built under, and no other.
"""

from __future__ import annotations

from pathlib import Path

import resources
from app.site.person import data_folder
from app.site.regions import SHIPPED
from models.networks.library import EMBEDDED, embedded
from models.values.digests import sha256_of


def own_reference(weights_sha256: str, regions_sha256: str) -> Path:
    """Return where this person's reference of a classifier under a table of allowed places belongs.

    Raises:
        OSError: The data folder cannot be made.
    """
    return data_folder() / "references" / weights_sha256 / f"{regions_sha256}.npz"


def reference_file(weights_sha256: str, regions_sha256: str) -> Path | None:
    """Return the file of a classifier's reference under a table: this person's own, else the shipped one; None where there is none."""
    own = own_reference(weights_sha256, regions_sha256)
    if own.is_file():
        return own
    if regions_sha256 != sha256_of(SHIPPED):
        return None
    for name in EMBEDDED:
        if embedded(name).weights_sha256 == weights_sha256:
            try:
                return resources.path(f"references/{name}.npz")
            except FileNotFoundError:
                return None
    return None
