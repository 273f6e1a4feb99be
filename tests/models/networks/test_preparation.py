"""Each step of a preparation does what its name says, and the geometry knows where every pixel went."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torchvision.transforms import functional

from models.grids.geometry import Geometry
from models.networks.library import embedded
from models.networks.preparation import prepare
from models.networks.steps import Channels, CropCenter, CropSquare, Normalise, PadSquare, PreparationStep, Resize, ResizeShorter, Scale

RAMP = np.linspace(0.2, 0.7, 30 * 20, dtype=np.float32).reshape(30, 20)
METHODS = st.sampled_from(["bilinear", "bicubic", "area", "gaussian"])


def _steps(*, least: int = 16, most: int = 90) -> st.SearchStrategy[tuple[PreparationStep, ...]]:
    sides = st.integers(least, most)
    resize = st.builds(Resize, sides, sides, METHODS, st.booleans())
    step = st.one_of(st.just(PadSquare(0.0)), st.just(CropSquare("center")), st.just(CropSquare("none")), resize)
    return st.lists(step, max_size=4).map(tuple)


@given(st.integers(1, 90), st.integers(1, 90), _steps(), st.floats(0, 90), st.floats(0, 90))
def test_a_point_comes_back_after_any_preparation(height: int, width: int, steps: tuple[PreparationStep, ...], x: float, y: float) -> None:
    """to_source(to_network(p)) = p for real sequences of pad, crop and resize; the network's size is the tensor's."""
    film = prepare(np.zeros((height, width), np.float32), steps)
    assert film.tensor.shape[-2:] == film.geometry.network
    assert film.geometry.source == (height, width)
    assert film.geometry.to_source(*film.geometry.to_network(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(st.integers(40, 90), st.integers(40, 90), _steps(least=40), st.floats(0.3, 0.7), st.floats(0.3, 0.7))
def test_a_bright_dot_lands_where_the_geometry_says(
    height: int, width: int, steps: tuple[PreparationStep, ...], across: float, down: float
) -> None:
    """The dot's centre of mass, to half a pixel of the coarsest grid on its way."""
    rows, columns = np.mgrid[0:height, 0:width] + 0.5
    x, y = across * width, down * height
    film = prepare(np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 8).astype(np.float32), steps)
    heat = film.tensor[0].double().numpy()
    wanted = film.geometry.to_network(x, y)
    row, column = np.unravel_index(np.argmax(heat), heat.shape)
    assert abs(column + 0.5 - wanted[0]) <= 1.2 * max(film.geometry.scale[0], 1)
    assert abs(row + 0.5 - wanted[1]) <= 1.2 * max(film.geometry.scale[1], 1)


def test_no_step_leaves_the_film_as_it_is() -> None:
    film = prepare(RAMP, ())
    np.testing.assert_array_equal(film.tensor.numpy(), RAMP[None])
    assert film.geometry == Geometry.identity(30, 20)


def test_pad_square_puts_the_film_in_the_middle() -> None:
    film = prepare(RAMP, (PadSquare(-1.0),)).tensor[0].numpy()
    np.testing.assert_array_equal(film[:, 5:25], RAMP)
    assert (film[:, :5] == -1).all()
    assert (film[:, 25:] == -1).all()


def test_pad_square_of_an_odd_difference_still_is_square() -> None:
    film = prepare(np.ones((9, 12), np.float32), (PadSquare(0.0),))
    assert film.tensor.shape == (1, 12, 12)
    assert (film.geometry.to_network(0, 0), film.geometry.to_network(12, 9)) == ((0, 1), (12, 10))


def test_crop_square_keeps_the_middle() -> None:
    film = prepare(RAMP, (CropSquare("center"),))
    np.testing.assert_array_equal(film.tensor[0].numpy(), RAMP[5:25])
    assert film.geometry.to_network(0, 5) == (0, 0)
    assert prepare(RAMP, (CropSquare("none"),)).tensor.shape == (1, 30, 20)


def test_crop_square_of_an_odd_difference_starts_at_half_the_side_less_half_the_squares() -> None:
    for height, width in ((9, 12), (10, 13), (12, 9), (12, 10)):
        side = min(height, width)
        assert prepare(np.ones((height, width), np.float32), (CropSquare("center"),)).geometry.to_network(
            width // 2 - side // 2, height // 2 - side // 2
        ) == (0, 0)


@given(st.integers(16, 90), st.integers(16, 90), st.integers(16, 60), st.integers(1, 120), st.integers(1, 120))
def test_the_shorter_side_and_the_centre_are_torchvisions(height: int, width: int, side: int, rows: int, columns: int) -> None:
    """To the last digit, also where the centre is larger than the film; and the way back is known."""
    pixels = np.random.default_rng(0).random((height, width), np.float32)
    film = prepare(pixels, (ResizeShorter(side, "bilinear"), CropCenter(rows, columns)))
    wanted = functional.center_crop(functional.resize(torch.from_numpy(pixels)[None], [side], antialias=True), [rows, columns])
    assert torch.equal(film.tensor, wanted)
    assert film.geometry.network == (rows, columns)
    assert film.geometry.to_source(*film.geometry.to_network(3, 5)) == pytest.approx((3, 5), abs=1e-6)


