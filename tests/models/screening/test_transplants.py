"""Transplants: of a linear classifier they are known; a marker that the teaching classifier relies on makes negative films positive."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from statistics import fmean, median

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

import resources
from models.anatomy.segmenter import Segmenter
from models.challenge.calibration.calibration import Calibration
from models.challenge.fillers.donors import Donor
from models.challenge.plan import NO_SCORE
from models.input_check.checker import InputChecker
from models.networks.preparation import Prepared
from models.regions.table import shipped_table
from models.screening.collect import donor_of
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed
from models.screening.screen import screen
from models.screening.transplants import FEW_RECIPIENTS, transplants
from models.values.challenge import Carried, Transplant
from models.values.finding import probability
from models.values.parameters import Parameters
from models.values.progress import Progress, result_of
from models.values.screening import Screening
from tests.models.screening.examined import MARKED, Examined, Watching, examined, watching


@dataclass(frozen=True)
class Linear(Watching):
    """Class k scores (k + 1) times the share of a region that is bright, less 0.5; what is very bright it cannot score.

    Attributes:
        region: H×W.
    """

    region: NDArray[np.bool_] = field(default_factory=lambda: np.ones((1, 1), bool))

    def logits(self, batch: Tensor) -> Tensor:
        """Return N×K."""
        self.asked.extend(batch.numpy().copy())
        mean = batch[:, 0][:, torch.from_numpy(self.region)].mean(dim=1)
        scores = mean[:, None] * torch.arange(1, 1 + len(self.manifest.labels)) - 0.5
        return torch.where(mean[:, None] > 50, torch.nan, scores)


@pytest.fixture(scope="module")
def teaching(segmenter: Segmenter, checker: InputChecker) -> LoadedMethod:
    """By the teaching classifier and the calibration that is shipped with it, whose donors are composites."""
    calibration = Calibration.load(Path(resources.path("calibrations/teaching.npz")))
    return LoadedMethod(watching(), segmenter, checker, shipped_table(), Parameters(global_removals=True), calibration=calibration)


@pytest.fixture(scope="module")
def one(teaching: LoadedMethod) -> Examined:
    """The marked phantom; its first region holds the marker."""
    return examined(MARKED, teaching)


@dataclass(frozen=True)
class Made:
    """A flat film with one bright spot within its first region, flat donors of the same lungs, and a linear classifier.

    Attributes:
        share: Of the region that the spot takes up.
    """

    one: Examined
    method: LoadedMethod
    share: float

    @property
    def donors(self) -> tuple[Donor, ...]:
        assert self.method.calibration is not None
        return self.method.calibration.donors

    def found(self, donors: tuple[Donor, ...] | None = None) -> tuple[Transplant, ...]:
        assert self.method.calibration is not None
        method = self.method
        if donors is not None:
            method = replace(method, calibration=replace(self.method.calibration, donors=donors))
        (found,) = result_of(transplants([self.one.film], [self.one.found], method))
        assert found is not None
        return found


@pytest.fixture
def made(one: Examined, teaching: LoadedMethod) -> Made:
    assert one.found.on is not None
    assert teaching.calibration is not None
    region = one.found.on.mask(one.found.regions[0].mask) & one.found.on.field
    rows, columns = (int(along.mean()) for along in np.nonzero(region))
    image = np.zeros((1, *region.shape), np.float32)
    image[:, rows - 8 : rows + 8, columns - 6 : columns + 6] = 2
    assert region[rows - 10 : rows + 10, columns - 8 : columns + 8].all()
    film = replace(one.film, prepared=Prepared(torch.from_numpy(image), one.film.prepared.geometry))
    bare = replace(donor_of(film), positives=(False,) * 14, view=None, image=np.zeros(image.shape, np.float16))
    donors = tuple(replace(bare, patient=f"donor {number}") for number in range(9))
    manifest = replace(teaching.classifier.manifest, thresholds=(0.5,) * 14)
    own = {part.name: getattr(teaching.classifier, part.name) for part in fields(Watching) if part.name not in {"asked", "manifest"}}
    classifier = Linear(manifest=manifest, region=region, **own)
    method = replace(teaching, classifier=classifier, calibration=replace(teaching.calibration, donors=donors))
    found = replace(one.found, regions=one.found.regions[:2])
    return Made(replace(one, film=film, found=found), method, 16 * 12 / np.count_nonzero(region))


def _of(found: tuple[Transplant, ...], region: int, label: str) -> Transplant:
    (own,) = (each for each in found if (each.region, each.label) == (region, label))
    return own


def test_of_a_linear_classifier_the_change_is_weight_times_what_the_spot_brightens(made: Made) -> None:
    """The twin, of flat films, changes nothing; probabilities and decisions follow from the logits."""
    labels = made.method.classifier.manifest.labels
    for each in (each for each in made.found() if each.region == 0):
        assert each.spot is not None
        change = (labels.index(each.label) + 1) * 2 * made.share
        assert each.recipients == 7
        assert each.spot.logit == pytest.approx(change, rel=0.02)
        assert each.spot.probability == pytest.approx(probability(each.spot.logit - 0.5) - probability(-0.5), abs=1e-6)
        assert each.spot.turned_positive == (7 if each.spot.logit >= 0.5 else 0)
        assert each.twin == Carried(0.0, 0.0, 0)


def test_each_positive_finding_is_told_on_each_region_that_is_its_own(made: Made) -> None:
    labels = made.method.classifier.manifest.labels
    positive = {label for label, is_positive in zip(labels, made.one.film.positive, strict=True) if is_positive}
    wanted = [(region.id, label) for region in made.one.found.regions for label in labels if label in region.places and label in positive]
    assert [(each.region, each.label) for each in made.found()] == wanted
    assert len(wanted) > len(positive)


def test_findings_share_passes_which_are_at_most_three_a_recipient_and_region(made: Made) -> None:
    assert isinstance(made.method.classifier, Linear)
    made.method.classifier.asked.clear()
    regions = {each.region for each in made.found() if each.spot}
    assert len(made.method.classifier.asked) == 7 * (1 + 2 * len(regions))


def test_medians_are_over_the_recipients(made: Made) -> None:
    """Five recipients of other brightness; the membrane takes their level, so that their logits rise alike and probabilities do not."""
    levels, weight = (0, 1, 2, 4, 8), made.method.classifier.manifest.labels.index("Cardiomegaly") + 1
    donors = tuple(replace(donor, image=donor.image + np.float16(level)) for donor, level in zip(made.donors, levels, strict=False))
    flat, uneven = (_of(found, 0, "Cardiomegaly") for found in (made.found(), made.found(donors)))
    assert flat.spot is not None
    assert uneven.spot is not None
    assert uneven.recipients == 5
    assert uneven.spot.logit == pytest.approx(flat.spot.logit, rel=0.02)
    before = [weight * level - 0.5 for level in levels]
    rises = [probability(bare + flat.spot.logit) - probability(bare) for bare in before]
    assert uneven.spot.probability == pytest.approx(median(rises), rel=0.05)
    assert abs(median(rises) - fmean(rises)) > 0.2 * median(rises), "a mean would be told apart"


def test_recipients_are_drawn_by_the_film_alone(made: Made) -> None:
    assert made.found() == made.found()
    other = replace(made, method=replace(made.method, parameters=Parameters(global_removals=True, seed=2)))
    levels = tuple(replace(donor, image=donor.image + np.float16(number)) for number, donor in enumerate(made.donors))
    assert isinstance(made.method.classifier, Linear)

    def asked(of: Made) -> set[float]:
        made.method.classifier.asked.clear()  # type: ignore[attr-defined]
        of.found(levels)
        return {float(image[0, 0, 0]) for image in made.method.classifier.asked}  # type: ignore[attr-defined]

    assert len(asked(made)) == 7
    assert asked(made) != asked(other)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_than_five_donors_are_not_run(made: Made, count: int) -> None:
    assert isinstance(made.method.classifier, Linear)
    made.method.classifier.asked.clear()
    found = made.found(made.donors[:count])
    assert {(each.recipients, each.spot, each.twin, each.not_run) for each in found} == {(0, None, None, FEW_RECIPIENTS)}
    assert made.method.classifier.asked == []


def test_without_a_calibration_they_are_not_run(made: Made) -> None:
    (found,) = result_of(transplants([made.one.film], [made.one.found], replace(made.method, calibration=None)))
    assert found
    assert {each.not_run for each in found} == {FEW_RECIPIENTS}


def test_positive_donors_the_films_own_patient_and_other_inputs_are_no_recipients(made: Made) -> None:
    k = made.method.classifier.manifest.labels.index("Cardiomegaly")
    sick = tuple(replace(donor, positives=tuple(other == k for other in range(14))) for donor in made.donors[4:])
    own = tuple(replace(donor, patient=donor_of(made.one.film).patient) for donor in made.donors[4:])
    smaller = tuple(replace(donor, image=donor.image[:, :-2]) for donor in made.donors[4:])
    for others, label in ((sick, "Cardiomegaly"), (own, "Nodule"), (smaller, "Nodule")):
        assert _of(made.found((*made.donors[:4], *others)), 0, label).not_run == FEW_RECIPIENTS
    assert _of(made.found((*made.donors[:4], *sick)), 0, "Nodule").recipients == 7


def test_recipients_without_a_finite_score_are_left_out(made: Made) -> None:
    bright = tuple(replace(donor, image=donor.image + np.float16(100)) for donor in made.donors)
    assert _of(made.found((*made.donors[:5], *bright[5:7])), 0, "Nodule").recipients == 5
    assert _of(made.found((*made.donors[:4], *bright[4:7])), 0, "Nodule").not_run == NO_SCORE


def test_nothing_is_done_that_was_not_asked_for(one: Examined, teaching: LoadedMethod) -> None:
    for parameters in (Parameters(), Parameters(challenges=False, global_removals=True)):
        with pytest.raises(StopIteration) as ended:
            next(transplants([one.film], [one.found], replace(teaching, parameters=parameters)))
        assert ended.value.value == [None]


def test_a_film_without_regions_has_none(one: Examined, teaching: LoadedMethod) -> None:
    steps = transplants([one.film], [Perturbed()], teaching)
    assert next(steps) == Progress(0, 1, "transplanting regions to other films")
    assert result_of(steps) == [()]


def test_a_marker_that_a_classifier_relies_on_makes_negative_films_positive_and_its_twin_does_not(
    one: Examined, teaching: LoadedMethod
) -> None:
    """Through the whole screening; what lies elsewhere on the film does nothing. A class of which no composite is negative is not run."""
    (found,) = result_of(screen([MARKED], teaching))
    assert isinstance(found, Screening)
    assert found.transplants is not None
    marker = _of(found.transplants, 0, "Cardiomegaly")
    assert marker.spot is not None
    assert marker.twin is not None
    assert (marker.recipients, marker.spot.turned_positive, marker.twin.turned_positive) == (7, 7, 0)
    assert marker.spot.logit > 5 > 0.1 > abs(marker.twin.logit)
    elsewhere = _of(found.transplants, 1, "Cardiomegaly")
    assert elsewhere.spot is not None
    assert (elsewhere.spot.turned_positive, abs(elsewhere.spot.logit) < 0.1) == (0, True)
    assert _of(found.transplants, 0, "Mass").not_run == FEW_RECIPIENTS
    assert all(type(value) in {int, float} for value in vars(marker.spot).values())
