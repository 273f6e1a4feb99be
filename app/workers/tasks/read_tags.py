"""List the header of one file, for the screen alone."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.values.listed_tag import ListedTag


@dataclass(frozen=True)
class ReadTags:
    """List the header of one file; the result is TagsRead."""

    path: Path


@dataclass(frozen=True)
class TagsRead:
    """The elements of a header, in their order."""

    tags: tuple[ListedTag, ...]


def handle(payload: ReadTags) -> Generator[Any, None, TagsRead]:
    """List the header of what a path names."""
    from models.reading.read import read_tags

    yield from ()
    return TagsRead(read_tags(payload.path))
