"""What the presenter of tags asks of the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from models.values.listed_tag import ListedTag


class TagsView(Protocol):
    """The browser, as far as its presenter knows it: setters only, which emit nothing."""

    def open_tags(self) -> None:
        """Show the browser."""

    def show_tags(self, tags: Sequence[ListedTag], message: str) -> None:
        """Show the header of the film at hand, or a message in its place."""
