"""A whole screening: films in, Screenings out, the networks as they were."""

from __future__ import annotations

import copy
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from models.anatomy.segmenter import Segmenter
from models.attention.reasons import BELOW_THRESHOLD, ZERO_MAP
from models.attribution.watched import WatchedClassifier
from models.film.canonical import SIDE, CanonicalFilm
from models.film.phantom import phantom
from models.grids.geometry import Geometry, map_box
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.regions.table import shipped_table
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.values.finding import probability
from models.values.parameters import CHEAPEST
from models.values.progress import Progress
from models.values.screening import Scored, Screening
from models.values.verdict import Why
from tests.models.screening.conftest import film_of
from tests.models.screening.screened import FILMS, MARKED, NOISE, finding_of, screened


@pytest.fixture(scope="module")
def run(teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker) -> tuple[list[Progress | Scored], tuple[Screening, ...]]:
    """Three films in one batch: a phantom with marker, the same without, and a cropped one of unknown spacing."""
    return screened(FILMS, teaching, segmenter, checker)


@pytest.fixture(scope="module")
def screenings(run: tuple[list[Progress | Scored], tuple[Screening, ...]]) -> tuple[Screening, ...]:
    """What came of them."""
    return run[1]


def _numbers(value: Any) -> Any:
    """A Screening as plain numbers, less the time it took."""
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items() if key != "seconds"}
    if isinstance(value, list | tuple):
        return [_numbers(inner) for inner in value]
    return value.astype(float).ravel().tolist() if isinstance(value, np.ndarray) else value


def _same(one: Any, other: Any, tolerance: float) -> bool:
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key], tolerance) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(_same(a, b, tolerance) for a, b in zip(one, other, strict=True))
    return abs(one - other) <= tolerance * max(1, abs(one)) if isinstance(one, float) and isinstance(other, float) else bool(one == other)


def test_progress_is_told_before_the_networks_and_while_they_run(run: tuple[list[Progress | Scored], tuple[Screening, ...]]) -> None:
    steps = [step for step in run[0] if isinstance(step, Progress)]
    assert len(steps) == len(run[0]), "parts were not asked for"
    assert [step.label for step in steps[:2]] == ["looking at the film", "finding the lungs"]
    assert steps[0] == Progress(0, 3, "looking at the film")
    assert steps[-1] == Progress(3, 3, "done")
    assert {step.of for step in steps} == {3}
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert {step.done for step in steps} <= {0, 1, 2, 3}


def test_screenings_come_in_the_order_of_the_films(screenings: tuple[Screening, ...]) -> None:
    assert [screening.header for screening in screenings] == [film.header for film in FILMS]


def test_every_label_is_there_in_the_classifiers_order(screenings: tuple[Screening, ...], teaching: WatchedClassifier) -> None:
    for screening in screenings:
        assert tuple(finding.label for finding in screening.findings) == teaching.manifest.labels == screening.classifier.labels
        assert [finding.threshold for finding in screening.findings] == list(teaching.manifest.thresholds)


def test_logits_are_the_classifiers_own(screenings: tuple[Screening, ...], teaching: WatchedClassifier) -> None:
    wanted = teaching.logits(torch.stack([teaching.prepared(film.pixels).tensor for film in FILMS])).numpy()
    np.testing.assert_allclose([[f.logit for f in screening.findings] for screening in screenings], wanted, rtol=1e-5, atol=1e-5)
    for finding in (finding for screening in screenings for finding in screening.findings):
        assert finding.probability == probability(finding.logit)
        assert finding.positive == (finding.probability >= finding.threshold)


def test_findings_that_are_positive_or_challenged_have_attention_and_others_nothing(screenings: tuple[Screening, ...]) -> None:
    findings = [finding for screening in screenings for finding in screening.findings]
    assert {finding.challenged for finding in findings} == {Why.POSITIVE, Why.SAMPLED, Why.NOT_CHALLENGED}
    for finding in findings:
        says_nothing = finding.reasons.get("attention") == ZERO_MAP
        assert (finding.attention is not None or says_nothing) == (finding.challenged is not Why.NOT_CHALLENGED)
        assert not (says_nothing and finding.positive)
        assert (finding.challenged is Why.POSITIVE) == finding.positive


