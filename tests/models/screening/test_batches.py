"""Films in company: a batch is its films alone, their challenges share the network's passes, and what is left out changes nothing else."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from models.anatomy.segmenter import Segmenter
from models.attention.reasons import BELOW_THRESHOLD
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.regions.table import shipped_table
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import Step, screen
from models.values.input_check import NotScreened
from models.values.parameters import CHEAPEST, Parameters
from models.values.progress import Progress, result_of
from models.values.radiograph import Radiograph
from models.values.screening import Scored, Screening
from models.values.verdict import Verdict
from tests.models.screening.conftest import film_of

MARKED = [film_of(phantom(seed, size=384, marked=True).pixels, 0.7) for seed in (5_500_002, 5_500_004)]
FILMS = [*MARKED, film_of(np.ascontiguousarray(phantom(5_500_006, size=400).pixels[:, 30:380]))]
NOISE = film_of(np.random.default_rng(0).random((300, 260), np.float32))


class _Counting(WatchedClassifier):
    """Writes down how many images each of its passes had."""

    passes: list[int]

    def logits(self, batch: Tensor) -> Tensor:
        self.passes.append(len(batch))
        return super().logits(batch)


@pytest.fixture(scope="module")
def method(segmenter: Segmenter, checker: InputChecker) -> LoadedMethod:
    """The embedded classifier with thresholds that make half of its findings positive."""
    manifest = replace(embedded("embedded"), thresholds=(0.001, 0.999) * 7)
    classifier = WatchedClassifier.load(manifest, torch.device("cpu"))
    return LoadedMethod(classifier, segmenter, checker, shipped_table(), CHEAPEST)


@pytest.fixture(scope="module")
def together(method: LoadedMethod) -> tuple[Screening, ...]:
    return _screened(FILMS, method)


def _screened(films: Sequence[Radiograph], method: LoadedMethod) -> tuple[Screening, ...]:
    found = result_of(screen(films, method))
    assert all(isinstance(one, Screening) for one in found)
    return found  # type: ignore[return-value]


def _without_challenges(one: Screening) -> Screening:
    findings = tuple(replace(finding, tests=(), verdict=None, challenged=None) for finding in one.findings)
    return replace(one, findings=findings, regions=(), challenges=(), not_run=(), verdict=None, seconds=0.0)


def _never_asked(one: Screening) -> Screening:
    """Less the maps of negative findings, which are described only where they are challenged."""
    bare = {"attention": None, "region": None, "sentence": None, "reasons": {"attention": BELOW_THRESHOLD}}
    findings = tuple(finding if finding.positive else replace(finding, **bare) for finding in one.findings)
    named = {finding.region.name for finding in findings if finding.region}
    return replace(one, findings=findings, allowed={name: mask for name, mask in one.allowed.items() if name in named})


def _assert_equal(one: Screening, other: Screening) -> None:
    """To the last bit, but for the time it took."""
    assert [field.name for field in fields(one)] == [field.name for field in fields(other)]
    for field in fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b)
        elif field.name == "allowed":
            assert a.keys() == b.keys()
            assert all(np.array_equal(a[name], b[name]) for name in a)
        elif field.name != "seconds":
            assert a == b


@pytest.mark.parametrize("index", range(len(FILMS)))
def test_a_film_of_a_batch_is_the_film_alone(index: int, together: tuple[Screening, ...], method: LoadedMethod) -> None:
    (alone,) = _screened([FILMS[index]], method)
    beside = together[index]
    for one, other in zip(beside.findings, alone.findings, strict=True):
        assert one.logit == pytest.approx(other.logit, abs=1e-5, rel=1e-5)
        assert one.positive == other.positive
    np.testing.assert_array_equal(beside.lungs, alone.lungs)
    assert beside.allowed.keys() == alone.allowed.keys()
    assert all(np.array_equal(beside.allowed[name], alone.allowed[name]) for name in beside.allowed)


def test_without_challenges_everything_else_is_equal(together: tuple[Screening, ...], method: LoadedMethod) -> None:
    counting = _Counting(method.classifier.manifest, method.classifier.network, method.classifier.device)
    object.__setattr__(counting, "passes", [])
    bare = replace(method, classifier=counting, parameters=replace(CHEAPEST, challenges=False))
    for one, other in zip(together, _screened(FILMS, bare), strict=True):
        assert (other.regions, other.challenges) == ((), ())
        assert other.verdict in {Verdict.NOT_CHALLENGED, Verdict.NOT_ASSESSABLE}
        _assert_equal(_never_asked(_without_challenges(one)), _without_challenges(other))
    assert counting.passes == []


def test_that_challenges_were_left_out_is_recorded() -> None:
    assert asdict(Parameters())["challenges"] is True
    assert asdict(Parameters(challenges=False))["challenges"] is False
    assert Parameters(challenges=False).sha256() != Parameters().sha256()


def _told(films: Sequence[Radiograph], method: LoadedMethod, *, in_parts: bool) -> tuple[list[Step], tuple[Any, ...]]:
    steps = list[Step]()

    def listening() -> Generator[Step, None, tuple[Any, ...]]:
        work = screen(films, method, in_parts=in_parts)
        while True:
            try:
                steps.append(next(work))
            except StopIteration as end:
                found: tuple[Any, ...] = end.value
                return found
            yield steps[-1]

    return steps, result_of(listening())


@pytest.mark.parametrize("challenges", [True, False])
def test_in_parts_each_screened_film_is_told_before_its_challenges(challenges: bool, method: LoadedMethod) -> None:
    """At its place in the batch, that of refused films counted; what is told is the result without challenges."""
    films = [NOISE, FILMS[0], NOISE, FILMS[2]]
    steps, found = _told(films, replace(method, parameters=replace(CHEAPEST, challenges=challenges)), in_parts=True)
    parts = [step for step in steps if isinstance(step, Scored)]
    assert [part.index for part in parts] == [1, 3]
    assert [type(one) for one in found] == [NotScreened, Screening, NotScreened, Screening]
    for part in parts:
        assert part.screening.header == films[part.index].header
        assert any(finding.positive for finding in part.screening.findings)
        _assert_equal(part.screening, _without_challenges(found[part.index]))
        assert part.screening.seconds <= found[part.index].seconds
    testing = [place for place, step in enumerate(steps) if isinstance(step, Progress) and step.label.startswith("testing")]
    told = [place for place, step in enumerate(steps) if isinstance(step, Scored)]
    assert bool(testing) == challenges
    assert not challenges or max(told) < min(testing)


def test_unless_parts_are_asked_for_none_is_told(together: tuple[Screening, ...], method: LoadedMethod) -> None:
    steps, (found,) = _told(FILMS[:1], method, in_parts=False)
    assert not any(isinstance(step, Scored) for step in steps)
    assert found.header == together[0].header


def test_in_a_batch_of_refused_films_nothing_is_told(method: LoadedMethod) -> None:
    steps, found = _told([NOISE, NOISE], method, in_parts=True)
    assert not any(isinstance(step, Scored) for step in steps)
    assert [type(one) for one in found] == [NotScreened, NotScreened]
