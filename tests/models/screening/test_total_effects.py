"""Total effects: of a linear classifier and a film of two greys they are known; they stand where a region passes, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import pytest
import torch
from torch import Tensor

from models.anatomy.segmenter import Segmenter
from models.input_check.checker import InputChecker
from models.networks.preparation import prepare
from models.networks.steps import PreparationStep, Scale
from models.regions.table import shipped_table
from models.screening import screen as screening
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed
from models.screening.total_effects import with_total_effects
from models.values.challenge import Filler
from models.values.parameters import Parameters
from models.values.progress import Progress, result_of
from models.values.screening import Screening
from tests.models.screening.examined import MARKED, Examined, Watching, examined, watching

GREY = 0.25
MIN_MAX, STORED = Scale("min-max", (0.0, 1.0)), Scale("stored-bits", (0.0, 1.0))


@dataclass(frozen=True)
class Linear(Watching):
    """Class k scores (k + 1) times the mean of its input."""

    def logits(self, batch: Tensor) -> Tensor:
        """Return N×K."""
        self.asked.extend(batch.numpy().copy())
        return batch.double().mean(dim=(1, 2, 3))[:, None] * torch.arange(1, 1 + len(self.manifest.labels))


@pytest.fixture(scope="module")
def teaching(segmenter: Segmenter, checker: InputChecker) -> LoadedMethod:
    """By the teaching classifier, without reference and calibration; fillers have no noise."""
    return LoadedMethod(watching(), segmenter, checker, shipped_table(), Parameters(filler_noise=0.0))


@pytest.fixture(scope="module")
def one(teaching: LoadedMethod) -> Examined:
    """The marked phantom; its first region holds the marker."""
    return examined(MARKED, teaching)


@dataclass(frozen=True)
class Made:
    """A film that is white in its first region, black in its last row and grey elsewhere, as it is, before a linear classifier.

    Attributes:
        white, black: Shares of the film.
    """

    one: Examined
    method: LoadedMethod
    white: float
    black: float

    def found(self, wanted: dict[int, tuple[int, ...]]) -> Perturbed:
        (found,) = result_of(with_total_effects([self.one.film], [self.one.found], [wanted], self.method))
        return found


def _made(one: Examined, teaching: LoadedMethod, steps: Sequence[PreparationStep]) -> Made:
    own = {part.name: getattr(teaching.classifier, part.name) for part in fields(Watching) if part.name not in {"asked", "manifest"}}
    classifier = Linear(manifest=replace(teaching.classifier.manifest, preparation=tuple(steps)), **own)
    height, width = one.film.checked.film.pixels.shape
    pixels = np.full((height, width), GREY, np.float32)
    pixels[-1] = 0
    checked = replace(one.film.checked, film=replace(one.film.checked.film, pixels=pixels))
    film = replace(one.film, checked=checked, prepared=prepare(pixels, tuple(steps)))
    white = film.network_input.mask(one.found.regions[0].mask)
    assert not white[-1].any()
    pixels[white] = 1
    film = replace(film, prepared=prepare(pixels, tuple(steps)))
    film = replace(film, logits=classifier.logits(film.prepared.tensor[None])[0].numpy())
    classifier.asked.clear()
    found = replace(one.found, on=film.network_input)
    return Made(replace(one, film=film, found=found), replace(teaching, classifier=classifier), float(white.mean()), 1 / height)


@pytest.fixture
def made(one: Examined, teaching: LoadedMethod) -> Made:
    return _made(one, teaching, (MIN_MAX,))


def _positive(one: Examined) -> int:
    return one.film.positive.index(True)


def test_without_its_white_region_a_film_is_white_all_over(made: Made) -> None:
    """Filled in with grey the region is one with the film, whose grey is then the brightest, so that min–max makes it 1.

    Directly the mean falls from grey + white (1 − grey) by white (1 − grey); in total it rises to 1 less the black row.
    """
    found = made.found({0: (_positive(made.one),)})
    (total,) = (each.total_delta_logit for each in found.challenges if each.total_delta_logit)
    before = GREY * (1 - made.white - made.black) + made.white
    np.testing.assert_allclose(total, [(k + 1) * (before - (1 - made.black)) for k in range(14)], atol=1e-3)
    assert max(total) < 0 < made.white * (1 - GREY)
    assert all(type(value) is float for value in total)


def test_it_stands_with_the_first_filler_that_filled_the_region(made: Made) -> None:
    def told(one: Perturbed) -> list[tuple[int, Filler]]:
        return [(each.region, each.filler) for each in one.challenges if each.total_delta_logit is not None]

    wanted = {0: (_positive(made.one),)}
    assert told(made.found(wanted)) == [(0, Filler.NOISY_LINEAR)]
    without = tuple(each for each in made.one.found.challenges if each.filler is not Filler.NOISY_LINEAR)
    blurred = replace(made, one=replace(made.one, found=replace(made.one.found, challenges=without)))
    assert told(blurred.found(wanted)) == [(0, Filler.KEPT_BLUR)]


def test_all_else_is_as_it_was(made: Made) -> None:
    found = made.found({0: (_positive(made.one),)})
    assert len(made.method.classifier.asked) == 1  # type: ignore[attr-defined]
    bare = tuple(replace(each, total_delta_logit=None) for each in found.challenges)
    assert replace(found, challenges=bare) == made.one.found


def test_where_no_step_looks_at_the_film_nothing_is_computed(one: Examined, teaching: LoadedMethod) -> None:
    made = _made(one, teaching, (STORED,))
    assert made.found({0: (_positive(one),)}) == made.one.found
    assert made.method.classifier.asked == []  # type: ignore[attr-defined]


def test_regions_that_pass_for_no_positive_finding_have_none(made: Made) -> None:
    negative = made.one.film.positive.index(False)
    for wanted in ({}, {0: (negative,)}):
        assert made.found(wanted) == made.one.found
    (found,) = result_of(with_total_effects([made.one.film], [Perturbed()], [{}], made.method))
    assert found == Perturbed()
    assert made.method.classifier.asked == []  # type: ignore[attr-defined]


def test_progress_stays_at_the_last_film(made: Made) -> None:
    steps = list(with_total_effects([made.one.film], [made.one.found], [{0: (_positive(made.one),)}], made.method))
    assert steps == [Progress(0, 1, "preparing the changed film anew")]


def test_a_screening_computes_it_where_a_region_passes(one: Examined, teaching: LoadedMethod, monkeypatch: pytest.MonkeyPatch) -> None:
    """The teaching classifier takes percentiles of the film, which a marker over a hundredth of it hardly moves: no tenth of Δ."""
    monkeypatch.setattr(screening, "passing", lambda judged: {0: (_positive(one),)})
    (found,) = result_of(screening.screen([MARKED], teaching))
    assert isinstance(found, Screening)
    (told,) = (each for each in found.challenges if each.total_delta_logit)
    k = _positive(one)
    assert told.total_delta_logit is not None
    assert told.total_delta_logit[k] == pytest.approx(told.delta_logit[k], rel=0.1)
    assert told.total_delta_logit != told.delta_logit
