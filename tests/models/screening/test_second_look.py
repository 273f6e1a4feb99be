"""What a calibration keeps of films: control places where nothing is known to matter, what filling them does, donors and spread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
import torch

import models.screening.second_look
from models.attention.reference.reference import Reference
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.places import CONTROLS, drawn_controls
from models.challenge.fillers.kept_blur import KeptBlur
from models.challenge.film_input import FilmInput
from models.film.phantom import phantom
from models.screening.calibrate import calibrated
from models.screening.collect import serving
from models.values.challenge import Filler
from models.values.progress import result_of
from models.values.radiograph import Radiograph
from tests.models.screening.conftest import Seen, film_of


def _film(seed: int, patient: str) -> Radiograph:
    film = film_of(phantom(seed, size=320, marked=False).pixels)
    return replace(film, header=replace(film.header, patient_digest=patient))


FILMS = [_film(5_500_040, "a"), _film(5_500_041, "b"), film_of(np.random.default_rng(0).random((300, 260), np.float32))]


@dataclass(frozen=True)
class _Made:
    """A calibration of two films and one that is none, and what was drawn on the way."""

    reference: Reference
    calibration: Calibration
    places: list[Any]


@pytest.fixture(scope="module")
def made(seen: Seen) -> _Made:
    places = list[Any]()

    def drawing(*given: Any) -> Any:
        places.append(drawn_controls(*given))
        return places[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(models.screening.second_look, "drawn_controls", drawing)
        found = result_of(calibrated(FILMS, replace(seen.method, calibration=None)))
    return _Made(*found, places)


def test_films_that_can_serve_give_reference_donors_places_and_spread(made: _Made, seen: Seen) -> None:
    assert made.reference.films.patients.tolist() == [donor.patient for donor in made.calibration.donors] == ["a", "b"]
    logits = made.reference.films.logits
    np.testing.assert_allclose(made.calibration.spread, np.abs(logits[0] - logits[1]) / np.sqrt(2), rtol=1e-4)
    assert made.calibration.made_with == made.reference.made_with == seen.method.made_with
    counts = [int(np.count_nonzero(made.calibration.table.patients == patient)) for patient in ("a", "b")]
    assert counts == [len(own) for own in made.places]
    assert all(0 < count <= CONTROLS for count in counts)


def test_control_places_are_filled_as_regions_are_and_scored_anew(made: _Made, seen: Seen) -> None:
    """Each lies on the field, outside R and off the hot spots of a label; Δ of the blur is that of pixels changed by hand."""
    table, classifier = made.calibration.table, seen.method.classifier
    row = 0
    for film, places in zip(serving(FILMS, seen.method).films, made.places, strict=True):
        assert film.attention is not None
        on = FilmInput.of(film.prepared.tensor.numpy(), film.attention.field, film.seen)
        hots = [hot for k, label in enumerate(classifier.manifest.labels) if (hot := film.attention.hot(film.maps[k], label))]
        taken = [on.mask(hot.where.allowed | (hot.heat >= 0.15 * hot.heat[hot.where.field].max())) for hot in hots]
        for place in places:
            assert not (place & ~on.field).any()
            assert any(not (place & mask).any() for mask in taken)
            patch = KeptBlur().fill(on, place, np.random.default_rng(0))
            assert not isinstance(patch, str)
            image = film.prepared.tensor.numpy().copy()
            patch.put_on(image)
            after = classifier.logits(torch.from_numpy(image)[None])[0].double().numpy()
            np.testing.assert_allclose(table.of(Filler.KEPT_BLUR)[row], film.logits - after, atol=1e-4)
            assert np.isfinite(table.of(Filler.NOISY_LINEAR)[row]).all()
            assert np.isnan(table.of(Filler.REGISTERED_DONOR)[row]).all(), "one donor of another patient is no five"
            row += 1
    assert row == len(table.patients)
