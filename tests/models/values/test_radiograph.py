"""Identity and first window of a film."""

from __future__ import annotations

import pickle

import numpy as np

from models.reading.window import automatic_window
from models.values.digests import pixel_hash
from models.values.refusal import NotARadiograph, RefusalCode

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


def test_the_automatic_window_shows_the_middle_99_percent() -> None:
    ramp = np.linspace(0.1, 0.9, 1_000_000, dtype=np.float32).reshape(1000, 1000)
    window = automatic_window(ramp)
    assert abs(window.centre - 0.5) < 2e-3
    assert abs(window.width - 0.8 * 0.99) < 2e-3
    assert window.origin == "automatic"


def test_the_automatic_window_is_never_closed() -> None:
    assert automatic_window(np.full((20, 20), 0.4, np.float32)).width >= 1e-3


def test_a_refusal_crosses_a_process_with_its_code_and_hash() -> None:
    """The reader is another process: what it refuses is pickled."""
    refusal = NotARadiograph(RefusalCode.BLANK, "Nothing to see.", "ab" * 32)
    back = pickle.loads(pickle.dumps(refusal))
    assert (back.code, back.sentence, back.file_sha256) == (RefusalCode.BLANK, "Nothing to see.", "ab" * 32)
    assert str(back) == "Nothing to see."
