"""Why a network cannot be built, as one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from models.values.entries import validated

T = TypeVar("T")

_NAMED = 5


class NotBuilt(ValueError):
    """There is no such architecture, or it does not take these arguments; the sentence says which and what there is instead."""


def unknown(family: str, name: str, names: Iterable[str]) -> NotBuilt:
    """Return the refusal of a name that a family lacks; it lists the names of the family that are closest to it."""
    closest = ", ".join(get_close_matches(name, names, _NAMED, 0.0))
    return NotBuilt(f"the architecture {family}/{name} is not known to this version; the closest names of this family are: {closest}.")


def checked(kind: type[T], family: str, name: str, arguments: Mapping[str, Any]) -> T:
    """Return a manifest's arguments as the type of their family.

    Raises:
        NotBuilt: One is unknown or has a value that the architecture does not take.
    """
    try:
        return validated(kind, arguments)
    except ValueError as error:
        raise NotBuilt(f"the arguments of the architecture {family}/{name}: {error}") from None
