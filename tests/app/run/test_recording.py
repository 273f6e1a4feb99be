"""Records as they are written: valid by the published schema, of plain values, and true to what was computed."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from app.export.questions import questions
from app.export.recorded_maps import recorded_maps
from app.run import recording
from app.run.recorded_challenges import NO_CONTROLS, NO_P, NOT_TESTED, TOO_FEW_FILMS
from app.run.recording import ended_record, screened_record
from audit.records import verdicts
from audit.records.body import body_of, json_of
from audit.records.film import FilmRecord
from audit.records.method import MethodRecord
from models.values.cardiothoracic import CardiothoracicRatio
from models.values.challenge import OwnControls
from models.values.input_check import InputCheck, NotScreenedCode
from models.values.parameters import CHEAPEST
from models.values.radiograph import Header, Note, Polarity
from models.values.refusal import RefusalCode
from models.values.screening import Screening
from models.values.verdict import WORST_FIRST, RegionTest, Verdict
from tests.app.judged import NO_DONOR, judged

Made = tuple[FilmRecord, dict[str, bytes]]
_SPOILED = InputCheck("ab" * 32, 90, 0.1, 1.0, 1.0, 0.9)
_STRANGE = (np.float64(0.5), np.float32(0.5), np.int64(1), np.zeros(1), "0.5", True, None, float("nan"), float("inf"))
_PLAIN = {str, int, float, bool, type(None), dict, list, tuple}


@pytest.fixture(scope="session")
def screenings(screenings: tuple[Screening, ...]) -> tuple[Screening, ...]:
    """The two phantoms, the marked one with challenges and verdicts."""
    return judged(screenings[0]), screenings[1]


@pytest.fixture(scope="module")
def made(screenings: tuple[Screening, ...], method: MethodRecord) -> Made:
    """The record and the blobs of the marked phantom."""
    return screened_record(screenings[0], method, reading=0.25)


def _as_json(record: FilmRecord) -> Any:
    return json.loads(json_of(record))


def _values(value: Any) -> Iterator[Any]:
    """Yield a value and all that it holds, names included."""
    yield value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _values(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _values(inner)


def _every_kind(made: Made, screenings: tuple[Screening, ...], not_assessable: Screening, method: MethodRecord) -> list[FilmRecord]:
    """Return a record of each way in which a film can end, made as the run makes it."""
    header = screenings[0].header
    ended = [
        ended_record("refused", method, code=RefusalCode.NOT_AN_IMAGE, reason="It is none.", reading=0.1, film="a" * 64),
        ended_record("refused", method, code=RefusalCode.NOT_FOUND, reason="It is none.", reading=0.1),
        ended_record("refused", method, code=NotScreenedCode.ROTATED, reason="Rotate it.", reading=0.1, film=header, check=_SPOILED),
        ended_record("failed", method, code="defect", reason="It failed.", reading=0.1),
        ended_record("failed", method, code="engine", reason="It failed.", reading=0.1, engine=0.2, film=header),
    ]
    return [made[0], screened_record(screenings[1], method)[0], screened_record(not_assessable, method)[0], *ended]


@pytest.fixture(scope="module")
def every_kind(made: Made, screenings: tuple[Screening, ...], not_assessable: Screening, method: MethodRecord) -> list[FilmRecord]:
    return _every_kind(made, screenings, not_assessable, method)


def test_every_kind_of_record_is_valid(every_kind: list[FilmRecord], validator: Draft202012Validator) -> None:
    for record in every_kind:
        validator.validate(_as_json(record))
    assert any(finding.tests for finding in every_kind[0].findings or ())
    assert every_kind[0].challenges


@pytest.mark.parametrize("film", [None, "a" * 64])
@pytest.mark.parametrize("code", [*RefusalCode, *NotScreenedCode])
def test_a_refused_file_s_record_is_valid(
    code: RefusalCode | NotScreenedCode, film: str | None, method: MethodRecord, validator: Draft202012Validator
) -> None:
    record = ended_record("refused", method, code=code, reason="It is none.", reading=0.1, film=film)
    validator.validate(_as_json(record))
    assert body_of("refused", json_of(record)) == record


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record.update(code="no such code"),
        lambda record: record.update(file_name="Mirabellenkern.dcm"),
        lambda record: record.update(schema=1),
        lambda record: record.pop("method"),
        lambda record: record["findings"][0].update(logit="high"),
        lambda record: record["findings"][0].pop("reasons"),
        lambda record: record["regions"][0].update(zone="the moon"),
        lambda record: record["blobs"]["lungs"].update(sha256="short"),
        lambda record: record["findings"][0].update(verdict="clean"),
        lambda record: record["findings"][0].pop("deciding_region"),
        lambda record: record["findings"][0]["tests"][0]["fillers"][0].update(filler="black"),
        lambda record: record.pop("not_run"),
    ],
)
def test_the_published_schema_finds_what_is_no_record(made: Made, validator: Draft202012Validator, spoil: Any) -> None:
    record = _as_json(made[0])
    assert validator.is_valid(record)
    spoil(record)
    assert not validator.is_valid(record)


def test_every_value_of_a_real_record_is_plain(every_kind: list[FilmRecord]) -> None:
    """No numpy scalar, no enum, no path: what is written is what stands there, and no serialiser has to guess."""
    for record in every_kind:
        strange = {type(value) for value in _values(asdict(record))} - _PLAIN
        assert strange == set()


def test_a_real_record_comes_back_from_its_json_as_it_was(every_kind: list[FilmRecord]) -> None:
    """No number is rounded on its way into the log, and nothing is left out."""
    for record in every_kind:
        assert body_of(record.status, json_of(record)) == record


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("strange", _STRANGE)
def test_a_value_that_is_not_plain_is_a_defect_and_is_never_written(made: Made, strange: Any) -> None:
    findings = made[0].findings
    assert findings is not None
    spoiled = replace(made[0], findings=(replace(findings[0], logit=strange), *findings[1:]))
    with pytest.raises((TypeError, ValueError)):
        json_of(spoiled)


def test_the_record_names_film_classifier_and_method(made: Made, screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    record, header = made[0], screenings[0].header
    assert record.radiograph is not None
    of_film = asdict(record.radiograph)
    assert of_film.pop("spacing_trusted") == screenings[0].spacing.trusted
    assert of_film.pop("spacing_reason") == screenings[0].spacing.reason
    assert of_film["tags"].pop("acquisition_month") is None
    known = asdict(header)
    del known["age_years"]
    assert of_film == known
    assert record.classifier is not None
    assert record.classifier.labels == tuple(finding.label for finding in record.findings or ())
    assert record.classifier.labels == screenings[0].classifier.labels
    assert record.method == method
    assert record.method.parameters == asdict(CHEAPEST)
    assert set(record.method.networks) == set(record.method.manifests) == {"classifier", "lungs", "input_check"}
    assert record.method.networks["classifier"] == record.classifier.weights_sha256
    assert record.method.regions_sha256 == screenings[0].anatomy.regions_sha256


@pytest.mark.parametrize(
    ("changes", "noted"),
    [({"age_years": 15.0}, (Note.UNDER_16,)), ({"age_years": 16.0}, ()), ({"age_years": None}, ()), ({"rows": 300}, (Note.SMALL_FILM,))],
)
def test_a_film_that_the_figures_are_not_of_is_screened_and_its_record_says_so(
    screenings: tuple[Screening, ...],
    method: MethodRecord,
    changes: dict[str, Any],
    noted: tuple[Note, ...],
    validator: Draft202012Validator,
) -> None:
    """The note stands behind those of the reading; it is told with the questions, and moves nothing else."""
    header = replace(screenings[0].header, notes=(Note.PADDING_BLACKENED,), **changes)
    record, _ = screened_record(replace(screenings[0], header=header), method)
    validator.validate(_as_json(record))
    assert record.radiograph is not None
    assert record.radiograph.notes == (Note.PADDING_BLACKENED, *noted)
    assert questions(record) == [note.sentence for note in noted]
    assert record.method.fingerprint == method.fingerprint


def test_the_record_tells_each_finding_as_it_was_found(made: Made, screenings: tuple[Screening, ...]) -> None:
    record = made[0]
    assert record.findings is not None
    for found, one in zip(record.findings, screenings[0].findings, strict=True):
        assert (found.label, found.logit, found.probability, found.threshold, found.positive, found.sentence) == (
            one.label, one.logit, one.probability, one.threshold, one.positive, one.sentence,
        )  # fmt: skip
        assert (found.attention is None, found.allowed_region is None) == (one.attention is None, one.region is None)
        if found.attention and one.attention:
            assert found.attention.share_outside == one.attention.share_outside
            assert found.attention.area_outside == one.attention.area_outside
            assert [spot.box for spot in found.attention.hot_spots] == [spot.box for spot in one.attention.hot_spots]
            assert found.attention.reasons == one.attention.reasons
        assert [(test.region, test.delta_logit) for test in found.tests] == [(test.region, test.delta_logit) for test in one.tests]


def test_each_test_names_a_region_of_the_film_and_its_challenges(made: Made, screenings: tuple[Screening, ...]) -> None:
    record = made[0]
    regions = {region.id: region for region in record.regions}
    challenges = {(each.region, each.filler): each for each in record.challenges}
    assert (len(regions), len(challenges), len(record.challenges)) == (2, 5, 5)
    told = [(finding.label, test) for finding in record.findings or () for test in finding.tests]
    assert [(label, test.region) for label, test in told] == [(label, r) for label, r in _pairs(record)]
    for label, test in told:
        assert test.place == str(screenings[0].regions[test.region].places[label])
        for one in test.fillers:
            made_there = challenges[test.region, one.filler]
            assert made_there.delta_logit[label] == one.delta_logit
            assert set(made_there.delta_logit) == set(screenings[0].classifier.labels)
            assert made_there.controls is None


def test_own_controls_are_told_for_the_labels_whose_hot_spot_the_region_is(
    screenings: tuple[Screening, ...], method: MethodRecord, validator: Draft202012Validator
) -> None:
    """Of 0, 1, 2 and 3 the mean is 1.5, the standard deviation the root of 5/3; 2.5 is over three of them."""
    labels, first = screenings[0].classifier.labels, screenings[0].challenges[0]
    controls = OwnControls(tuple((float(n), 0.0, -float(n), *[9.0] * (len(labels) - 3)) for n in range(4)))
    record, _ = screened_record(_controlled(screenings[0], controls), method)
    validator.validate(_as_json(record))
    assert body_of("screened", json_of(record)) == record
    told, other = record.challenges[0], record.challenges[1]
    assert told.controls
    assert (told.controls.n, list(told.controls.delta_logit), "controls" in told.reasons) == (4, [labels[0], labels[2]], False)
    spread = told.controls.delta_logit[labels[0]]
    assert (spread.mean, spread.spread, spread.percentile) == (1.5, pytest.approx((5 / 3) ** 0.5), 75.0)
    assert spread.quantiles == {"0.05": pytest.approx(0.15), "0.5": 1.5, "0.95": pytest.approx(2.85)}
    assert first.delta_logit[0] == 2.5
    third = told.controls.delta_logit[labels[2]]
    assert (third.mean, third.percentile, first.delta_logit[2]) == (-1.5, 100.0, 0.625)
    assert (other.controls, other.reasons["controls"]) == (None, NO_CONTROLS)


@pytest.mark.parametrize(("made", "mean"), [((), None), (((0.25,) * 14,), 0.25)])
def test_one_control_has_no_spread_and_none_has_no_numbers(
    screenings: tuple[Screening, ...], method: MethodRecord, validator: Draft202012Validator, made: tuple[tuple[float, ...]], mean: float
) -> None:
    record, _ = screened_record(_controlled(screenings[0], OwnControls(made)), method)
    validator.validate(_as_json(record))
    controls = record.challenges[0].controls
    assert controls
    spread = controls.delta_logit[screenings[0].classifier.labels[0]]
    assert (controls.n, spread.mean, spread.spread) == (len(made), mean, None)
    assert (spread.percentile is None) == (spread.quantiles is None) == (not made)


def _controlled(screening: Screening, controls: OwnControls) -> Screening:
    first, *others = screening.challenges
    return replace(screening, challenges=(replace(first, controls=controls), *others))


def _pairs(record: FilmRecord) -> list[tuple[str, int]]:
    return [(finding.label, region.id) for finding in record.findings or () for region in record.regions if finding.label in region.of]


def test_a_test_tells_what_its_fillers_did(made: Made, screenings: tuple[Screening, ...]) -> None:
    tests = 0
    for found, one in zip(made[0].findings or (), screenings[0].findings, strict=True):
        for test, was in zip(found.tests, one.tests, strict=True):
            tests += 1
            assert (test.tested, test.spread, test.share_of_margin, test.fillers_agree, test.p, test.p_adjusted) == (
                was.tested, was.spread, was.share_of_margin, was.fillers_agree, was.p, was.p_adjusted,
            )  # fmt: skip
            for filler, made_by in zip(test.fillers, was.fillers, strict=True):
                assert {name: getattr(made_by, name) for name in asdict(filler)} == asdict(filler)
            after = [filler.probability for filler in was.fillers]
            assert test.delta_probability == pytest.approx(one.probability - sum(after) / len(after))
            assert test.controls_n == min(filler.controls_n for filler in was.fillers)
    assert tests == 4


@pytest.mark.parametrize(
    ("changed", "wanted"), [([True], True), ([False], False), ([True, False], False), ([True, True, False], True), ([True, True], True)]
)
def test_a_decision_changes_where_more_than_half_of_the_fillers_change_it(
    screenings: tuple[Screening, ...], method: MethodRecord, changed: list[bool], wanted: bool
) -> None:
    first, *others = screenings[0].findings
    (test,) = first.tests
    fillers = tuple(replace(filler, decision_changed=one) for filler, one in zip(test.fillers, changed, strict=False))
    alone: RegionTest = replace(test, fillers=fillers, spread=None if len(fillers) == 1 else test.spread)
    record, _ = screened_record(replace(screenings[0], findings=(replace(first, tests=(alone,)), *others)), method)
    assert record.findings
    assert record.findings[0].tests[0].decision_changed is wanted
    assert ("spread" in record.findings[0].tests[0].reasons) is (len(fillers) == 1)


@pytest.mark.parametrize(("tested", "p", "reason"), [(True, 0.01, TOO_FEW_FILMS), (False, 0.01, NOT_TESTED), (True, None, NO_P)])
def test_a_p_that_was_not_corrected_says_why(
    screenings: tuple[Screening, ...], method: MethodRecord, tested: bool, p: float | None, reason: str
) -> None:
    first, *others = screenings[0].findings
    alone = replace(first.tests[0], tested=tested, p=p, p_adjusted=None)
    record, _ = screened_record(replace(screenings[0], findings=(replace(first, tests=(alone,)), *others)), method)
    assert record.findings
    assert record.findings[0].tests[0].reasons["p_adjusted"] == reason


def test_where_no_region_decides_the_largest_effect_is_told(made: Made) -> None:
    """Of either sign; a region that decides is told whatever its effect, and old tests, without fillers, as they were."""
    assert made[0].findings
    finding = made[0].findings[0]
    tests = tuple(replace(finding.tests[0], region=number, delta_logit=delta) for number, delta in enumerate((0.3, -0.9, 0.5)))
    undecided = replace(finding, tests=tests, deciding_region=None)
    assert undecided.told_test == tests[1]
    assert replace(undecided, deciding_region=2).told_test == tests[2]
    old = tuple(replace(test, fillers=()) for test in tests)
    assert replace(undecided, tests=old).told_test == old[0]


def test_verdicts_are_recorded_with_what_decides_them_and_what_was_not_tested(made: Made, screenings: tuple[Screening, ...]) -> None:
    record = made[0]
    assert record.verdict == str(screenings[0].verdict) == "dependent_on_outside"
    for found, one in zip(record.findings or (), screenings[0].findings, strict=True):
        assert one.verdict
        assert (found.verdict, found.verdict_sentence, found.deciding_region, found.scope, found.challenged) == (
            str(one.verdict.verdict), one.verdict.sentence, one.verdict.region, one.verdict.scope, str(one.challenged),
        )  # fmt: skip
    assert len({finding.verdict for finding in record.findings or ()}) == 4
    assert [finding.label for finding in record.findings or () if finding.scope] == [screenings[0].classifier.labels[2]]
    assert record.findings
    assert record.findings[0].told_test == record.findings[0].tests[0]


def test_a_filler_that_could_not_be_run_is_told(made: Made) -> None:
    (one,) = made[0].not_run
    assert (one.filler, one.region, one.sentence) == ("registered_donor", 1, NO_DONOR)


def test_the_words_of_verdicts_and_their_order_are_those_of_models() -> None:
    """``audit`` does not know the enum, and has to know which is the worst."""
    assert tuple(map(str, WORST_FIRST)) == verdicts.WORST_FIRST
    assert set(verdicts.WORST_FIRST) == set(map(str, Verdict))
    assert str(Verdict.NO_OUTSIDE_DEPENDENCE_FOUND) == verdicts.NO_OUTSIDE_DEPENDENCE_FOUND


def test_outlines_of_regions_come_back_exactly(made: Made, screenings: tuple[Screening, ...]) -> None:
    record, blobs = made
    kept = recorded_maps(blobs.get, record)
    assert kept is not None
    assert set(kept.outlines) == {0, 1}
    for region in screenings[0].regions:
        assert kept.outlines[region.id].sum() == 399
        np.testing.assert_array_equal(kept.outlines[region.id], region.mask)


def test_a_film_whose_challenges_have_not_ended_has_no_verdict_and_says_so(
    screenings: tuple[Screening, ...], method: MethodRecord, validator: Draft202012Validator
) -> None:
    nothing = {"tests": (), "verdict": None, "challenged": None}
    findings = tuple(replace(finding, **nothing) for finding in screenings[0].findings)  # type: ignore[arg-type]
    bare = replace(screenings[0], regions=(), challenges=(), not_run=(), verdict=None, findings=findings)
    record, _ = screened_record(bare, method)
    validator.validate(_as_json(record))
    assert (record.verdict, record.regions, record.challenges, record.not_run) == (None, (), (), ())
    for finding in record.findings or ():
        assert {"verdict", "challenged"} <= finding.reasons.keys()


_FREE = {"sentence", "verdict_sentence", "deciding_region", "scope", "removed"}
"""Null where there is nothing to say."""


def _nulls(value: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of each null that lies beside reasons, and those."""
    if isinstance(value, dict):
        if "reasons" in value:
            yield from ((name, value["reasons"]) for name, inner in value.items() if inner is None and name not in _FREE)
        for inner in value.values():
            yield from _nulls(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nulls(inner)


def test_nothing_is_null_without_a_reason_and_no_reason_is_left_over(every_kind: list[FilmRecord]) -> None:
    """``allowed_region`` is null with the attention, for its reason."""
    for record in every_kind[:3]:
        found = list(_nulls(_as_json(record)))
        assert found
        for name, reasons in found:
            reason = reasons.get("attention" if name == "allowed_region" else name)
            assert reason is not None, name
            assert reason.endswith(".")
        for value in _values(_as_json(record)):
            if isinstance(value, dict) and "reasons" in value:
                assert {name for name in value["reasons"] if value[name] is not None} == set()


def test_blobs_stand_under_the_hash_of_their_bytes_and_the_record_names_them(made: Made) -> None:
    record, blobs = made
    assert record.blobs is not None
    assert set(blobs) == set(record.blobs.named().values())
    assert len(blobs) == 6
    for name, data in blobs.items():
        assert hashlib.sha256(data).hexdigest() == name


def test_each_blob_is_hashed_once(screenings: tuple[Screening, ...], method: MethodRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bytes] = []

    def noted(data: bytes) -> Any:
        hashed.append(data)
        return hashlib.sha256(data)

    monkeypatch.setattr(recording, "hashlib", SimpleNamespace(sha256=noted))
    _, blobs = screened_record(screenings[0], method)
    assert sorted(hashed) == sorted(blobs.values())


def test_a_film_that_is_not_assessable_has_no_regions_to_keep(not_assessable: Screening, method: MethodRecord) -> None:
    record, blobs = screened_record(not_assessable, method)
    assert record.blobs is not None
    assert record.blobs.allowed is None
    assert set(record.blobs.named()) == {"lungs", "signed_maps"} | ({"heart"} if record.blobs.heart else set())
    assert set(blobs) == set(record.blobs.named().values())
    assert record.anatomy is not None
    assert record.anatomy.not_assessable == not_assessable.anatomy.quality.reason
    assert (record.regions, record.challenges) == ((), ())


def test_the_allowed_regions_come_back_by_their_row(made: Made, screenings: tuple[Screening, ...]) -> None:
    kept, allowed = recorded_maps(made[1].get, made[0]), screenings[0].allowed
    assert kept is not None
    assert set(kept.allowed) == set(allowed) == {found.allowed_region.name for found in made[0].findings or () if found.allowed_region}
    for name, mask in allowed.items():
        np.testing.assert_array_equal(kept.allowed[name], mask)


def test_maps_come_back_exactly(made: Made, screenings: tuple[Screening, ...]) -> None:
    kept = recorded_maps(made[1].get, made[0])
    assert kept is not None
    np.testing.assert_array_equal(kept.signed_maps, screenings[0].signed_maps.astype(np.float32))
    assert np.abs(kept.signed_maps).max() > 0
    assert kept.box == screenings[0].map_box


def test_maps_in_another_order_of_memory_come_back_exactly(screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    otherwise = replace(screenings[0], signed_maps=np.asfortranarray(screenings[0].signed_maps))
    record, blobs = screened_record(otherwise, method)
    kept = recorded_maps(blobs.get, record)
    assert kept is not None
    np.testing.assert_array_equal(kept.signed_maps, screenings[0].signed_maps.astype(np.float32))


def test_lungs_come_back_exactly(made: Made, screenings: tuple[Screening, ...]) -> None:
    kept = recorded_maps(made[1].get, made[0])
    assert kept is not None
    assert kept.lungs.dtype == bool
    assert kept.lungs.any()
    np.testing.assert_array_equal(kept.lungs, screenings[0].lungs > 0)


def test_the_heart_comes_back_exactly_and_its_share_is_recorded(made: Made, screenings: tuple[Screening, ...]) -> None:
    kept, heart = recorded_maps(made[1].get, made[0]), screenings[0].heart
    assert kept is not None
    assert kept.heart is not None
    assert heart is not None
    np.testing.assert_array_equal(kept.heart, heart)
    assert made[0].anatomy is not None
    assert made[0].anatomy.heart_area_share == float(heart.mean()) > 0


def test_a_film_without_a_heart_is_told_and_not_failed(screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    why = "No heart was found; its place is taken from the lungs."
    anatomy = replace(screenings[0].anatomy, heart_area_share=None, without_heart=why)
    record, blobs = screened_record(replace(screenings[0], heart=None, anatomy=anatomy), method)
    assert record.status == "screened"
    assert record.anatomy is not None
    assert (record.anatomy.heart_area_share, record.anatomy.reasons["heart_area_share"]) == (None, why)
    assert record.blobs is not None
    assert record.blobs.heart is None
    kept = recorded_maps(blobs.get, record)
    assert kept is not None
    assert kept.heart is None


@pytest.mark.parametrize("ratio", [CardiothoracicRatio(0.532), CardiothoracicRatio(None, "Not measured: the view is AP.")])
def test_the_cardiothoracic_ratio_is_recorded_or_the_reason(
    screenings: tuple[Screening, ...], method: MethodRecord, validator: Draft202012Validator, ratio: CardiothoracicRatio
) -> None:
    record, _ = screened_record(replace(screenings[0], anatomy=replace(screenings[0].anatomy, ratio=ratio)), method)
    assert record.anatomy is not None
    assert (record.anatomy.cardiothoracic_ratio, record.anatomy.reasons.get("cardiothoracic_ratio")) == (ratio.value, ratio.reason)
    validator.validate(_as_json(record))


def test_the_lung_mask_is_a_picture_of_one_bit(made: Made) -> None:
    """Any program can open it."""
    record, blobs = made
    assert record.blobs is not None
    with Image.open(io.BytesIO(blobs[record.blobs.lungs.sha256])) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "1", (512, 512))


def test_blobs_that_are_no_longer_kept_are_none(made: Made) -> None:
    record, blobs = made
    assert record.blobs is not None
    assert recorded_maps({}.get, record) is None
    maps_only = {name: data for name, data in blobs.items() if name == record.blobs.signed_maps.sha256}
    assert recorded_maps(maps_only.get, record) is None


def test_a_refused_file_has_no_maps(method: MethodRecord) -> None:
    record = ended_record("refused", method, code="blank", reason="")
    assert recorded_maps({}.get, record) is None


@pytest.mark.parametrize(
    ("mirrored", "inverted", "words"),
    [(0.2, 0.1, []), (0.95, 0.1, ["mirrored"]), (0.1, 0.95, ["White and black"]), (0.99, 0.99, ["White and black", "mirrored"])],
)
def test_what_the_input_check_doubts_is_asked_of_a_person(
    screenings: tuple[Screening, ...], method: MethodRecord, mirrored: float, inverted: float, words: list[str]
) -> None:
    doubted = replace(screenings[0], check=replace(screenings[0].check, mirrored=mirrored, inverted=inverted))
    record, _ = screened_record(doubted, method)
    asked = questions(record)
    assert len(asked) == len(words)
    assert all(word in sentence for word, sentence in zip(words, asked, strict=True))


@pytest.mark.parametrize(("polarity", "told"), [(Polarity.AS_TAGGED, "may be exchanged"), (Polarity.INVERTED, "were exchanged")])
def test_of_a_film_that_was_refused_the_polarity_is_told_and_mirroring_is_not_asked(
    method: MethodRecord, polarity: Polarity, told: str
) -> None:
    header = Header("a" * 64, "b" * 64, 512, 512, polarity=polarity)
    record = ended_record("refused", method, code=NotScreenedCode.ROTATED, reason="Rotate it.", film=header, check=_SPOILED)
    assert record.input_check is not None
    assert record.input_check.rotate_clockwise == 90
    (question,) = questions(record)
    assert question.startswith(f"White and black {told}")


def test_seconds_are_the_reader_s_and_the_engine_s(made: Made, screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    assert made[0].seconds.reading == 0.25
    assert made[0].seconds.engine == round(screenings[0].seconds, 3) > 0
    unmeasured = screened_record(screenings[0], method)[0].seconds
    assert (unmeasured.reading, unmeasured.engine) == (None, made[0].seconds.engine)