def test_the_marker_is_found(screenings: tuple[Screening, ...]) -> None:
    """The largest hot spot of the teaching classifier's map meets the marker."""
    found = finding_of(screenings[0])
    assert found.positive
    assert found.attention is not None
    x0, y0, x1, y1 = found.attention.hot_spots[0].box
    left, top, right, bottom = MARKED.marker_box
    assert x0 < right
    assert left < x1
    assert y0 < bottom
    assert top < y1
    assert not found.attention.peak.inside
    assert not finding_of(screenings[1]).positive


def test_distances_are_in_millimetres_where_the_spacing_is_known(screenings: tuple[Screening, ...]) -> None:
    known, unknown = (finding_of(screenings[index]).attention for index in (0, 2))
    assert known is not None
    assert known.peak.distance_mm == pytest.approx(known.peak.distance_px * 0.7)
    assert unknown is not None
    assert unknown.peak.distance_mm is None
    assert np.isfinite(unknown.peak.distance_px)


def test_signed_maps_are_kept_and_sum_to_the_logits(screenings: tuple[Screening, ...], teaching: WatchedClassifier) -> None:
    for screening in screenings:
        assert screening.signed_maps.dtype == np.float16
        assert screening.signed_maps.shape == (14, 20, 20)
        rebuilt = screening.signed_maps.astype(float).sum(axis=(1, 2)) + teaching.network.head.bias.detach().numpy()
        np.testing.assert_allclose(rebuilt, [finding.logit for finding in screening.findings], atol=0.02)


def test_lungs_are_kept_on_the_canonical_grid(screenings: tuple[Screening, ...]) -> None:
    for film, screening in zip(FILMS, screenings, strict=True):
        assert max(screening.lungs.shape) == SIDE
        assert screening.lungs.shape == CanonicalFilm.of(film.pixels).grey.shape
        assert {mask.shape for mask in screening.allowed.values()} == {screening.lungs.shape}
        assert screening.anatomy.lung_area_share == pytest.approx((screening.lungs > 0).mean())
        assert screening.anatomy.lung_area_share > 0.1


def test_everything_lies_on_the_film(screenings: tuple[Screening, ...]) -> None:
    for film, screening in zip(FILMS, screenings, strict=True):
        height, width = film.pixels.shape
        seen = [finding for finding in screening.findings if finding.attention is not None]
        boxes = [spot.box for finding in seen if finding.attention for spot in finding.attention.hot_spots]
        boxes += [region.box for region in screening.regions]
        assert all(0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height for x0, y0, x1, y1 in boxes)
        assert all(0 <= f.attention.peak.x <= width and 0 <= f.attention.peak.y <= height for f in seen if f.attention)


def test_a_screening_repeats_itself(
    screenings: tuple[Screening, ...], teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker
) -> None:
    """The seed is the film's, the label's and the parameters'; nothing hangs on the clock or on what ran before."""
    _, again = screened(FILMS, teaching, segmenter, checker)
    for one, other in zip(screenings, again, strict=True):
        assert _same(_numbers(asdict(one)), _numbers(asdict(other)), 1e-6)


def test_a_film_alone_is_a_film_in_company(
    screenings: tuple[Screening, ...], teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker
) -> None:
    _, (alone,) = screened(FILMS[:1], teaching, segmenter, checker)
    wanted, found = finding_of(screenings[0]), finding_of(alone)
    assert _same(_numbers(asdict(wanted)), _numbers(asdict(found)), 1e-3)


def _unchallenged(one: Screening) -> Screening:
    findings = tuple(replace(finding, tests=(), verdict=None, challenged=None) for finding in one.findings)
    return replace(one, findings=findings, regions=(), challenges=(), not_run=(), verdict=None)


def _never_asked(one: Screening) -> Screening:
    """Less the maps of negative findings, which are described only where they are challenged."""
    bare = {"attention": None, "region": None, "sentence": None, "reasons": {"attention": BELOW_THRESHOLD}}
    findings = tuple(finding if finding.positive else replace(finding, **bare) for finding in one.findings)
    named = {finding.region.name for finding in findings if finding.region}
    return replace(one, findings=findings, allowed={name: mask for name, mask in one.allowed.items() if name in named})


