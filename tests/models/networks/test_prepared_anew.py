"""A changed film prepared anew: as the changed film itself where the change is known there, as before where no range moves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.film.intensity import percentile_range
from models.networks.preparation import Prepared, prepare
from models.networks.prepared_anew import ChangedPixels, looks_at_film, prepared_anew
from models.networks.steps import Channels, CropSquare, Normalise, PadSquare, PreparationStep, Resize, Scale

MIN_MAX, PERCENTILES, STORED = Scale("min-max", (0.0, 1.0)), Scale("percentiles", (-1.0, 2.0)), Scale("stored-bits", (0.0, 1.0))
NORMALISE, SMALLER = Normalise((0.5,), (0.25,)), Resize(24, 24, "area")
PREPARATIONS: dict[str, tuple[PreparationStep, ...]] = {
    "min–max": (MIN_MAX,),
    "percentiles, normalised, three channels": (PERCENTILES, NORMALISE, Channels(3)),
    "channels first, three means": (Channels(3), MIN_MAX, Normalise((0.4, 0.5, 0.6), (0.2, 0.25, 0.3))),
    "scaled twice": (STORED, PERCENTILES, NORMALISE, MIN_MAX),
    "padded before it is scaled": (PadSquare(0.0), MIN_MAX, NORMALISE),
    "cropped before it is scaled": (CropSquare("center"), PERCENTILES),
}


def _film(height: int = 40, width: int = 60) -> NDArray[np.float32]:
    """Between 0.2 and 0.6 but for a marker of 0.9 on 6 by 8 pixels."""
    film = np.random.default_rng(5).uniform(0.2, 0.6, (height, width)).astype(np.float32)
    film[4:10, 20:28] = 0.9
    return film


def _changed(
    film: NDArray[np.float32], steps: tuple[PreparationStep, ...], level: float
) -> tuple[Prepared, ChangedPixels, NDArray[np.float32]]:
    """Return the film as prepared, its marker's pixels at one level by the film's ranges, and the film with the marker at that level."""
    frozen = prepare(film, steps)
    dx, dy = (int(along) for along in frozen.geometry.offset)
    rows, columns = (along.ravel() for along in np.mgrid[4 + dy : 10 + dy, 20 + dx : 28 + dx])
    # The film holds the level somewhere, so its ranges tell what that becomes.
    flat = film.copy()
    flat[4:10, 20:28] = level
    values = np.stack([_through(np.full(len(rows), level), steps, frozen, channel) for channel in range(len(frozen.tensor))])
    return frozen, ChangedPixels(rows, columns, values.astype(np.float32)), flat


def _through(grey: NDArray[np.float64], steps: tuple[PreparationStep, ...], frozen: Prepared, channel: int) -> NDArray[np.float64]:
    """Return values by the ranges that the film had, without what lies beyond them being cut."""
    ranges = iter(frozen.ranges)
    for step in steps:
        if isinstance(step, Scale):
            (low, high), (bottom, top) = next(ranges), step.to
            grey = bottom + (grey - low) / (high - low) * (top - bottom)
        elif isinstance(step, Normalise):
            mean, std = (of[channel % len(of)] for of in (step.mean, step.std))
            grey = (grey - mean) / std
    return grey


@pytest.mark.parametrize("name", PREPARATIONS)
def test_without_resampling_it_is_the_preparation_of_the_changed_film(name: str) -> None:
    """Exact: the oracle changes the film and prepares it from the start."""
    steps, film = PREPARATIONS[name], _film()
    frozen, changed, flat = _changed(film, steps, 0.4)
    found = prepared_anew(film, steps, frozen, changed)
    wanted = prepare(flat, steps)
    np.testing.assert_allclose(found, wanted.tensor.numpy(), atol=2e-5)
    direct = frozen.tensor.numpy().copy()
    direct[:, changed.rows, changed.columns] = changed.values
    assert np.abs(found - direct).max() > 0.05


@given(level=st.floats(0.2, 0.9), seed=st.integers(0, 99))
def test_min_max_has_a_closed_form(level: float, seed: int) -> None:
    """With the only bright spot at another level, x becomes (x − low) / (high' − low); a film that is not its extreme changes nothing."""
    film = np.random.default_rng(seed).uniform(0.25, 0.5, (32, 32)).astype(np.float32)
    film[3:6, 3:6], film[20, 20], film[21, 21] = 0.9, 0.2, 0.5
    frozen = prepare(film, (MIN_MAX, SMALLER))
    rows, columns = (along.ravel() for along in np.mgrid[2:5, 2:5])
    values = np.full((1, 9), (level - 0.2) / 0.7, np.float32)
    found = prepared_anew(film, (MIN_MAX, SMALLER), frozen, ChangedPixels(rows, columns, values))
    beside = np.ones((24, 24), bool)
    beside[2:5, 2:5] = False
    high = max(level, 0.5)
    assert found[0, ~beside] == pytest.approx((level - 0.2) / (high - 0.2), abs=1e-5)
    # A pixel that the resize made of the old spot's rim is cut at 1, as what lies beyond a range is.
    assert found[0, 10:, 10:] == pytest.approx(frozen.tensor.numpy()[0, 10:, 10:] * 0.7 / (high - 0.2), abs=1e-5)


def test_where_no_range_moves_it_is_the_patched_input() -> None:
    film, steps = _film(), (PERCENTILES, PadSquare(0.0), Resize(32, 32, "bilinear"), NORMALISE)
    frozen = prepare(film, steps)
    rows, columns = (along.ravel() for along in np.mgrid[16:18, 20:22])
    moved = frozen.tensor.numpy()[:, rows, columns]
    found = prepared_anew(film, (STORED, *steps[1:]), prepare(film, (STORED, *steps[1:])), ChangedPixels(rows, columns, moved * 0))
    assert np.array_equal(
        np.delete(found.ravel(), rows * 32 + columns),
        np.delete(prepare(film, (STORED, *steps[1:])).tensor.numpy().ravel(), rows * 32 + columns),
    )
    assert found[0, rows, columns] == pytest.approx(0, abs=1e-6)


def test_percentiles_are_those_of_the_film_with_the_change_carried_back() -> None:
    """The network sees a third of the film's pixels; each of the film's takes its value from the one that it lies on."""
    film, steps = _film(60, 60), (PERCENTILES, Resize(20, 20, "area"))
    frozen = prepare(film, steps)
    low, high = percentile_range(film)
    rows, columns = (along.ravel() for along in np.mgrid[1:4, 6:10])
    values = np.full((1, 12), -1 + 3 * (0.3 - low) / (high - low), np.float32)
    carried = film.copy()
    carried[3:12, 18:30] = 0.3
    found = prepared_anew(film, steps, frozen, ChangedPixels(rows, columns, values))
    np.testing.assert_allclose(found, prepare(carried, steps).tensor.numpy(), atol=1e-5)


def test_what_the_network_does_not_see_stays() -> None:
    """A film of which the middle is kept: the change at its edge is not carried on beyond it."""
    film = _film(40, 60)
    film[:, :10] = 0.95
    steps = (MIN_MAX, CropSquare("center"))
    frozen = prepare(film, steps)
    rows, columns = (along.ravel() for along in np.mgrid[0:40, 0:3])
    found = prepared_anew(film, steps, frozen, ChangedPixels(rows, columns, np.full((1, 120), 0.5, np.float32)))
    assert found[0, :, 3:] == pytest.approx(frozen.tensor.numpy()[0, :, 3:])


def test_noise_beyond_what_a_film_can_hold_moves_no_range() -> None:
    film = _film()
    film[0, 0] = 0
    frozen = prepare(film, (MIN_MAX,))
    at = np.array([12, 13]), np.array([30, 31])
    found = prepared_anew(film, (MIN_MAX,), frozen, ChangedPixels(*at, np.array([[-0.2, 0.5]], np.float32)))
    assert found[0][at] == pytest.approx([0, 0.5])
    assert found[0, 20:] == pytest.approx(frozen.tensor.numpy()[0, 20:])


def test_which_preparations_look_at_the_film() -> None:
    assert all(looks_at_film(steps) for steps in PREPARATIONS.values())
    assert not looks_at_film((STORED, PadSquare(0.0), SMALLER, NORMALISE, Channels(3)))
