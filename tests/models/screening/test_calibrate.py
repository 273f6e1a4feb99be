"""Reference and calibration of a few phantoms, with and without plants, and films that are judged later as they are in screening."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from torch import Tensor

from models.anatomy.segmenter import Segmenter
from models.attention.reference.reference import Reference
from models.attribution.watched import WatchedClassifier
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.challenge.fillers.donors import Donor
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.regions.table import shipped_table
from models.screening.calibrate import calibrated
from models.screening.loaded_method import LoadedMethod
from models.screening.review import SecondLook
from models.screening.screen import screen
from models.screening.second_look import second_look
from models.selftest.plants import Plant, planted
from models.values.challenge import Filler
from models.values.parameters import CHEAPEST
from models.values.progress import Progress, result_of
from models.values.radiograph import Radiograph
from models.values.screening import Screening
from models.verdict.measured import Grounds
from tests.models.screening.conftest import film_of

SEEDS = range(5_500_030, 5_500_036)
NOISE = film_of(np.random.default_rng(0).random((300, 260), np.float32))


@pytest.fixture(scope="module")
def plain() -> list[Radiograph]:
    return [film_of(phantom(seed, size=320, marked=False).pixels) for seed in SEEDS]


def _with(plant: Plant, film: Radiograph, seed: int) -> Radiograph:
    return film_of(planted(film.pixels, plant, np.random.default_rng(seed))[0])


@pytest.fixture(scope="module")
def method(segmenter: Segmenter, checker: InputChecker) -> LoadedMethod:
    """The embedded classifier with thresholds that make half of its findings positive."""
    manifest = replace(embedded("embedded"), thresholds=(0.001, 0.999) * 7)
    return LoadedMethod(WatchedClassifier.load(manifest, torch.device("cpu")), segmenter, checker, shipped_table(), CHEAPEST)


Built = tuple[Reference, Calibration, list[Progress]]


@pytest.fixture(scope="module")
def built(method: LoadedMethod, plain: list[Radiograph]) -> Built:
    """Of six phantoms and a film that is none."""
    work, heard = calibrated([*plain[:3], NOISE, *plain[3:]], method), list[Progress]()
    while True:
        try:
            heard.append(next(work))
        except StopIteration as end:
            return *end.value, heard


def test_what_cannot_serve_is_in_neither(built: Built, plain: list[Radiograph]) -> None:
    reference, calibration, heard = built
    names = [f"pixels:{film.header.pixel_sha256}" for film in plain]
    assert reference.films.patients.tolist() == names
    assert [donor.patient for donor in calibration.donors] == sorted(names, key=lambda name: _positives(calibration, name))
    assert set(calibration.table.patients.tolist()) <= set(names)
    assert calibration.review is not None
    assert calibration.review.films == 6
    assert [one.done for one in heard] == list(range(1, 14))
    assert heard[-1].of == 7 + 6


def _positives(calibration: Calibration, name: str) -> int:
    return next(sum(donor.positives) for donor in calibration.donors if donor.patient == name)


def test_places_lie_outside_and_are_filled_by_every_filler(built: Built) -> None:
    """Donors that do not show a place cannot fill it; the other fillers need nothing."""
    table = built[1].table
    assert len(table.patients) >= 12
    assert table.fillers == tuple(Filler)
    assert [np.isfinite(table.of(filler)).all() for filler in Filler][:2] == [True, True]
    assert np.isfinite(table.of(Filler.REGISTERED_DONOR)).all(axis=1).mean() > 0.5
    assert (np.abs(np.nan_to_num(table.deltas)) > 0).any(axis=(0, 2)).all()
    assert (table.to_allowed > 0).any(axis=1).all()


def test_donors_may_be_made_of_all_films(method: LoadedMethod, plain: list[Radiograph]) -> None:
    """And then no film's own pixels are kept."""

    def lent(donors: list[Donor]) -> tuple[Donor, ...]:
        assert len(donors) == 2
        return (replace(donors[0], patient="nobody"),)

    _, calibration = result_of(calibrated(plain[:2], method, lambda donors: lent(list(donors))))
    assert [donor.patient for donor in calibration.donors] == ["nobody"]


