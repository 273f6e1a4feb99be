"""What was measured on a film, and what it is judged by: all that a verdict is made from (method, sections 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.attention import Holds, Zone
from models.values.challenge import Filler, Place
from models.values.finding import log_odds
from models.values.verdict import Why

FEWEST_FILMS = 60


@dataclass(frozen=True)
class Reading:
    """What one filler of one region did to the score of one finding.

    Attributes:
        filler: Of the region.
        delta_logit: y(film) − y(changed film).
        probability: Of the changed film.
        decision_changed: Whether the changed film is decided otherwise.
        p: (1 + b) / (1 + n), b being the matched controls whose Δ is at least as large in the direction that is asked about; None where it
            is not known.
        controls_n: n, matched controls.
        floor: Δ that control places reach on one film in twenty, in the direction that is asked about, without its sign; None where it is
            not known.
    """

    filler: Filler
    delta_logit: float
    probability: float
    decision_changed: bool
    p: float | None
    controls_n: int
    floor: float | None


@dataclass(frozen=True)
class RegionReadings:
    """One region that is a finding's own hot spot, with what each filler did to the finding's score.

    Attributes:
        region: Number of the film's region.
        place: What kind of place it is for the finding.
        zone, holds: Where it lies and what lies there.
        fillers: At least one.
    """

    region: int
    place: Place
    zone: Zone
    holds: Holds
    fillers: tuple[Reading, ...]


@dataclass(frozen=True)
class Measured:
    """One finding of a film, with all that was measured of it.

    Attributes:
        label: Of the finding.
        logit, probability: Of the film.
        threshold: Of the probability, in (0, 1).
        positive: The decision.
        why: Why it was challenged, or that it was not.
        regions: The film's regions that are its own hot spots: of its map where it is positive, of the counterfactual one where it is
            negative.
        left_out: How many of its hot spots outside lie in none of the film's regions.
        not_assessable: Why nothing can be said, a sentence: mask, view or certificate failed. None where something can.
        focal_excess: Whether its attention is flagged as unusual at a place outside; None where that is not known.
        global_removal: Whether removing everything outside acts on the score; None where it was not asked for.
    """

    label: str
    logit: float
    probability: float
    threshold: float
    positive: bool
    why: Why
    regions: tuple[RegionReadings, ...] = ()
    left_out: int = 0
    not_assessable: str | None = None
    focal_excess: bool | None = None
    global_removal: bool | None = None

    @property
    def margin(self) -> float:
        """The logit's distance from the threshold, negative below it."""
        return self.logit - log_odds(self.threshold)

    @property
    def of_interest(self) -> float:
        """The smallest |Δ| that would matter: half the margin."""
        return abs(self.margin) / 2

    @property
    def is_challenged(self) -> bool:
        """Whether tests of it can be judged."""
        return self.not_assessable is None and self.why is not Why.NOT_CHALLENGED


@dataclass(frozen=True)
class Power:
    """What the self-test found of shortcuts that were planted: the mean over local kinds at correlation 0.8, with its lower bound."""

    mean: float
    lower: float

    @property
    def is_enough(self) -> bool:
        """Whether an effect that is there would be found."""
        return self.mean >= 0.8 and self.lower >= 0.7


@dataclass(frozen=True)
class Grounds:
    """What is known of a classifier, by which its films are judged.

    Attributes:
        reference_n: Films of its reference; 0 without one.
        calibration_n: Patients by whom the floors were calibrated; 0 without any.
        power: Of its self-test; None where that has not been run.
        only_called: It is a program whose maps are occlusion maps; what these miss is never tested.
    """

    reference_n: int
    calibration_n: int
    power: Power | None = None
    only_called: bool = False

    @property
    def are_enough(self) -> bool:
        """Whether a test can be judged at all."""
        return min(self.reference_n, self.calibration_n) >= FEWEST_FILMS
