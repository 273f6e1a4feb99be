"""Reference and calibration of a copy: one film a patient, and no film segmented twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.anatomy.segmenter import Segmenter
from models.attribution.watched import WatchedClassifier
from models.film.canonical import CanonicalFilm
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.reading.window import automatic_window
from models.regions.table import shipped_table
from models.screening.loaded_method import LoadedMethod
from models.selftest.remembering import Remembering
from models.training.grounds import with_grounds, with_view
from models.training.ledger import PatientRole
from models.training.unseen import Unseen
from models.values.digests import pixel_hash
from models.values.radiograph import Header, Radiograph

CPU = torch.device("cpu")


def _film(seed: int, patient: str, view: str = "PA") -> Unseen:
    pixels = phantom(seed, size=320).pixels
    header = Header("00" * 32, pixel_hash(pixels), 320, 320, patient_digest=patient)
    return Unseen(Radiograph(pixels, automatic_window(pixels), header), patient, frozenset(), view, PatientRole.REFERENCE)


def _blank(patient: str) -> Unseen:
    """A film that is refused."""
    one = _film(5_500_020, patient)
    return replace(one, film=replace(one.film, pixels=np.zeros_like(one.film.pixels)))


@pytest.fixture(scope="module")
def remembering() -> Remembering:
    return Remembering.load(embedded("lungs"), CPU)


def test_what_is_remembered_is_what_the_segmenter_finds(
    remembering: Remembering, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    films = [CanonicalFilm.of(phantom(seed, size=320).pixels) for seed in (5_500_020, 5_500_021)]
    remembering.segmented(films[:1])
    passes: list[int] = []
    run = Segmenter.segmented
    monkeypatch.setattr(Segmenter, "segmented", lambda self, some: passes.append(len(some)) or run(self, some))
    found = remembering.segmented(films)
    assert passes == [1], "the first one was known"
    for own, other in zip(found, [run(segmenter, [film])[0] for film in films], strict=True):
        np.testing.assert_array_equal(own.organs.logits, other.organs.logits)
        assert own.quality == other.quality


def test_grounds_are_of_the_first_usable_film_of_each_patient(remembering: Remembering, checker: InputChecker) -> None:
    method = LoadedMethod(WatchedClassifier.load(embedded("embedded"), CPU), remembering, checker, shipped_table())
    first, second = _film(5_500_021, "b"), _film(5_500_022, "c")
    rest_on = [[_blank("a")], [_blank("b"), first, _film(5_500_020, "b")], [second]]
    grounded, used = with_grounds(method, rest_on)
    assert used == [first, second]
    assert grounded.reference is not None
    assert grounded.calibration is not None
    assert sorted(grounded.reference.films.patients) == ["b", "c"]
    assert set(grounded.calibration.table.patients) == {"b", "c"}
    assert {donor.patient for donor in grounded.calibration.donors} <= {"b", "c"}
    assert grounded.calibration.made_with == grounded.reference.made_with == method.made_with


def test_a_film_gets_the_view_that_the_collection_tells() -> None:
    assert with_view(_film(5_500_020, "a", "AP")).header.view == "AP"
    assert with_view(_film(5_500_020, "a", "")).header.view is None
