"""How a frozen classifier reacts to what is inserted into films: values for the log and the terminal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reaction:
    """Of one finding's logit: its mean change over films, with the 95 % interval."""

    label: str
    mean: float
    low: float
    high: float

    @property
    def told(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Inserted:
    """What was inserted, and the reaction of every finding, in the classifier's order."""

    kind: str
    reactions: tuple[Reaction, ...]

    @property
    def strongest(self) -> Reaction:
        """The finding whose logit changes most."""
        return max(self.reactions, key=lambda reaction: abs(reaction.mean))

    @property
    def sentence(self) -> str:
        """The strongest reaction, in words: reactivity, not use."""
        most, count = self.strongest, sum(reaction.told for reaction in self.reactions)
        moved = f"{count} of {len(self.reactions)} findings react"
        return f"{self.kind}: {moved}; most {most.label}, by {most.mean:+.2f} logits ({most.low:+.2f} to {most.high:+.2f})."


@dataclass(frozen=True)
class Reactivity:
    """All that was inserted.

    Attributes:
        films: Into how many films.
        inserted: One row a kind.
        calls: How often a program was called for it; None of a network.
        unscored: Other kinds: with them inserted, a program gives a score for fewer than two films.
    """

    films: int
    inserted: tuple[Inserted, ...]
    calls: int | None = None
    unscored: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """One a kind, and what it took to find them."""
        unscored = (f"{kind}: not known, the classifier gives a score for fewer than two films with it." for kind in self.unscored)
        return (*(one.sentence for one in self.inserted), *unscored, *([] if self.calls is None else [f"It took {self.calls} calls."]))
