"""The cardiothoracic ratio: exact on ellipses, true on the phantom, and null with the reason wherever it would mislead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from models.anatomy import cardiothoracic
from models.anatomy.anatomy import Anatomy
from models.anatomy.cardiothoracic import NO_LUNGS, QUALITY, UNEQUAL, UNKNOWN_VIEW, cardiothoracic_ratio, ratio, tilt
from models.anatomy.heart import NO_SUCH_PLACE, NONE_FOUND, Heart
from models.anatomy.shape import Points
from models.film.phantom import Phantom
from models.values.quality import Quality

GOOD, POOR = Quality(0.95, {}, None), Quality(0.5, {}, "Not assessable: the lungs failed.")


def _ellipse(across: int, half: int, down: int, tall: int) -> NDArray[np.bool_]:
    y, x = np.mgrid[:200, :200]
    return np.asarray(((x - across) / half) ** 2 + ((y - down) / tall) ** 2 <= 1)


def _rotated(points: Points, degrees: float) -> Points:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    middle = points.mean(axis=0)
    return np.asarray((points - middle) @ np.array([[cos, sin], [-sin, cos]]) + middle)


def _with_landmarks(anatomy: Anatomy, landmarks: Points) -> Anatomy:
    return replace(anatomy, structures=replace(anatomy.structures, landmarks=landmarks))


def _with_field(anatomy: Anatomy, field: NDArray[np.bool_]) -> Anatomy:
    labels = np.where(field, anatomy.structures.labels, 0).astype(np.uint8)
    heart = Heart(anatomy.heart.mask & field, None)
    lungs = np.where(field, anatomy.lungs, 0).astype(np.uint8)
    return replace(anatomy, lungs=lungs, heart=heart, structures=replace(anatomy.structures, labels=labels))


@pytest.mark.parametrize(("half", "expected"), [(30, 61 / 161), (40, 81 / 161), (50, 101 / 161)])
def test_of_ellipses_it_is_the_ratio_of_their_widths(half: int, expected: float) -> None:
    lungs = _ellipse(60, 40, 100, 70) | _ellipse(140, 40, 95, 75)
    assert ratio(_ellipse(110, half, 120, 40), lungs) == round(expected, 3)


def test_where_heart_and_lungs_lie_does_not_matter_their_widest_places_do() -> None:
    lungs = _ellipse(60, 40, 100, 70) | _ellipse(140, 40, 60, 50)
    assert ratio(_ellipse(105, 30, 150, 30), lungs) == ratio(_ellipse(90, 30, 110, 45), lungs)


def test_of_the_phantom_it_is_that_of_its_true_heart_and_lungs(anatomy: Anatomy, drawn_film: Phantom) -> None:
    found = cardiothoracic_ratio(anatomy, GOOD, "PA")
    assert found.reason is None
    assert found.value == pytest.approx(ratio(drawn_film.heart, drawn_film.right_lung | drawn_film.left_lung), abs=0.01)
    assert type(found.value) is float


@pytest.mark.parametrize("view", ["AP", "LL", "RL"])
def test_any_other_view_is_not_measured_and_named(anatomy: Anatomy, view: str) -> None:
    found = cardiothoracic_ratio(anatomy, GOOD, view)
    assert (found.value, found.reason) == (None, f"Not measured: the view is {view}, and only a PA view shows the heart in its size.")


@pytest.mark.parametrize("view", [None, ""])
def test_an_unknown_view_is_not_taken_for_pa(anatomy: Anatomy, view: str | None) -> None:
    assert cardiothoracic_ratio(anatomy, GOOD, view).reason == UNKNOWN_VIEW


def test_without_lungs_or_with_poor_ones_there_is_none(anatomy: Anatomy) -> None:
    assert cardiothoracic_ratio(None, POOR, "PA").reason == NO_LUNGS
    assert cardiothoracic_ratio(anatomy, POOR, "PA").reason == QUALITY


@pytest.mark.parametrize("reason", [NONE_FOUND, NO_SUCH_PLACE])
def test_without_a_heart_there_is_none(anatomy: Anatomy, reason: str) -> None:
    without = replace(anatomy, heart=Heart(np.zeros_like(anatomy.heart.mask), reason))
    assert cardiothoracic_ratio(without, GOOD, "PA").reason == f"Not measured: {reason}."


def test_lungs_that_the_film_cuts_off_are_the_reason(anatomy: Anatomy) -> None:
    field = np.ones_like(anatomy.heart.mask)
    field[:, : int(np.flatnonzero((anatomy.lungs > 0).any(axis=0))[0]) + 25] = False
    found = cardiothoracic_ratio(_with_field(anatomy, field), GOOD, "PA")
    assert (found.value, found.reason) == (None, "Not measured: the right lung is cut off at the film's left edge.")


def test_a_heart_that_the_film_cuts_off_is_the_reason(anatomy: Anatomy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cardiothoracic, "cut_off", lambda _: ())
    field = np.ones_like(anatomy.heart.mask)
    field[int(np.flatnonzero(anatomy.heart.mask.any(axis=1))[-1]) - 15 :] = False
    found = cardiothoracic_ratio(_with_field(anatomy, field), GOOD, "PA")
    assert (found.value, found.reason) == (None, "Not measured: the heart is cut off at the film's lower edge.")


@pytest.mark.parametrize("degrees", [-12.0, -3.0, 0.0, 4.0, 9.0])
def test_the_tilt_is_what_the_outlines_were_rotated_by(anatomy: Anatomy, degrees: float) -> None:
    landmarks = anatomy.structures.landmarks
    assert tilt(_rotated(landmarks, degrees)) == pytest.approx(tilt(landmarks) + degrees, abs=1e-6)


@pytest.mark.parametrize("degrees", [-9.0, 9.0])
def test_a_tilted_chest_is_not_measured(anatomy: Anatomy, degrees: float) -> None:
    level = _rotated(anatomy.structures.landmarks, -tilt(anatomy.structures.landmarks))
    assert cardiothoracic_ratio(_with_landmarks(anatomy, _rotated(level, degrees / 2)), GOOD, "PA").value is not None
    found = cardiothoracic_ratio(_with_landmarks(anatomy, _rotated(level, degrees)), GOOD, "PA")
    assert found.reason == "Not measured: the chest is tilted by 9° on the film."


@pytest.mark.parametrize("side", [1, 2])
def test_lungs_of_unequal_size_are_taken_for_a_rotated_patient(anatomy: Anatomy, side: int) -> None:
    lungs = anatomy.lungs.copy()
    rows = np.flatnonzero((lungs == side).any(axis=1))
    lungs[rows[len(rows) // 2] :][lungs[rows[len(rows) // 2] :] == side] = 0
    assert cardiothoracic_ratio(replace(anatomy, lungs=lungs), GOOD, "PA").reason == UNEQUAL
