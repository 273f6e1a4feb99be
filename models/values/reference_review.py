"""What a review of a reference's own films found: marks that lie on them, and how many of their findings rest on what is no anatomy."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.wilson import wilson

FALSE_ALARMS = 0.05
"""Share of films without any shortcut that the rule of dependence is meant to pass at most (method, section 7; decision 0046 tells how it
is met). What is certainly more is something in the films."""


@dataclass(frozen=True)
class ReferenceReview:
    """How many films of a reference there are of each kind.

    Attributes:
        films: That were looked at.
        marked: On which markers or text lie outside the expected lungs.
        lined: On which device-like lines lie over shoulders and arms or beside the body.
        positive: With a positive finding that can be assessed.
        judged: Of those, the ones of which a non-anatomical region of a positive finding could be read; chosen by how many controls match,
            never by what happened to the score.
        dependent: Of those, the ones with a finding that is dependent on outside by the rule by which films are judged.
    """

    films: int
    marked: int
    lined: int
    positive: int
    judged: int
    dependent: int

    @property
    def share(self) -> float | None:
        """Of the judged films, those that depend on outside; None without any."""
        return self.dependent / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of that share; 0 to 1 without any."""
        return wilson(self.dependent, self.judged)

    @property
    def suspected(self) -> bool:
        """Whether the reference may be contaminated: more films depend on outside than the rule's own false alarms explain."""
        return self.interval[0] > FALSE_ALARMS

    @property
    def marks_sentence(self) -> str:
        """How many films carry what is no anatomy."""
        return (
            f"Markers or text lie outside the lungs on {self.marked} of {self.films} films, device-like lines over the arms or beside the "
            f"body on {self.lined}."
        )

    @property
    def dependence_sentence(self) -> str:
        """What share of the films depends on outside, and what that means."""
        if self.share is None:
            return (
                f"Whether the positive findings of {self.positive} of its films depend on places outside the anatomy cannot be told: too "
                "few films or control places."
            )
        low, high = self.interval
        found = (
            f"Of {self.judged} films on which a place outside the anatomy could be tested for a positive finding, {self.dependent} "
            f"({self.share:.1%}, 95 % interval "
            f"{low:.1%} to {high:.1%}) depend on it."
        )
        if self.suspected:
            return f"The reference may be contaminated. {found} False alarms explain {FALSE_ALARMS:.0%} at most."
        return f"{found} That is no more than false alarms may be; it does not show that the films carry no shortcut."
