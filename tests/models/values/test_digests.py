"""The identity of a film is its pixels: shape, type and values."""

from __future__ import annotations

import numpy as np

from models.values.digests import pixel_hash

FILM = np.random.default_rng(0).random((40, 30), np.float32)


def test_a_film_and_its_inverted_twin_differ() -> None:
    assert pixel_hash(FILM) != pixel_hash(1 - FILM)


def test_shape_and_type_are_part_of_a_films_identity() -> None:
    assert pixel_hash(FILM) != pixel_hash(FILM.reshape(30, 40))
    assert pixel_hash(np.zeros((4, 4), np.float32)) != pixel_hash(np.zeros((4, 4), np.int32))  # type: ignore[arg-type]


def test_order_in_memory_is_not() -> None:
    assert pixel_hash(np.asfortranarray(FILM)) == pixel_hash(FILM)


def test_one_grain_of_noise_is_another_film() -> None:
    other = FILM.copy()
    other[3, 3] = np.nextafter(other[3, 3], np.float32(2))
    assert pixel_hash(other) != pixel_hash(FILM)
