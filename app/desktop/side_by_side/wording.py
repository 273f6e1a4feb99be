"""Titles, scores and sentences beside the pictures of a region's tests."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.desktop.review.verdict_wording import FILLERS, beside_the_test, not_run, place_of
from app.desktop.side_by_side.view import Picture
from app.export.changes import change_text
from app.replay.comparison import TOLERANCE
from audit.records.challenges import NotRunRecord, region_number
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord, TestRecord
from audit.records.told import verdict_text
from models.values.challenged_pictures import FilledPicture, OnDemand, RegionPictures
from models.values.finding import probability

COMPUTING = "The film is examined again and regions are filled in…"
UNTESTED = "No perturbation test of this finding is kept."
OTHER_PIXELS = "The file holds other pixels now than those that were screened, so the tests cannot be shown."
NO_FILE = "The tests are made again from the film’s file, which cannot be read now. {reason}"
ORIGINAL = "As the network sees it"
ON_DEMAND = "Tested on demand, not recorded: the entry and its verdicts stay as they are."
ANEW = "The region outlined is filled in anew, as it was when the film was screened."


def tests_shown(finding: FindingRecord | None) -> list[TestRecord]:
    """Return the tests of a finding of which there are pictures; those of earlier methods have none."""
    return [test for test in finding.tests if test.fillers] if finding else []


def region_names(record: FilmRecord, tests: Sequence[TestRecord]) -> list[str]:
    """Return the regions of tests as they are chosen from."""
    regions = {region.id: region for region in record.regions}
    return [f"{region_number(test.region)}: {place_of(regions[test.region])}" for test in tests]


def pictures(found: RegionPictures, k: int) -> list[Picture]:
    """Return the film and its changed copies with the scores of one finding.

    Args:
        found: Of the region.
        k: The finding's place in the classifier's order.
    """
    before = found.logits[k]
    original = Picture(found.grey, found.mask, ORIGINAL, f"Score {probability(before):.3f}")
    return [original, *(_changed(one, found, k) for one in found.filled)]


def _changed(one: FilledPicture, found: RegionPictures, k: int) -> Picture:
    name, after = FILLERS[one.filler], one.logits[k]
    score = f"Score {probability(after):.3f}   logit {change_text(found.logits[k] - after)}"
    return Picture(one.grey, found.mask, f"{name[0].upper()}{name[1:]}", score)


def notes(found: RegionPictures, record: FilmRecord, finding: FindingRecord, k: int) -> list[str]:
    """Say what is told beside the region's test, what could not be run, and whether pictures and scores are those of the record.

    Args:
        found: Of the region.
        record: Of the film.
        finding: Whose scores are shown.
        k: Its place in the classifier's order.
    """
    beside = [note for test in finding.tests if test.region == found.region for note in beside_the_test(record, finding, test)]
    return [ANEW, *beside, *not_run(record.not_run, [found.region]), *_differences(found, record, finding, k)]


def _differences(found: RegionPictures, record: FilmRecord, finding: FindingRecord, k: int) -> list[str]:
    recorded = {one.filler: one.delta_logit for test in finding.tests if test.region == found.region for one in test.fillers}
    computed = {str(one.filler): found.logits[k] - one.logits[k] for one in found.filled}
    box = next(region.box for region in record.regions if region.id == found.region)
    if box != found.box or recorded.keys() != computed.keys():
        return ["The region or its fillers are not those of the entry; what the entry says stands in the findings."]
    pairs = [(finding.logit, found.logits[k]), *((recorded[name], computed[name]) for name in recorded)]
    largest = max((abs(one - other) for one, other in pairs if not _same(one, other)), default=None)
    if largest is None:
        return []
    return [f"These scores, computed now, differ from those of the entry by up to {largest:.2g} logits; the entry’s stand in the findings."]


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def on_demand_notes(found: OnDemand) -> list[str]:
    """Say what a finding that was tested on demand was found to be, and what could not be run."""
    verdict, missing = found.verdict, found.pictures.not_run if found.pictures else ()
    why_not = [NotRunRecord(filler=str(one.filler), region=None, sentence=one.sentence) for one in missing]
    said = verdict_text(str(verdict.verdict))
    return [ON_DEMAND, f"{said[0].upper()}{said[1:]}. {verdict.sentence}", *filter(None, [verdict.scope]), *not_run(why_not, [])]
