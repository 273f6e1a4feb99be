"""What follows from the tests of a finding: its verdict (method, section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.values.challenge import Filler, Place

SCOPE = "Cues inside the allowed region (drains, devices, texture), global cues, and whether the finding is present, were not tested."
"""Stands with every "no outside dependence found", and cannot be hidden."""


class Why(StrEnum):
    """Why a finding was challenged (method, section 6)."""

    POSITIVE = "positive"
    NEAR_THRESHOLD = "near_threshold"
    SAMPLED = "sampled"
    NOT_CHALLENGED = "not_challenged"

    @property
    def probability(self) -> float:
        """How probable it was that a finding is challenged for this reason; cohort figures weigh by its inverse."""
        return {Why.POSITIVE: 1.0, Why.NEAR_THRESHOLD: 1.0, Why.SAMPLED: 0.1, Why.NOT_CHALLENGED: 0.0}[self]


class Verdict(StrEnum):
    """What was found of one finding, in the order in which the first that holds is given."""

    NOT_ASSESSABLE = "not_assessable"
    NOT_CHALLENGED = "not_challenged"
    DEPENDENT_ON_OUTSIDE = "dependent_on_outside"
    SUPPRESSED_BY_OUTSIDE = "suppressed_by_outside"
    DEPENDENT_ON_PLAUSIBLE_CONTEXT = "dependent_on_plausible_context"
    UNDETERMINED = "undetermined"
    ATTENTION_OUTSIDE_NOT_CONFIRMED = "attention_outside_not_confirmed"
    NO_OUTSIDE_DEPENDENCE_FOUND = "no_outside_dependence_found"


class Undetermined(StrEnum):
    """Why the tests of a finding decide nothing."""

    NO_REFERENCE = "no_reference"
    SMALL_REFERENCE = "small_reference"
    NO_CALIBRATION = "no_calibration"
    FILLERS_DISAGREE = "fillers_disagree"
    FEW_FILLERS = "few_fillers"
    FEW_CONTROLS = "few_controls"
    ONLY_GLOBAL = "only_global"
    NOTHING_TO_CHALLENGE = "nothing_to_challenge"
    HOT_SPOTS_LEFT_OUT = "hot_spots_left_out"
    NOT_TESTED = "not_tested"
    EFFECT_NOT_SMALL = "effect_not_small"
    POWER_UNKNOWN = "power_unknown"
    POWER_LOW = "power_low"
    ONLY_CALLED = "only_called"
    NOTHING_HOLDS_IT_DOWN = "nothing_holds_it_down"

    @property
    def bars_the_last_alone(self) -> bool:
        """Whether it stands behind unusual attention outside: it bars "no outside dependence found", and nothing else."""
        return list(Undetermined).index(self) >= list(Undetermined).index(Undetermined.NOTHING_TO_CHALLENGE)


WORST_FIRST = (
    Verdict.DEPENDENT_ON_OUTSIDE, Verdict.SUPPRESSED_BY_OUTSIDE, Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT,
    Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED, Verdict.UNDETERMINED, Verdict.NOT_ASSESSABLE, Verdict.NO_OUTSIDE_DEPENDENCE_FOUND,
    Verdict.NOT_CHALLENGED,
)  # fmt: skip
"""In which a film's verdict is chosen from those of its findings, and a worklist is sorted."""


@dataclass(frozen=True)
class FillerTest:
    """What one filler of one region says of one finding.

    Attributes:
        filler: Of the region.
        delta_logit: y(film) − y(changed film).
        probability: Of the changed film.
        decision_changed: Whether the changed film is decided otherwise.
        p: Share of matched controls, this one counted in, whose Δ is at least as large in the direction that is asked about; None where
            too few match.
        p_adjusted: Holm-corrected over the film's pairs of a region and a label.
        controls_n: Matched controls.
        floor: Δ that control places reach on one film in twenty, in the direction that is asked about, without its sign; None where it is
            not known.
        supports: Whether p and effect both hold.
    """

    filler: Filler
    delta_logit: float
    probability: float
    decision_changed: bool
    p: float | None
    p_adjusted: float | None
    controls_n: int
    floor: float | None
    supports: bool


@dataclass(frozen=True)
class RegionTest:
    """What all fillers of one region say of one finding whose own hot spot it is.

    Attributes:
        region: Number of the film's region.
        place: What kind of place it is for the finding.
        fillers: At least one.
        delta_logit: Mean over the fillers.
        spread: Standard deviation of Δ between them; None for a single one.
        share_of_margin: Mean Δ over the logit's distance from the threshold; None where that is 0.
        p, p_adjusted: The second smallest over fillers: at least two of them are as unusual; None where under two are known.
        fillers_agree: Whether at least two fillers support it with one sign and the mean Δ exceeds their spread; None where under two
            could be read.
        tested: Whether the pair was among those that are tested on a film; others are told, not judged.
    """

    region: int
    place: Place
    fillers: tuple[FillerTest, ...]
    delta_logit: float
    spread: float | None
    share_of_margin: float | None
    p: float | None
    p_adjusted: float | None
    fillers_agree: bool | None
    tested: bool

    @property
    def passes(self) -> bool:
        """Whether the score depends on the region."""
        return self.tested and self.fillers_agree is True


@dataclass(frozen=True)
class FindingVerdict:
    """The verdict of one finding, its sentence made from the numbers.

    Attributes:
        verdict: Of the finding.
        sentence: What was measured.
        region: Number of the region that decides it; None where none does.
        reasons: Why it is undetermined; empty for every other verdict.

    Raises:
        ValueError: It is undetermined without a reason, or another verdict with one.
    """

    verdict: Verdict
    sentence: str
    region: int | None = None
    reasons: tuple[Undetermined, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.reasons) is not (self.verdict is Verdict.UNDETERMINED):
            raise ValueError("A verdict has reasons where it is undetermined, and there alone.")

    @property
    def scope(self) -> str | None:
        """What was not tested; None where the verdict says nothing that could be taken for an all-clear."""
        return SCOPE if self.verdict is Verdict.NO_OUTSIDE_DEPENDENCE_FOUND else None


def worst(verdicts: tuple[Verdict, ...]) -> Verdict | None:
    """Return a film's verdict: the worst of its findings'; None without any."""
    return min(verdicts, key=WORST_FIRST.index, default=None)
