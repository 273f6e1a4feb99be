"""What was said of one finding on a film as it is and on the same film with a plant: the oracle pair (method, section 9)."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from models.values.entries import entry
from models.values.screening import ClassifierUsed
from models.values.verdict import Verdict

_LEARNED = 0.5
SHIPPED = "shipped"
"""Name of the shipped classifier among what is measured."""


@entry
class Said:
    """One finding on one film.

    Attributes:
        logit, positive: Score and decision.
        verdict: Of the finding.
        reasons: Why it is undetermined.
        excess: Whether focal excess is flagged; None where that is not known.
        challenged: How many of the film's regions are its own hot spots.
        covered: Whether one of those covers the plant; False without a plant.
        named: Whether the region that decides the verdict covers the plant or lies in its zone; False where none decides.
        agree: Whether the fillers of the strongest region agree; None where that is not known or there is none.
        p, p_adjusted, delta: Of the strongest region, that of the largest Δ in the direction that is asked about.
    """

    logit: float
    positive: bool
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    excess: bool | None = None
    challenged: int = 0
    covered: bool = False
    named: bool = False
    agree: bool | None = None
    p: float | None = None
    p_adjusted: float | None = None
    delta: float | None = None


@entry
class Pair:
    """One film without and with the plant.

    Attributes:
        patient: Whose film it is.
        view: As the collection tells; "" is unknown.
        label: Of the finding.
        plain: On the film as it is; None where it is refused.
        planted: On the film with the plant; None where it is refused, or nothing is planted.
    """

    patient: str
    view: str
    label: str
    plain: Said | None
    planted: Said | None

    @property
    def counted(self) -> Said | None:
        """What was said where the audit is asked: with the plant, where it makes the decision; without one, where the film is positive."""
        if self.planted:
            return self.planted if self.made else None
        return self.plain if self.plain and self.plain.positive else None

    @property
    def made(self) -> bool:
        """Whether the plant makes the decision: positive with it, negative without."""
        return self._both(plain=False, planted=True)

    @property
    def taken(self) -> bool:
        """Whether the plant takes the decision away: negative with it, positive without."""
        return self._both(plain=True, planted=False)

    @property
    def shift(self) -> float | None:
        """What the plant adds to the logit; None where one of the films is refused."""
        return self.planted.logit - self.plain.logit if self.plain and self.planted else None

    def _both(self, *, plain: bool, planted: bool) -> bool:
        return self.plain is not None and self.planted is not None and (self.plain.positive, self.planted.positive) == (plain, planted)


@entry
class Null:
    """The rule of the verdicts at places of one film that are drawn as controls are.

    Attributes:
        patient: Whose film it is.
        view: As the collection tells; "" is unknown.
        places: How many places were read together.
        passed: Whether one of them passed.
    """

    patient: str
    view: str
    places: int
    passed: bool


@entry
class Contaminated:
    """Planted films read against references of which a share carries the plant too.

    Attributes:
        level: That share.
        draws: References.
        films: Planted films that were read, on which the plant made the decision.
        flagged: Share of them whose focal excess is flagged: over the references the mean, the least and the most.
        detected: Share of the reference's films on which detectors name something where the map is hot outside R; the same three.
    """

    level: float
    draws: int
    films: int
    flagged: tuple[float, float, float]
    detected: tuple[float, float, float]


@entry
class CopyMeasured:
    """All that was measured of one copy, or of the shipped classifier.

    Attributes:
        name: Of the copy.
        kind: Of the plant; None without one.
        correlation: Of plant and finding; None without a plant.
        expected: What a plant adds to the logit of a copy that learned all that there is to learn; 0 without one.
        made_with: What the figures rest on, by name; nothing where that is told beside.
        pairs: Of its films.
        nulls, contaminated: None of them where that was not measured.
    """

    name: str
    kind: str | None
    correlation: float | None
    expected: float
    made_with: dict[str, str]
    pairs: tuple[Pair, ...]
    nulls: tuple[Null, ...] = ()
    contaminated: tuple[Contaminated, ...] = ()

    @property
    def shift(self) -> float | None:
        """The median of what the plant adds to the logit; None where nothing was planted."""
        shifts = [pair.shift for pair in self.pairs if pair.shift is not None]
        return float(median(shifts)) if shifts else None

    @property
    def learned(self) -> bool:
        """Whether the plant moves the score as it was meant to: on half of the films by at least half of what there is to learn."""
        return self.shift is not None and self.shift / self.expected >= _LEARNED


@dataclass(frozen=True)
class AuditedCopy:
    """One copy, measured twice on the same films.

    Attributes:
        classifier: Whose copy it is.
        full: By the audit as it is.
        without_detectors: With the detectors of marks and lines switched off.
    """

    classifier: ClassifierUsed
    full: CopyMeasured
    without_detectors: CopyMeasured
