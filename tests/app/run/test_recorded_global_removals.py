"""Global removals in a record: regions of the place "global" and challenges of a kind of their own, which no test rests on."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

import resources
from app.export.recorded_maps import recorded_maps
from app.run.recording import screened_record
from audit.records.body import body_of, json_of
from audit.records.film import FilmRecord
from audit.records.method import MethodRecord
from models.values.challenge import GLOBAL, ChallengeKind, Place, Removed
from models.values.screening import Screening
from tests.app.judged import judged
from tests.app.removed_globally import DELTAS, NO_DONOR, removed_globally

Made = tuple[FilmRecord, dict[str, bytes]]


@pytest.fixture(scope="module")
def screening(screenings: tuple[Screening, ...]) -> Screening:
    """The marked phantom with challenges, verdicts and global removals for two labels."""
    return removed_globally(judged(screenings[0]), screenings[0].classifier.labels[:2])


@pytest.fixture(scope="module")
def made(screening: Screening, method: MethodRecord) -> Made:
    """Its record and blobs."""
    return screened_record(screening, method)


def test_they_stand_after_the_films_regions_under_their_own_numbers(made: Made, screening: Screening) -> None:
    regions = [region for region in made[0].regions if region.place == GLOBAL]
    assert made[0].regions[2:] == tuple(regions)
    assert [(region.id, region.removed) for region in regions] == [(2 + at, str(removed)) for at, removed in enumerate(Removed)]
    for region in regions:
        assert (region.of, region.area_share, region.box) == (screening.classifier.labels[:2], 0.5, (0, 0, 512, 512))
        assert set(region.reasons) == {"zone", "holds", "outline"}
    assert {region.removed for region in made[0].regions[:2]} == {None}
    assert GLOBAL not in set(map(str, Place))


def test_each_filler_has_its_challenge_of_all_labels(made: Made, screening: Screening) -> None:
    kind, regions = str(ChallengeKind.GLOBAL_REMOVAL), {region.id: region.removed for region in made[0].regions}
    told = [challenge for challenge in made[0].challenges if challenge.kind == kind]
    assert len(made[0].challenges) == len(screening.challenges) + len(DELTAS)
    label = screening.classifier.labels[0]
    found = {(regions[challenge.region], challenge.filler): challenge.delta_logit[label] for challenge in told}
    assert found == {(str(removed), str(filler)): delta for (removed, filler), delta in DELTAS.items()}
    assert all(set(challenge.delta_logit) == set(screening.classifier.labels) for challenge in told)
    assert all(challenge.controls is challenge.ood_cost is None and len(challenge.reasons) == 3 for challenge in told)


def test_what_could_not_be_run_is_told_by_its_region(made: Made) -> None:
    assert [(one.region, one.sentence) for one in made[0].not_run[1:]] == [(4, NO_DONOR), (5, NO_DONOR)]


def test_the_record_is_valid_and_comes_back(made: Made) -> None:
    schema = json.loads(resources.path("record.schema.json").read_text("utf-8"))
    written = json_of(made[0])
    Draft202012Validator(schema).validate(json.loads(written))
    assert body_of("screened", written) == made[0]


def test_no_outline_and_no_test_is_of_them(made: Made, screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    """All else of the record is that of the film without them."""
    record, blobs = made
    kept = recorded_maps(blobs.get, record)
    assert kept is not None
    assert set(kept.outlines) == {0, 1}
    bare, same = screened_record(judged(screenings[0]), method)
    assert (record.findings, record.verdict, blobs) == (bare.findings, bare.verdict, same)
    assert (record.regions[:2], record.challenges[: len(bare.challenges)]) == (bare.regions, bare.challenges)
    assert {region.place for region in bare.regions} == {"non_anatomical", "plausible_context"}
