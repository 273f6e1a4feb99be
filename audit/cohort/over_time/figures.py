"""What changed over time: charts, alarms and the months to draw them by, in plain Python numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Quantity(StrEnum):
    """What a chart watches."""

    SCORE = "mean_score"
    POSITIVES = "rate_of_positives"
    VERDICT = "rate_of_verdict"
    QUALITY = "mean_quality"

    @property
    def is_rate(self) -> bool:
        """Whether it is a share of films, else a mean."""
        return self in (Quantity.POSITIVES, Quantity.VERDICT)


@dataclass(frozen=True)
class Subject:
    """What a chart is about.

    Attributes:
        quantity: What is watched.
        name: The label of a score or of positives, the verdict of its rate, as in ``audit.records.verdicts``; "" for quality.
        attribute: "manufacturer" or "station"; "" for all films.
        group: The value of that attribute; "" for all films.
    """

    quantity: Quantity
    name: str
    attribute: str
    group: str


@dataclass(frozen=True)
class Month:
    """The films of a chart acquired in one month.

    Attributes:
        month: Counted from year 0 (12 · year + month - 1).
        films: First films of patients.
        value: Their mean or rate, at the whole chart's shares of views.
    """

    month: int
    films: int
    value: float


@dataclass(frozen=True)
class Chart:
    """One quantity of one group of films, in the order of entry, within view.

    Attributes:
        subject: What it is about.
        films: First films of patients that have the quantity.
        watched: Of these, films that could have raised an alarm.
        months: Those that are known, rising.
    """

    subject: Subject
    films: int
    watched: int
    months: tuple[Month, ...]


@dataclass(frozen=True)
class Size:
    """A change within view, in the chart's own unit: logits, a share of films, or quality.

    Attributes:
        before, after: Means or rates, at the same shares of views.
        value: ``after - before``.
        low, high: Its 95 % interval. Films up to the alarm were chosen by what they show, so it lies somewhat far from 0 where few
            films came after the alarm.
        deviations: ``value`` over the standard deviation of films before, within view; 0 where they do not differ.
    """

    before: float
    after: float
    value: float
    low: float
    high: float
    deviations: float


@dataclass(frozen=True)
class Alarm:
    """One change, dated.

    Attributes:
        chart: Where it shows.
        since: Entry of the first film after the change.
        month: In which that film was acquired (12 · year + month - 1); -1 where it is unknown.
        raised: Entry of the film at which the alarm came.
        size: Of all films since the change against those before it, each as far as the chart's neighbouring change.
        seq: Entries of the films since the change.
        text: The whole of it in plain English.
    """

    chart: Chart
    since: int
    month: int
    raised: int
    size: Size
    seq: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class NotCharted:
    """Charts of one group that could not be kept, and how many films they would need.

    Attributes:
        attribute, group: As in ``Subject``.
        charts: How many.
        films, needed: First films of patients there are, and there would have to be if they came as these did.
        text: "Too few films …: about n needed."
    """

    attribute: str
    group: str
    charts: int
    films: int
    needed: int
    text: str


@dataclass(frozen=True)
class OverTime:
    """What changed over time in a cohort.

    Attributes:
        films: First films of patients; no other film is looked at.
        limit: Of all charts: the log likelihood ratio that raises an alarm; with it one false alarm is expected in 5,000 first films
            over all charts together.
        charts: All that were kept.
        alarms: In the order of their entries.
        not_charted: Charts that could not be kept.
    """

    films: int
    limit: float
    charts: tuple[Chart, ...]
    alarms: tuple[Alarm, ...]
    not_charted: tuple[NotCharted, ...]
