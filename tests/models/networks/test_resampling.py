"""Resizes equal those of the libraries whose names they stand for, larger and smaller, at odd sizes."""

from __future__ import annotations

import warnings

import cv2
import numpy as np
import pytest
import torch
from skimage.transform import resize

from models.networks.resampling import by_area, by_gaussian

SIZES = [
    ((301, 277), (64, 64)),
    ((65, 64), (64, 64)),
    ((64, 64), (64, 64)),
    ((40, 33), (64, 64)),
    ((200, 50), (64, 64)),
    ((128, 96), (32, 24)),
]


def _film(height: int, width: int, low: float = -1024.0, high: float = 1024.0) -> np.ndarray:
    return np.random.default_rng(height).uniform(low, high, (height, width)).astype(np.float32)


@pytest.mark.parametrize(("size", "new"), SIZES)
@pytest.mark.parametrize(("low", "high"), [(-1024, 1024), (200, 900), (-900, -200)])
def test_gaussian_is_scikit_images_resize(size: tuple[int, int], new: tuple[int, int], low: float, high: float) -> None:
    """Also in films that are bright or dark throughout, where zeros around the film are clipped."""
    film = _film(*size, low, high)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = resize(film, new, mode="constant", preserve_range=True)
    np.testing.assert_allclose(by_gaussian(torch.from_numpy(film)[None], new)[0].numpy(), wanted, atol=2e-3)


@pytest.mark.parametrize(("size", "new"), [(size, new) for size, new in SIZES if size != (200, 50)])
def test_area_is_opencvs(size: tuple[int, int], new: tuple[int, int]) -> None:
    """OpenCV has no such mean where one side grows and the other shrinks."""
    film = _film(*size)
    wanted = cv2.resize(film, new[::-1], interpolation=cv2.INTER_AREA)
    np.testing.assert_allclose(by_area(torch.from_numpy(film)[None], new)[0].numpy(), wanted, atol=2e-3)


def test_area_keeps_the_mean_of_the_film() -> None:
    film = torch.from_numpy(_film(301, 277))[None]
    assert float(by_area(film, (64, 48)).double().mean()) == pytest.approx(float(film.double().mean()), abs=1e-3)