@pytest.fixture(scope="module")
def filling(method: LoadedMethod, built: Built) -> LoadedMethod:
    return replace(method, calibration=replace(built[1], table=ControlTable.none(tuple(Filler), 14), review=None))


class _Counting(WatchedClassifier):
    """Counts the images of its passes."""

    images: list[int]

    def logits(self, batch: Tensor) -> Tensor:
        self.images.append(len(batch))
        return super().logits(batch)


@dataclass(frozen=True)
class _Looked:
    """A film with its second look.

    Attributes:
        images: Of each pass that the look took.
    """

    film: Radiograph
    look: SecondLook
    images: list[int]


@pytest.fixture(scope="module")
def looked(filling: LoadedMethod, plain: list[Radiograph]) -> dict[str, _Looked]:
    """A plain film, the same with a marker, and another one with text, each looked at once for all tests."""
    films = {"plain": plain[0], "marked": _with(Plant.SIDE_MARKER, plain[0], 2), "written": _with(Plant.TEXT, plain[1], 3)}
    found = {}
    for name, film in films.items():
        counting = _Counting(filling.classifier.manifest, filling.classifier.network, filling.classifier.device)
        object.__setattr__(counting, "images", [])
        found[name] = _Looked(film, second_look([film], replace(filling, classifier=counting)), counting.images)
    return found


def test_markers_and_text_are_found_on_the_films_that_carry_them(looked: dict[str, _Looked], built: Built) -> None:
    marked, written = (looked[name].look.films[0] for name in ("marked", "written"))
    assert marked.marked
    assert written.marked
    assert built[1].review is not None
    assert built[1].review.marked == 0


def test_a_second_look_costs_at_most_36_passes(looked: dict[str, _Looked]) -> None:
    look, images = looked["plain"].look, looked["plain"].images
    own = sum(len(region.fillers) for region in {r.region: r for one in look.films[0].measured for r in one.regions}.values())
    filled = int(np.isfinite(look.places.deltas).all(axis=2).sum())
    assert sum(images) == filled + own
    assert 0 < filled <= 24
    assert 0 < own <= 12


@pytest.mark.parametrize("name", ["plain", "marked"])
def test_a_film_is_judged_later_as_in_screening(name: str, looked: dict[str, _Looked], filling: LoadedMethod) -> None:
    """To the last sentence, by a calibration of 600 places, of which the film's own patient has some."""
    assert filling.calibration is not None
    film, look = looked[name].film, looked[name].look
    calibration = replace(filling.calibration, table=ControlTable.joined([look.places, _table(look)]))
    (screened,) = result_of(screen([film], replace(filling, calibration=calibration)))
    assert isinstance(screened, Screening)
    judged = look.films[0].judged(calibration, Grounds(0, len(set(calibration.table.patients.tolist()))))
    assert tuple(one.tests for one in screened.findings) == judged.tests
    assert tuple(one.verdict for one in screened.findings) == judged.findings
    assert any(filler.p is not None for tests in judged.tests for test in tests for filler in test.fillers)


def _table(look: SecondLook) -> ControlTable:
    """Places of 150 strangers round about where the film's own regions lie."""
    rng, by = np.random.default_rng(1), look.films[0].by
    assert by is not None
    descriptors = np.stack([like[0] for like in by.like.values()])[rng.integers(len(by.like), size=600)]
    described = (descriptors + rng.normal(0, 0.3, (600, len(DESCRIPTORS)))).astype(np.float32)
    away = rng.uniform(0.001, 0.2, (600, 14)).astype(np.float32)
    patients = np.array([str(number // 4) for number in range(600)])
    return ControlTable(tuple(Filler), patients, described, away, rng.normal(0, 0.1, (600, 3, 14)).astype(np.float32))
