"""The phantom films that the tool is tried on, each with and without a side marker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.site.person import data_folder

_SEEDS = (3_000_001, 3_000_002, 3_000_003)
PHANTOMS: Mapping[str, tuple[int, bool]] = {
    f"phantom-{number}-{'marker' if marked else 'no-marker'}.dcm": (seed, marked)
    for number, seed in enumerate(_SEEDS, 1)
    for marked in (True, False)
}
"""By the name of its file: the seed that it is drawn from, and whether it has a side marker."""


def phantom_folder() -> Path:
    """Return the folder of the phantom films that the window draws; it is made when missing.

    Raises:
        OSError: It cannot be made.
    """
    folder = data_folder() / "demo" / "films"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
