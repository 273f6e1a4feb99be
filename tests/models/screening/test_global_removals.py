"""Global removals: both sides of each allowed region, the film's own and another chest's, told beside the tests and never one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.anatomy.segmenter import Segmenter
from models.challenge.fillers.registered_donor import FEW_DONORS
from models.input_check.checker import InputChecker
from models.regions.table import shipped_table
from models.screening.global_removals import FILLERS, acting, global_removals, removals_for_all
from models.screening.judging import judged
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed
from models.screening.screen import screen
from models.values.challenge import Filler, GlobalRegion, GlobalRemovals, NotRun, RegionChallenge, Removed
from models.values.parameters import Parameters
from models.values.progress import Progress, result_of
from models.values.screening import Screening
from models.values.verdict import Undetermined
from tests.models.screening.examined import MARKED, Examined, Watching, examined, watching, with_donors

OWN, OTHER = (Removed.OUTSIDE, Removed.INSIDE), (Removed.OUTSIDE_ANOTHERS, Removed.INSIDE_ANOTHERS)


@pytest.fixture(scope="module")
def method(segmenter: Segmenter, checker: InputChecker) -> LoadedMethod:
    """By the teaching classifier, with six donors and no control places; global removals are asked for."""
    bare = LoadedMethod(watching(), segmenter, checker, shipped_table(), Parameters(global_removals=True))
    return replace(bare, calibration=with_donors(bare, 6))


@pytest.fixture(scope="module")
def one(method: LoadedMethod) -> Examined:
    """The marked phantom."""
    return examined(MARKED, method)


@pytest.fixture(scope="module")
def asked(one: Examined, method: LoadedMethod) -> tuple[GlobalRemovals, list[NDArray[np.float32]]]:
    """What was found, and the inputs that it took."""
    assert isinstance(method.classifier, Watching)
    method.classifier.asked.clear()
    return _removed(one, method), list(method.classifier.asked)


@pytest.fixture(scope="module")
def removals(asked: tuple[GlobalRemovals, list[NDArray[np.float32]]]) -> GlobalRemovals:
    """What was found."""
    return asked[0]


def _removed(one: Examined, method: LoadedMethod) -> GlobalRemovals:
    (found,) = result_of(global_removals([one.film], [one.found], method))
    assert found is not None
    return found


def _positive(one: Examined, method: LoadedMethod) -> list[str]:
    return [label for label, positive in zip(method.classifier.manifest.labels, one.film.positive, strict=True) if positive]


def test_each_positive_findings_region_is_removed_on_either_side_once(
    removals: GlobalRemovals, one: Examined, method: LoadedMethod
) -> None:
    """Findings of one allowed region share it; numbers go on after those of the film's regions."""
    assert one.film.places is not None
    extents = {method.table.of(label)[0].extent for label in _positive(one, method)}
    assert 1 < len(extents) < len(_positive(one, method))
    assert [region.id for region in removals.regions] == list(range(len(one.found.regions), len(one.found.regions) + 4 * len(extents)))
    for removed in Removed:
        labels = [label for region in removals.regions if region.removed is removed for label in region.labels]
        assert sorted(labels) == sorted(_positive(one, method))
    for region in removals.regions:
        assert len({method.table.of(label)[0].extent for label in region.labels}) == 1


def test_both_sides_of_a_region_are_the_field(removals: GlobalRemovals, one: Examined) -> None:
    assert one.film.attention is not None
    assert one.film.places is not None
    field = one.film.attention.field
    for first, second in (OWN, OTHER):
        outsides, insides = ([region for region in removals.regions if region.removed is side] for side in (first, second))
        for outside, inside in zip(outsides, insides, strict=True):
            assert not (outside.mask & inside.mask).any()
            np.testing.assert_array_equal(outside.mask | inside.mask, field)
            assert outside.area_share + inside.area_share == pytest.approx(1)
            if inside.removed is Removed.INSIDE:
                np.testing.assert_array_equal(inside.mask, one.film.places.of(inside.labels[0]).allowed & field)


def test_another_patients_region_is_another_of_like_size(removals: GlobalRemovals) -> None:
    for own in (region for region in removals.regions if region.removed is Removed.INSIDE):
        other = next(one for one in removals.regions if one.removed is Removed.INSIDE_ANOTHERS and one.labels == own.labels)
        overlap = np.count_nonzero(own.mask & other.mask) / np.count_nonzero(own.mask | other.mask)
        assert 0.5 < overlap < 0.98
        assert 0.6 < other.area_share / own.area_share < 1.6


