"""The test of a finding that is told of, as a figure: the score before and after each filler, beside what control places do."""

from __future__ import annotations

from math import log

from audit.records.challenges import RegionRecord, region_number
from audit.records.film import FilmRecord
from audit.records.findings import FillerTestRecord, FindingRecord
from audit.report.charts import ControlStrip, StripRow

_CAPTION = (
    "Scores on a scale of logits. Each filler moves the score from the line of the score before to the diamond, which is full where the "
    "filler supports that the score depends on the place. Within the hatched band stay control places on nineteen films in twenty. At "
    "the right: how many matched places of other films move the score as far."
)
_CORNER_OR_EDGE = ("corner", "border", "edge")


def strip_of(record: FilmRecord, finding: FindingRecord) -> ControlStrip | None:
    """Return the figure of the test that decides, or else of the largest Δ; None where none was made, or by an earlier method."""
    test = finding.told_test
    if test is None or not test.fillers:
        return None
    region = next(one for one in record.regions if one.id == test.region)
    place, label = place_text(region), finding.label.replace("_", " ")
    threshold = log(finding.threshold / (1 - finding.threshold))
    moves = "; ".join(f"{_name(one)} to {finding.logit - one.delta_logit:.2f}" for one in test.fillers)
    return ControlStrip(
        caption=f"{label}: {place} filled in ({'decides the verdict' if test.region == finding.deciding_region else 'largest change'}). "
        f"{_CAPTION}",
        alternative=f"{label}: score before {finding.logit:.2f} logits, threshold {threshold:.2f}; with {place} filled in: {moves}.",
        before=finding.logit, threshold=threshold, rows=tuple(_row(finding, one) for one in test.fillers),
    )  # fmt: skip


def place_text(region: RegionRecord) -> str:
    """Return where a region lies and what lies there: "region 2, shoulders and arms (device like line)"."""
    if region.zone is None:
        return f"region {region_number(region.id)}"
    zone = region.zone.replace("_", " ")
    holds = "" if region.holds in (None, "nothing_special") else f" ({str(region.holds).replace('_', ' ')})"
    return f"region {region_number(region.id)}, {'the image’s ' if zone.endswith(_CORNER_OR_EDGE) else ''}{zone}{holds}"


def _row(finding: FindingRecord, test: FillerTestRecord) -> StripRow:
    reached = "too few matched places" if test.p is None else f"{round(test.p * (test.controls_n + 1)) - 1} of {test.controls_n} as far"
    return StripRow(_name(test), finding.logit - test.delta_logit, test.floor, test.supports, reached)


def _name(test: FillerTestRecord) -> str:
    return test.filler.replace("_", " ")
