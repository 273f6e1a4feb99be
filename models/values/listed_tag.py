"""One element of a header, as text for the person who looks at the film; it goes no further than the screen."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ListedTag:
    """One element.

    Attributes:
        depth: How many sequences it lies in.
        tag: As (gggg,eeee).
        name: By the standard's dictionary, or "".
        representation: The two letters of its VR, or "".
        value: As text; of what is no text, how many bytes it has.
    """

    depth: int
    tag: str
    name: str
    representation: str
    value: str = field(repr=False)
