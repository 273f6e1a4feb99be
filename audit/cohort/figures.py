"""The figures of a cohort, in plain Python numbers: shares, means and areas with their intervals, rows of a table, sentences.

All intervals are of 95 % and by patients.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MIN_PATIENTS = 30
"""In a group that is compared with others (method, section 8)."""
MIN_POSITIVES = 10
"""For a rate among positives; as many of either truth for an AUC."""
MIN_NAMED = 5
"""Patients of a group that is named; a smaller one says what its patients are."""


@dataclass(frozen=True)
class Share:
    """A share of films.

    Attributes:
        events: Films that count.
        of: Films that could.
        patients: Whose films these are.
        value: 0 to 1.
        low, high: Its interval.
    """

    events: int
    of: int
    patients: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A mean, an area or a difference.

    Attributes:
        value: In its own unit.
        low, high: Its interval.
        films, patients: Behind it.
    """

    value: float
    low: float
    high: float
    films: int
    patients: int


@dataclass(frozen=True)
class Figures:
    """One label in one group of films: one row of the table. What the group has too few films for is None.

    Attributes:
        label: As the classifier spells it.
        attribute: Whose value makes the group; "" for all films.
        group: That value; "" for all films.
        films, patients: In the group, with a score of this label.
        films_needed: As many films of this group as give 30 patients, at its films a patient; 0 where it has them.
        prevalence: Films with the label, of those whose truth is known.
        positive: Positive decisions, of all.
        dependent: Dependent on outside, of the positive decisions that were tested.
        enrichment: Mean enrichment outside the allowed region, of positive decisions.
        delta: Mean of the largest y(film) − y(changed film) by a hot spot, of positive decisions; over 0 where it held the score up.
        auc: Of the score for the truth.
        sensitivity, specificity: Of the decision.
        calibration: Mean of the sigmoid of the logit less the truth; 0 where scores are right on average.
        prevalence_p, dependent_p: Of an exact test against all other known groups, on one film a patient; None for all films.
        prevalence_q, dependent_q: The same, adjusted over the table by Benjamini and Hochberg.
    """

    label: str
    attribute: str
    group: str
    films: int
    patients: int
    films_needed: int = 0
    prevalence: Share | None = None
    positive: Share | None = None
    dependent: Share | None = None
    enrichment: Estimate | None = None
    delta: Estimate | None = None
    auc: Estimate | None = None
    sensitivity: Share | None = None
    specificity: Share | None = None
    calibration: Estimate | None = None
    prevalence_p: float | None = None
    prevalence_q: float | None = None
    dependent_p: float | None = None
    dependent_q: float | None = None


@dataclass(frozen=True)
class Metadata:
    """How well the attributes alone, without any pixel, tell a label and the decision; each an area on patients not fitted to.

    It proves nothing by itself: prevalence differs from site to site.

    Attributes:
        truth: The attributes for the truth.
        decision: The attributes for the decision.
        decision_by_truth: The truth alone for the decision.
        increment: By how much attributes beside the truth raise the area for the decision.
    """

    label: str
    truth: Estimate | None
    decision: Estimate | None
    decision_by_truth: Estimate | None
    increment: Estimate | None


@dataclass(frozen=True)
class Place:
    """Where on the film a dependence lies.

    Attributes:
        zone: That most of the findings have, as their records spell it; of several as many the first by name.
        findings: That have it.
        of: Whose zone is known.
    """

    zone: str
    findings: int
    of: int


@dataclass(frozen=True)
class Retained:
    """What is left of a label's area when a side of its allowed region is filled in.

    Attributes:
        removed: "outside" or "inside"; with "_anothers" by the region that another chest has.
        filler: With what it was filled.
        before, after: The area on the same films, intervals by drawing patients.
        share: (after − 0.5) / (before − 0.5); None where ``before`` may be chance.
    """

    label: str
    removed: str
    filler: str
    before: Estimate
    after: Estimate
    share: Estimate | None


class Kind(StrEnum):
    """What a sentence is about, in the order of telling."""

    CONFOUND = "attribute_goes_with_label"
    SCORE_GIVEN_LABEL = "score_differs_given_label"
    DEPENDENT = "dependent_on_outside"


@dataclass(frozen=True)
class Sentence:
    """One thing that this cohort shows, with family-wise error under 5 % over all that could have been said.

    Attributes:
        text: The whole of it, in plain English, with its numbers.
        label, attribute, group: What it is about; ``group`` is compared with all other known values of ``attribute``.
        value, low, high: The difference between the group and the others: a share of films, or logits for ``SCORE_GIVEN_LABEL``.
        standardised: The difference within the same label, age, sex and view, as far as these are known: of the label's prevalence
            for a confound, else as ``value``; None where no films can be compared so.
        effect: What it is ordered by: the difference in standard deviations, shrunk for having been picked as large.
        p: Adjusted for all comparisons (max-T, patients permuted).
        films, patients: Of the group that are behind it.
        seq: Entries of these films.
        refuted_by: What would show it wrong.
        place: Where the findings behind it depend on the film; None for what is about no place.
    """

    kind: Kind
    text: str
    label: str
    attribute: str
    group: str
    value: float
    low: float
    high: float
    standardised: Estimate | None
    effect: float
    p: float
    films: int
    patients: int
    seq: tuple[int, ...]
    refuted_by: str
    place: Place | None = None


@dataclass(frozen=True)
class TooFew:
    """What could not be compared, and how many films it would need.

    Attributes:
        text: "Too few films …: about n needed …".
        label: "" where it is the same for all labels.
        films, needed: Films there are, and as many as would do if they came as these did.
    """

    text: str
    kind: Kind | None
    label: str
    attribute: str
    films: int
    needed: int
