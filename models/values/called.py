"""What is told of a classifier that can only be called, film by film (contract, section 6)."""

from __future__ import annotations

from dataclasses import dataclass

NO_GRADIENTS = (
    "This classifier can only be called: its map is an occlusion map, and it has no target layer, no gradients, no guided maps, and no "
    "weights to randomise."
)
"""Said wherever something is asked of it that needs a network."""


@dataclass(frozen=True)
class Called:
    """How a film's scores and maps came about.

    Attributes:
        version: Of the classifier, as its manifest gives it.
        calls: How often it was asked for score and map of the film.
        unanswered: How many covered films of these it gave no score for; nothing is known of those places.
        repeat: By how much log-odds of the same film differed at most when it was asked again; None where it did not answer again.
        step: In which its probabilities come, as the calls show; None where they come in no steps.
        resolution: K, the smallest change of each finding's log-odds that such steps can show; None where there are none.
        clipped: Labels whose score lies so near to certainty that its log-odds were bounded; their Δ may be larger than is told.
    """

    version: str
    calls: int
    unanswered: int
    repeat: float | None
    step: float | None = None
    resolution: tuple[float, ...] | None = None
    clipped: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """All of it, for a person."""
        parts = [f"Version {self.version}, called {self.calls} times for score and occlusion map."]
        if self.unanswered:
            parts.append(f"It gave no score for {self.unanswered} of the covered films.")
        if self.repeat:
            parts.append(f"Asked again, the same film's log-odds differed by up to {self.repeat:.3g}.")
        elif self.repeat is None:
            parts.append("It did not answer when the same film was asked about again.")
        if self.step is not None and self.resolution:
            low, high = min(self.resolution), max(self.resolution)
            sizes = f"{low:.2g}" if high - low < 0.005 * high else f"{low:.2g} to {high:.2g}"
            parts.append(f"Its scores come in steps of {self.step:g}, so changes of log-odds under {sizes} cannot be seen.")
        if self.clipped:
            parts.append(f"Near certainty, so changes are bounded: {', '.join(self.clipped)}.")
        return " ".join(parts)