def test_deltas_are_those_of_the_changed_films_one_by_one(
    asked: tuple[GlobalRemovals, list[NDArray[np.float32]]], one: Examined, method: LoadedMethod
) -> None:
    """Each region with each filler that could be run; of the film all else stays as it is."""
    removals, images = asked
    assert one.found.on is not None
    regions = {region.id: region for region in removals.regions}
    run, left = ([(each.region, each.filler) for each in some] for some in (removals.challenges, removals.not_run))
    assert [pair for pair in ((number, filler) for number in regions for filler in FILLERS) if pair not in left] == run
    assert len(run) == len(images) > len(regions)
    assert {each.sentence for each in removals.not_run} <= {FEW_DONORS}
    for challenge, image in zip(removals.challenges, images, strict=True):
        alone = method.classifier.logits(torch.from_numpy(image[None]))[0].double().numpy()
        np.testing.assert_allclose(challenge.delta_logit, one.film.logits - alone, atol=1e-4)
        assert all(type(value) is float for value in challenge.delta_logit)
        mask = one.found.on.mask(regions[challenge.region].mask)
        changed = (image != one.found.on.image).any(axis=0)
        assert not (changed & ~mask).any()
        assert np.count_nonzero(changed) > 0.9 * np.count_nonzero(mask)


def test_deltas_are_read_by_what_was_removed_and_for_whom(removals: GlobalRemovals, one: Examined, method: LoadedMethod) -> None:
    label = _positive(one, method)[0]
    k = method.classifier.manifest.labels.index(label)
    (number,) = (region.id for region in removals.regions if region.removed is Removed.INSIDE and label in region.labels)
    wanted = {each.filler: each.delta_logit[k] for each in removals.challenges if each.region == number}
    assert removals.deltas(Removed.INSIDE, label, k) == wanted
    assert set(wanted) == set(FILLERS)
    negative = next(label for label in method.classifier.manifest.labels if label not in _positive(one, method))
    assert removals.deltas(Removed.INSIDE, negative, 0) == {}


def test_chance_is_the_seeds_and_the_films(one: Examined, method: LoadedMethod) -> None:
    """Whose region it is hangs on the seed: of four seeds not all draw the same of six donors."""
    first = [k == one.film.positive.index(True) for k in range(len(one.film.positive))]
    narrow = replace(one, film=replace(one.film, positive=first))
    found = [_removed(narrow, replace(method, parameters=replace(method.parameters, seed=seed))) for seed in (1, 1, 2, 3, 4)]
    assert [each.delta_logit for each in found[0].challenges] == [each.delta_logit for each in found[1].challenges]
    assert all(len(each.regions) == 4 for each in found)
    assert len({each.regions[3].mask.tobytes() for each in found}) > 1
    assert len({each.regions[1].mask.tobytes() for each in found}) == 1


def test_without_donors_there_is_no_other_patient_and_one_filler(one: Examined, method: LoadedMethod) -> None:
    found = _removed(one, replace(method, calibration=None))
    assert {region.removed for region in found.regions} == set(OWN)
    assert {each.filler for each in found.challenges} == {Filler.KEPT_BLUR}
    assert found.not_run == tuple(NotRun(Filler.REGISTERED_DONOR, region.id, FEW_DONORS) for region in found.regions)
    assert acting(one.film, found, method) == {}


@pytest.mark.parametrize("parameters", [Parameters(), Parameters(challenges=False, global_removals=True)])
def test_nothing_is_done_that_was_not_asked_for(one: Examined, method: LoadedMethod, parameters: Parameters) -> None:
    work = global_removals([one.film], [one.found], replace(method, parameters=parameters))
    with pytest.raises(StopIteration) as ended:
        next(work)
    assert ended.value.value == [None]


def test_a_film_without_lungs_or_positive_findings_has_none(one: Examined, method: LoadedMethod) -> None:
    blind, negative = replace(one.film, attention=None), replace(one.film, positive=[False] * 14)
    steps = global_removals([blind, negative], [Perturbed(), Perturbed()], method)
    assert next(steps) == Progress(1, 2, "filling in all outside and all inside")
    assert result_of(steps) == [None, None]


