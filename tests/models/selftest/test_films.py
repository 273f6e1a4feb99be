"""The films of a self-test: no patient twice, the same deal each time, and as large as anatomy sees them."""

from __future__ import annotations

import numpy as np
import pytest

from models.film.phantom import phantom
from models.selftest.films import SelfTestFilms, TooFewFilms, phantoms, reduced
from tests.models.screening.conftest import film_of

FILMS = [film_of(np.full((2, 2), index / 200, np.float32)) for index in range(120)]


def test_films_are_dealt_once_each_and_the_same_in_any_order() -> None:
    dealt, again = SelfTestFilms.dealt(FILMS), SelfTestFilms.dealt(FILMS[::-1])
    groups = (dealt.learned, dealt.rested_on, dealt.asked)
    assert [len(group) for group in groups] == [24, 72, 24]
    assert len({film.header.pixel_sha256 for group in groups for film in group}) == 120
    assert dealt.sha256 == again.sha256 != SelfTestFilms.dealt(FILMS[1:]).sha256
    assert not dealt.phantoms


def test_too_few_are_refused_with_how_many_are_needed() -> None:
    with pytest.raises(TooFewFilms, match="at least 100 patients; there are 99"):
        SelfTestFilms.dealt(FILMS[:99])


def test_phantoms_carry_no_marker_and_are_drawn_once() -> None:
    drawn = phantoms(2, 1, 1)
    assert drawn is phantoms(2, 1, 1)
    assert (len(drawn.learned), len(drawn.rested_on), len(drawn.asked), drawn.phantoms) == (2, 1, 1, True)
    np.testing.assert_array_equal(drawn.learned[1].pixels, phantom(7_000_001, marked=False).pixels)


def test_a_large_film_is_averaged_and_its_millimetres_stay_what_they_are() -> None:
    film = film_of(phantom(3, size=1200).pixels[:1101], mm=0.2)
    small = reduced(film)
    assert small.pixels.shape == (550, 600)
    assert small.pixels[0, 0] == pytest.approx(film.pixels[:2, :2].mean())
    assert small.header.pixel_spacing_mm == pytest.approx(0.4)
    assert (small.header.rows, small.header.columns) == (550, 600)
    assert small.header.pixel_sha256 == film.header.pixel_sha256
    np.testing.assert_array_equal(reduced(film_of(phantom(3).pixels)).pixels, phantom(3).pixels)
