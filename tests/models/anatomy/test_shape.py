"""The shape model meets whole lungs, and guesses what is missing from the rest."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.anatomy.outline import LANDMARKS
from models.anatomy.shape import fit, shape_model


def _bottom(landmarks: NDArray[np.float64], side: int) -> float:
    return float(landmarks[side * LANDMARKS : (side + 1) * LANDMARKS, 1].max())


def test_whole_lungs_are_met_and_nothing_is_missing(lungs: NDArray[np.uint8]) -> None:
    found = fit(lungs)
    assert found is not None
    assert found.error < 0.05
    assert max(found.missing) == 0


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("kept", [0.5, 0.65])
def test_a_lost_base_is_guessed_from_the_other_lung(lungs: NDArray[np.uint8], side: int, kept: float) -> None:
    """Fluid takes a lung's base from the mask; the outline ends where the base was, within a tenth of the lungs' height."""
    rows = np.flatnonzero((lungs == 1 + side).any(axis=1))
    cut = int(rows[0] + kept * len(rows))
    spoiled = lungs.copy()
    spoiled[cut:][spoiled[cut:] == 1 + side] = 0
    found = fit(spoiled)
    assert found is not None
    assert _bottom(found.landmarks, side) == pytest.approx(rows[-1], abs=0.12 * len(rows))
    assert found.missing[side] > 0.2
    assert found.missing[1 - side] == 0


@pytest.mark.parametrize("side", [0, 1])
def test_a_lost_lung_is_guessed_from_the_other_one(lungs: NDArray[np.uint8], side: int) -> None:
    spoiled = np.where(lungs == 1 + side, 0, lungs).astype(np.uint8)
    found = fit(spoiled)
    assert found is not None
    rows, columns = np.nonzero(lungs == 1 + side)
    guessed = found.landmarks[side * LANDMARKS : (side + 1) * LANDMARKS]
    assert guessed.mean(axis=0) == pytest.approx([columns.mean(), rows.mean()], abs=25)
    assert found.missing[side] == 1


def test_the_fit_moves_and_grows_with_the_lungs(lungs: NDArray[np.uint8]) -> None:
    small, moved = np.zeros((512, 512), np.uint8), np.zeros((512, 512), np.uint8)
    small[100:356, 60:316] = lungs
    moved[130:386, 90:346] = lungs
    one, other = fit(small), fit(moved)
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(other.landmarks - one.landmarks, 30, atol=0.5)


def test_no_lung_has_no_outline() -> None:
    assert fit(np.zeros((256, 256), np.uint8)) is None


def test_the_model_is_of_lungs() -> None:
    """The right lung lies on the left of the image, its ribs outside; modes are small beside the lungs."""
    model = shape_model()
    right, left = model.mean[:LANDMARKS], model.mean[LANDMARKS:]
    assert right[:, 0].max() < left[:, 0].min()
    assert np.abs(model.modes).max() < 0.1
