"""A person's own keys of the window, in the data folder."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from app.export.writing import anything, replacing
from app.site.person import data_folder

_UNREADABLE = (
    'Your own keys in {file} cannot be read, so the shipped keys are used. A line of it reads: "Invert" = ["I"]. Correct or remove it.'
)


class UnusableShortcuts(Exception):
    """Own keys that cannot be read; the sentence says where they are, and the remedy."""


def own_shortcuts() -> Path:
    """Return where a person's own keys lie, whether there are any or not.

    Raises:
        NoDataFolder: The data folder cannot be made.
    """
    return data_folder() / "keys.toml"


def kept_shortcuts() -> dict[str, tuple[str, ...]]:
    """Return a person's own keys by action.

    Raises:
        UnusableShortcuts: The file is no such table.
        NoDataFolder: The data folder cannot be made.
    """
    file = own_shortcuts()
    if not file.exists():
        return {}
    try:
        kept = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        raise UnusableShortcuts(_UNREADABLE.format(file=file)) from None
    if not all(isinstance(keys, list) and all(isinstance(key, str) for key in keys) for keys in kept.values()):
        raise UnusableShortcuts(_UNREADABLE.format(file=file))
    return {action: tuple(keys) for action, keys in kept.items()}


def keep_shortcuts(own: Mapping[str, tuple[str, ...]]) -> None:
    """Keep a person's own keys; a file that cannot be read is kept beside, since its keys may be corrected.

    Raises:
        OSError: The file cannot be written.
    """
    try:
        kept_shortcuts()
    except UnusableShortcuts:
        own_shortcuts().replace(own_shortcuts().with_name("keys-unreadable.toml"))
    with replacing(own_shortcuts(), anything) as out:
        for action, keys in own.items():
            # A text of JSON is one of TOML, but for pairs of surrogates.
            out.write(f"{json.dumps(action, ensure_ascii=False)} = {json.dumps(keys, ensure_ascii=False)}\n")
