"""What is said and drawn of a finding, and what the review's presenter asks of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from models.values.verdict import Verdict


@dataclass(frozen=True)
class FindingRow:
    """One row of the findings; texts as shown, None where there is nothing to show."""

    label: str
    positive: bool
    probability: str
    threshold: str
    share_outside: str | None
    delta: str | None
    prevalence: str | None = None
    verdict: str | None = None
    shape: Verdict | None = None


@dataclass(frozen=True)
class Judgement:
    """A verdict in words.

    Attributes:
        verdict: Its name.
        sentence: What was measured.
        beside: What must stand beside it and cannot be hidden: what was not tested; "" where there is nothing.
        shape: By which it is told beside its name; None for no shape.
        meaning: What a verdict of this name says, and what it does not.
    """

    verdict: str
    sentence: str
    beside: str = ""
    shape: Verdict | None = None
    meaning: str = ""


@dataclass(frozen=True)
class Figure:
    """One number as it is read: its name, its value with the unit, and what it means."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True)
class FillerStrip:
    """What one filler did to the score, as it is drawn; differences in logits.

    Attributes:
        name: Of the filler.
        delta: y(film) − y(changed film).
        after: Score of the changed film, as text.
        floor: What control places reach on one film in twenty, without its sign; None where it is not known.
        own: Δ at other places of this film: its quantiles 5 %, 50 % and 95 %; None where none were kept.
        reached: How many matched places move the score as far, as text.
        supports: Whether it supports that the score depends on the region.
    """

    name: str
    delta: float
    after: str
    floor: float | None
    own: tuple[float, float, float] | None
    reached: str
    supports: bool


@dataclass(frozen=True)
class TestPicture:
    """The test of one region as a picture, on an axis of logits.

    Attributes:
        place: Which region it is.
        decides: Whether it decides the verdict.
        before, threshold: Logits of the film and of the threshold.
        before_text, threshold_text: The same as probabilities.
        rows: One a filler.
    """

    __test__ = False

    place: str
    decides: bool
    before: float
    threshold: float
    before_text: str
    threshold_text: str
    rows: tuple[FillerStrip, ...]

    @property
    def direction(self) -> int:
        """To which side Δ is asked about: 1 of a positive decision, which is lost when the score falls; else -1."""
        return 1 if self.before >= self.threshold else -1


@dataclass(frozen=True)
class TestWords:
    """The test of one region for one finding.

    Attributes:
        region: Its number on the film.
        place: Where it lies and what lies there.
        kind: What kind of place it is, and how many fillers support that the score depends on it.
        numbers: Score before and after, Δ, p and floor, each with its name.
        decides: Whether it decides the verdict.
    """

    __test__ = False

    region: int
    place: str
    kind: str
    numbers: Sequence[str]
    decides: bool


@dataclass(frozen=True)
class Tests:
    """The tests of one finding.

    Attributes:
        rows: One a region.
        notes: Why something is not known, and which fillers could not be run.
    """

    __test__ = False

    rows: Sequence[TestWords]
    notes: Sequence[str]


@dataclass(frozen=True)
class Detail:
    """One finding, or one film, in words and numbers.

    Attributes:
        title: Whose words they are.
        warnings: What a person must know before the rest.
        sentences: What is said of it that is no number.
        figures: Its score and what its tests found.
        of_map: Where its map lies.
        rests_on: On what it rests.
        judgement: The verdict; None where there is none.
        picture: The test that is told of, drawn; None without one.
        tests: On which the verdict rests; None where none was made.
        can_be_tested: Whether it was not challenged, and can be tested when a person asks.
    """

    title: str
    warnings: Sequence[str] = ()
    sentences: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    of_map: Sequence[Figure] = ()
    rests_on: Sequence[Figure] = ()
    judgement: Judgement | None = None
    picture: TestPicture | None = None
    tests: Tests | None = None
    can_be_tested: bool = False


@dataclass(frozen=True)
class Share:
    """How much of a map lies outside the allowed region; all are shares of 1.

    Attributes:
        outside: Of the map.
        area: Of the film; a map that is the same everywhere has as much outside.
        floor: What the grid alone leaks, None where that is unknown.
    """

    outside: float
    area: float
    floor: float | None


@dataclass(frozen=True)
class BudgetPart:
    """What of a logit is stored in one structure.

    Attributes:
        name: As shown.
        in_favour, against: What speaks for the class (≥ 0) and against it (≤ 0).
        usual: Their sum in the mean of the reference, None without one.
    """

    name: str
    in_favour: float
    against: float
    usual: float | None


@dataclass(frozen=True)
class Budget:
    """The evidence budget, which is a logit decomposition: parts and bias sum to the logit."""

    parts: tuple[BudgetPart, ...]
    bias: float
    logit: float


@dataclass(frozen=True)
class FindingEvidence:
    """What is drawn beside the words: the share outside, and the budget or why there is none."""

    share: Share
    budget: Budget | None
    why_not: str = ""


class ReviewView(Protocol):
    """The review page, as far as its presenter knows it: setters only, which emit nothing."""

    def show_film_verdict(self, judgement: Judgement | None) -> None:
        """Show the film's verdict above all findings; None takes it away."""

    def show_findings(self, rows: Sequence[FindingRow], selected: int | None) -> None:
        """Fill the table of findings."""

    def show_detail(self, detail: Detail) -> None:
        """Show the selected finding in words."""

    def show_evidence(self, evidence: FindingEvidence | None) -> None:
        """Draw what was measured of the selected finding."""

    def show_trust(self, headline: str, sentence: str) -> None:
        """Show what the certificate of the classifier says."""

    def show_record(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show where the film stands in the log, as names and values."""