def test_for_a_cohort_every_finding_is_asked_for_and_decisions_have_no_say(one: Examined, method: LoadedMethod) -> None:
    """Of a film that is called otherwise the numbers are the same: all that differs between the two is what was decided."""
    plain = replace(method, parameters=Parameters())
    found = result_of(removals_for_all(one.film, plain))
    for removed in Removed:
        labels = [label for region in found.regions if region.removed is removed for label in region.labels]
        assert sorted(labels) == sorted(method.classifier.manifest.labels)
    assert [region.id for region in found.regions] == list(range(len(found.regions)))
    turned = replace(one.film, positive=[not positive for positive in one.film.positive])
    assert result_of(removals_for_all(turned, plain)).challenges == found.challenges
    assert result_of(removals_for_all(replace(one.film, attention=None), plain)) == GlobalRemovals((), (), ())


def _made(own: Sequence[float], others: Sequence[float], one: Examined, k: int, label: str) -> GlobalRemovals:
    """Return removals of all outside, with Δ of one label by filler."""
    regions, challenges = list[GlobalRegion](), list[RegionChallenge]()
    for number, (removed, deltas) in enumerate(((Removed.OUTSIDE, own), (Removed.OUTSIDE_ANOTHERS, others))):
        regions.append(GlobalRegion(number, removed, (label,), (0, 0, 1, 1), 0.5, np.ones((1, 1), bool)))
        for filler, delta in zip(FILLERS, deltas, strict=False):
            row = [0.0] * len(one.film.logits)
            row[k] = delta
            challenges.append(RegionChallenge(number, filler, tuple(row), None))
    return GlobalRemovals(tuple(regions), tuple(challenges), ())


@pytest.mark.parametrize(
    ("own", "others", "wanted"),
    [
        ((1.1, 1.2), (0.5, 1.1), {True}), ((1.1, 0.9), (0.5, 0.5), {False}), ((1.1, 1.2), (1.15, 1.5), {True}),
        ((-2.0, -2.0), (-3.0, -3.0), {False}), ((1.1,), (0.5, 0.5), set()), ((1.1, 1.2), (0.5,), {True}), ((1.1, 1.2), (), {True}),
    ],
)  # fmt: skip
def test_removing_all_outside_acts_where_both_fillers_lose_the_decision_whatever_the_other_mask_does(
    one: Examined, method: LoadedMethod, own: Sequence[float], others: Sequence[float], wanted: set[bool]
) -> None:
    """In multiples of the margin; what cannot be told is left out, and so are findings of which nothing was removed."""
    label = _positive(one, method)[0]
    k = method.classifier.manifest.labels.index(label)
    threshold = method.classifier.manifest.thresholds[k]
    margin = float(one.film.logits[k]) - log(threshold / (1 - threshold))
    found = acting(one.film, _made([margin * x for x in own], [margin * x for x in others], one, k, label), method)
    assert list(found.items()) == [(k, value) for value in wanted]


def test_what_acts_as_a_whole_and_by_no_region_is_undetermined(one: Examined, method: LoadedMethod) -> None:
    k = one.film.positive.index(True)

    def reasons(acts: dict[int, bool]) -> Sequence[Undetermined]:
        verdict = judged(one.film, one.whys, {}, {}, one.found, method, acts).findings[k]
        return verdict.reasons

    assert Undetermined.ONLY_GLOBAL in reasons({k: True})
    assert Undetermined.ONLY_GLOBAL not in reasons({k: False})
    assert Undetermined.ONLY_GLOBAL not in reasons({})


def test_a_screening_tells_them_beside_its_tests_and_changes_none_of_these(one: Examined, method: LoadedMethod) -> None:
    """Regions, passes and pairs are those of a screening without."""

    def screened(parameters: Parameters) -> Screening:
        (found,) = result_of(screen([MARKED], replace(method, parameters=parameters)))
        assert isinstance(found, Screening)
        return found

    plain, whole = screened(Parameters()), screened(method.parameters)
    assert plain.global_removals is None
    assert whole.global_removals is not None
    assert len(whole.global_removals.challenges) + len(whole.global_removals.not_run) == 2 * len(whole.global_removals.regions) > 0
    assert [region.id for region in whole.regions] == [region.id for region in plain.regions]
    assert [each.delta_logit for each in whole.challenges] == [each.delta_logit for each in plain.challenges]
    assert [finding.tests for finding in whole.findings] == [finding.tests for finding in plain.findings]
    assert not {region.id for region in whole.global_removals.regions} & {region.id for region in whole.regions}