@pytest.mark.parametrize(("method", "pillow"), [("bilinear", Image.Resampling.BILINEAR), ("bicubic", Image.Resampling.BICUBIC)])
def test_resize_with_antialiasing_is_pillows(method: str, pillow: Image.Resampling) -> None:
    pixels = np.random.default_rng(0).random((61, 47), np.float32)
    wanted = np.asarray(Image.fromarray(pixels).resize((20, 24), pillow))
    found = prepare(pixels, (Resize(24, 20, method, antialias=True),)).tensor[0].numpy()  # type: ignore[arg-type]
    np.testing.assert_allclose(found, wanted, atol=1e-4)


def test_resize_by_area_is_the_mean_of_blocks() -> None:
    pixels = np.random.default_rng(0).random((12, 8), np.float32)
    found = prepare(pixels, (Resize(4, 4, "area", antialias=True),)).tensor[0].numpy()
    np.testing.assert_allclose(found, pixels.reshape(4, 3, 4, 2).mean(axis=(1, 3)), atol=1e-6)


def test_resize_without_antialiasing_takes_single_pixels() -> None:
    """A chequerboard reduced by 4 keeps full contrast without antialiasing, and is grey with it."""
    board = (np.indices((32, 32)).sum(0) % 2).astype(np.float32)
    plain, smooth = (prepare(board, (Resize(11, 11, "bilinear", antialias=on),)).tensor[0].numpy() for on in (False, True))
    assert np.ptp(plain) > 0.5
    assert np.ptp(smooth) < 0.2


@pytest.mark.parametrize(
    ("source", "low", "high"), [("stored-bits", 0.0, 1.0), ("min-max", 0.2, 0.7), ("percentiles", *np.percentile(RAMP, (0.5, 99.5)))]
)
def test_scale_maps_its_source_to_the_range(source: str, low: float, high: float) -> None:
    found = prepare(RAMP, (Scale(source, (-1024.0, 1024.0)),)).tensor[0].numpy()  # type: ignore[arg-type]
    np.testing.assert_allclose(found, np.clip((RAMP - low) / (high - low), 0, 1) * 2048 - 1024, atol=0.01)


def test_scale_of_a_film_without_contrast_stays_finite() -> None:
    for source in ("min-max", "percentiles"):
        assert torch.isfinite(prepare(np.full((8, 8), 0.3, np.float32), (Scale(source, (0.0, 1.0)),)).tensor).all()  # type: ignore[arg-type]


@given(st.floats(0.2, 5), st.floats(-3, 3))
def test_percentiles_make_exposure_irrelevant(gain: float, offset: float) -> None:
    """Any affine change of the film's grey leaves the network's input as it was."""
    step = (Scale("percentiles", (0.0, 1.0)),)
    changed = (RAMP * gain + offset).astype(np.float32)
    np.testing.assert_allclose(prepare(changed, step).tensor.numpy(), prepare(RAMP, step).tensor.numpy(), atol=1e-4)


def test_normalise_is_a_channel_each_or_one_for_all() -> None:
    one = prepare(RAMP, (Normalise((0.5,), (0.25,)),)).tensor.numpy()
    np.testing.assert_allclose(one[0], (RAMP - 0.5) / 0.25, atol=1e-6)
    three = prepare(RAMP, (Channels(3), Normalise((0.1, 0.2, 0.3), (1.0, 2.0, 4.0)))).tensor.numpy()
    for channel, (mean, std) in enumerate([(0.1, 1), (0.2, 2), (0.3, 4)]):
        np.testing.assert_allclose(three[channel], (RAMP - mean) / std, atol=1e-6)


def test_channels_repeat_the_grey() -> None:
    found = prepare(RAMP, (Channels(3),)).tensor.numpy()
    assert found.shape == (3, 30, 20)
    assert (found == RAMP).all()


@pytest.mark.parametrize("name", ["embedded", "lungs"])
def test_the_film_itself_is_never_changed(name: str) -> None:
    pixels = np.random.default_rng(0).random((300, 260), np.float32)
    before = pixels.copy()
    assert prepare(pixels, embedded(name).preparation).tensor.dtype == torch.float32
    np.testing.assert_array_equal(pixels, before)


def test_orientation_in_memory_does_not_matter() -> None:
    """A transposed view, as a decoder may give one, is the same film as its copy."""
    view = np.random.default_rng(0).random((50, 70), np.float32).T
    steps = embedded("embedded").preparation
    assert torch.equal(prepare(view, steps).tensor, prepare(np.ascontiguousarray(view), steps).tensor)