def test_without_challenges_all_else_is_the_same(
    screenings: tuple[Screening, ...], teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker
) -> None:
    _, found = screened(FILMS, teaching, segmenter, checker, replace(CHEAPEST, challenges=False))
    for one, other in zip(screenings, found, strict=True):
        bare = _never_asked(_unchallenged(one))
        assert _same(_numbers(asdict(bare)), _numbers(asdict(_unchallenged(other))), 1e-6)


def test_in_parts_scores_and_maps_of_each_film_come_before_its_challenges(
    teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker
) -> None:
    """What is no chest film has no part; places are those of the batch."""
    steps, found = screened([film_of(NOISE), *FILMS[:2]], teaching, segmenter, checker, in_parts=True)
    parts = [step for step in steps if isinstance(step, Scored)]
    assert [part.index for part in parts] == [1, 2]
    for part in parts:
        whole = found[part.index]
        bare = _unchallenged(whole)
        assert _same(_numbers(asdict(part.screening)), _numbers(asdict(bare)), 1e-6)


def test_a_film_that_can_be_assessed_says_on_what(screenings: tuple[Screening, ...]) -> None:
    """Quality, the numbers of the registration, and the region of each positive finding with the places it stands for."""
    for screening in screenings:
        assert screening.anatomy.quality.assessable
        assert screening.anatomy.frame is not None
        assert screening.anatomy.frame["source"] == (screening.header.rows, screening.header.columns)
        assert len(screening.anatomy.regions_sha256) == 64
        for found in screening.findings:
            assert (found.region is None) == (found.attention is None)
            assert (found.sentence is None) == (found.attention is None)
    marked = finding_of(screenings[0])
    assert marked.region is not None
    assert (marked.region.name, marked.region.known, marked.region.spacing_known) == ("heart", True, True)
    assert 0.05 < screenings[0].allowed["heart"].mean() < 0.8


def _state(network: nn.Module) -> list[Any]:
    modules = [(name, id(module), module.training, len(module._forward_hooks)) for name, module in network.named_modules()]
    return [*modules, *(parameter.grad is None for parameter in network.parameters())]


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_a_screening_closed_midway_leaves_the_networks_as_they_were(
    after: int, teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker
) -> None:
    networks = (teaching.network, segmenter.network, checker.network)
    before, weights = [_state(network) for network in networks], [copy.deepcopy(network.state_dict()) for network in networks]
    generator = screen(FILMS[:1], LoadedMethod(teaching, segmenter, checker, shipped_table(), CHEAPEST))
    for _ in range(after):
        next(generator)
    generator.close()
    assert [_state(network) for network in networks] == before
    for network, wanted in zip(networks, weights, strict=True):
        assert all(torch.equal(value, wanted[name]) for name, value in network.state_dict().items())
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()


def test_maps_are_taken_at_the_point_that_the_manifest_names(segmenter: Segmenter, checker: InputChecker) -> None:
    """The teaching classifier's second stage has a grid of 40×40; the scores are the same."""
    named = WatchedClassifier.load(replace(embedded("teaching"), target_layer="stages.1"), torch.device("cpu"))
    film = film_of(phantom(3_000_001).pixels)
    (found,) = screened([film], named, segmenter, checker)[1]
    assert found.classifier.grid == (40, 40)
    assert found.signed_maps.shape == (14, 40, 40)
    assert [finding.logit for finding in found.findings] == named.logits(named.prepared(film.pixels).tensor[None])[0].tolist()


def test_the_maps_box_is_the_film_in_cells() -> None:
    """A film half as wide as the square it was padded to covers the middle ten of twenty columns."""
    padded = Geometry.identity(640, 320).shifted(160, 0, (640, 640)).scaled(0.5, 0.5, (320, 320))
    assert map_box(padded, (20, 20)) == (5, 0, 15, 20)
    assert map_box(Geometry.identity(64, 64), (7, 7)) == (0, 0, 7, 7)
