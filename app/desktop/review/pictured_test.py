"""The test of a finding that is told of, as a picture: the score before and after each filler beside what control places do."""

from __future__ import annotations

from app.desktop.review.strip_words import FEW
from app.desktop.review.verdict_wording import FILLERS, place_of
from app.desktop.review.view import FillerStrip, TestPicture
from audit.records.challenges import ChallengeRecord, region_number
from audit.records.film import FilmRecord
from audit.records.findings import FillerTestRecord, FindingRecord
from models.values.challenge import Filler
from models.values.finding import log_odds

_THE_IMAGES = "The image’s "
_QUANTILES = ("0.05", "0.5", "0.95")


def picture_of(record: FilmRecord, finding: FindingRecord) -> TestPicture | None:
    """Return the picture of the test that decides, or else of the largest Δ; None where none was made, or by an earlier method."""
    test = finding.told_test
    if test is None or not test.fillers:
        return None
    region = next(one for one in record.regions if one.id == test.region)
    changed = {one.filler: one for one in record.challenges if one.region == test.region}
    return TestPicture(
        place=f"{region_number(test.region)} · {place_of(region).removeprefix(_THE_IMAGES)}",
        decides=test.region == finding.deciding_region,
        before=finding.logit,
        threshold=log_odds(finding.threshold),
        before_text=f"{finding.probability:.3f}",
        threshold_text=f"{finding.threshold:.3f}",
        rows=tuple(_strip(one, changed.get(one.filler), finding.label) for one in test.fillers),
    )


def _strip(filler: FillerTestRecord, challenge: ChallengeRecord | None, label: str) -> FillerStrip:
    return FillerStrip(
        name=FILLERS[Filler(filler.filler)],
        delta=filler.delta_logit,
        after=f"{filler.probability:.3f}",
        floor=filler.floor,
        own=_own(challenge, label),
        reached=reached(filler.p, filler.controls_n),
        supports=filler.supports,
    )


def reached(p: float | None, controls: int) -> str:
    """Return how many of the matched places move the score as far: p is (1 + b) / (1 + n), so b is known (method, section 6)."""
    return FEW if p is None else f"{round(p * (controls + 1)) - 1} of {controls}"


def _own(challenge: ChallengeRecord | None, label: str) -> tuple[float, float, float] | None:
    """Return quantiles of Δ at other places of the film itself, where they were kept."""
    spread = challenge.controls.delta_logit.get(label) if challenge and challenge.controls else None
    if spread is None or spread.quantiles is None or any(share not in spread.quantiles for share in _QUANTILES):
        return None
    low, middle, high = (spread.quantiles[share] for share in _QUANTILES)
    return low, middle, high
