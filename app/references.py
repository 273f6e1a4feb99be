"""Where a classifier's reference is kept: in this person's data folder, under the hash of the weights, or beside the shipped weights."""

from __future__ import annotations

from pathlib import Path

import resources
from app.identity import data_folder
from models.manifest import EMBEDDED, embedded


def own_reference(weights_sha256: str) -> Path:
    """Return where this person's reference of a classifier belongs; the folder is made when missing.

    Raises:
        OSError: It cannot be made.
    """
    folder = data_folder() / "references"
    folder.mkdir(exist_ok=True)
    return folder / f"{weights_sha256}.npz"


def reference_file(weights_sha256: str) -> Path | None:
    """Return the file of a classifier's reference: this person's own, else the shipped one; None where there is none."""
    own = own_reference(weights_sha256)
    if own.is_file():
        return own
    for name in EMBEDDED:
        if embedded(name).weights_sha256 == weights_sha256:
            try:
                return resources.path(f"references/{name}.npz")
            except FileNotFoundError:
                return None
    return None
