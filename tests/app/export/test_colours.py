"""The colours of maps."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.export.colours import ColourMap, heat_colours, heat_layer, signed_colours


def lightness(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return CIE L* of sRGB colours."""
    coded = colours / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722)
    return np.asarray(np.where(linear > 0.008856, 116 * np.cbrt(linear) - 16, 903.3 * linear))


@pytest.mark.parametrize("colours", ColourMap)
def test_a_larger_value_is_never_darker(colours: ColourMap) -> None:
    """So order is read without seeing hues; the last colour is far brighter than the first."""
    found = lightness(heat_colours(colours))
    assert found.shape == (256,)
    assert np.diff(found).min() > -0.5
    assert found[-1] > found[0] + 70


def test_signed_colours_are_dark_at_zero_and_bright_and_unlike_at_both_ends() -> None:
    """Ends that differ in blue and red differ for every kind of colour blindness but the rarest, and zero is not drawn at all."""
    found, ends = lightness(signed_colours()), signed_colours()[[0, -1]].astype(int)
    assert (found[128] < 10, found[0] > 65, found[-1] > 65) == (True, True, True)
    assert (ends[0, 2] > ends[0, 0] + 40, ends[1, 0] > ends[1, 2] + 40) == (True, True)


def test_where_a_map_is_zero_the_film_shows_through() -> None:
    layer = heat_layer(np.array([[0.0, 1.0, 4.0]]), 0.5)
    assert layer[0, :, 3].tolist() == [0, 63, 127]


def test_a_map_of_zeros_is_invisible() -> None:
    assert not heat_layer(np.zeros((3, 3)), 1.0)[..., 3].any()


def test_below_the_threshold_nothing_is_drawn_and_above_it_colours_stay() -> None:
    values = np.array([[0.5, 1.0, 2.0, 4.0]])
    whole, cut = heat_layer(values, 1.0), heat_layer(values, 1.0, threshold=0.5)
    assert cut[0, :, 3].tolist() == [0, 0, *whole[0, 2:, 3].tolist()]
    np.testing.assert_array_equal(cut[..., :3], whole[..., :3])


def test_both_signs_of_a_signed_map_are_drawn_on_one_scale() -> None:
    """The lesser sign is fainter, by its share of the larger one; unsigned, it would not be there."""
    values = np.array([[-1.0, 0.0, 4.0]])
    signed, unsigned = heat_layer(values, 1.0, signed=True), heat_layer(values, 1.0)
    assert signed[0, :, 3].tolist() == [127, 0, 255]
    assert unsigned[0, :, 3].tolist() == [0, 0, 255]
    assert tuple(signed[0, 2, :3]) == tuple(signed_colours()[255])
    assert tuple(signed[0, 0, :3]) == tuple(signed_colours()[95])
