"""The name that a person gives a file in a dialog, as the name of a file of its kind."""

from __future__ import annotations

from pathlib import Path


class NotSaved(Exception):
    """Why a file was not written, as a sentence."""


def file_named(name: str, endings: tuple[str, ...], failed: str) -> Path:
    """Return the file.

    Args:
        name: As the dialog gives it; it asked whether a file of exactly this name may be replaced.
        endings: That it may have; without one of them it gets the first.
        failed: How a sentence begins that tells why nothing is written.

    Raises:
        NotSaved: With its ending it is the name of a file that is there, which nobody was asked about.
    """
    if name.lower().endswith(endings):
        return Path(name)
    file = Path(f"{name}{endings[0]}")
    if file.exists():
        raise NotSaved(f"{failed}: there is a file named {file.name} already. Choose it to replace it, or another name.")
    return file
