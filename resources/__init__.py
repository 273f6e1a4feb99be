"""Data that travels with the code: embedded weights and their cards, label tables, the record's JSON Schema, icons."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).parent


def path(name: str) -> Path:
    """Return the path of one resource.

    Args:
        name: Relative name with forward slashes, such as ``"weights/embedded.toml"``.

    Raises:
        FileNotFoundError: There is no such resource, or the name leaves the folder.
    """
    found = (_ROOT / name).resolve()
    if not found.is_relative_to(_ROOT.resolve()) or not found.exists():
        raise FileNotFoundError(f"There is no resource named {name!r}.")
    return found
