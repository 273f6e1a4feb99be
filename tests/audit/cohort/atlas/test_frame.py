"""The lung frame from a record is the one by which films are screened."""

from __future__ import annotations

import numpy as np
import pytest

from audit.cohort.atlas.frame import COARSE, FINE, OnFilm, Places, mean_outline
from models.anatomy.frame import FRAME_SHAPE, Frame
from tests.audit.cohort.atlas.mapped import LUNGS, SIZE

_CELLS = Places(pitch=1.0, rows=FRAME_SHAPE[0], columns=FRAME_SHAPE[1], top=0.0, left=0.0)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_frame_of_the_models(seed: int) -> None:
    """Lungs of any shape, a film that is not square, and a preparation that pads it: maps and masks lie where models see them."""
    rng = np.random.default_rng(seed)
    source = (300, 380)
    landmarks = np.round(mean_outline() * (260, 240) + (40, 30) + rng.normal(0, 6, mean_outline().shape), 1)
    frame = Frame(tuple((float(x), float(y)) for x, y in landmarks), source, 0.0, (0.0, 0.0))
    on = OnFilm.of(landmarks, source, _CELLS)
    maps, box = rng.normal(size=(2, 12, 12)), (0.0, 1.3, 12.0, 10.8)
    found, seen = on.maps(maps, box)
    np.testing.assert_allclose(found.reshape(2, *FRAME_SHAPE), frame.warp(maps, box), atol=2e-4)
    np.testing.assert_array_equal(seen.reshape(FRAME_SHAPE), frame.covered)
    mask = rng.random((150, 190)) < 0.5
    at = np.floor(frame.on_film[frame.covered] / 2).astype(int)
    np.testing.assert_array_equal(on.mask(mask)[seen], mask[at[:, 1], at[:, 0]])


def test_what_the_classifier_does_not_see_is_no_value() -> None:
    """Of a film whose right half was cropped, places there are not seen, though they lie on the film."""
    on = OnFilm.of(LUNGS, (SIZE, SIZE), COARSE)
    values, seen = on.maps(np.ones((20, 20)), (0.0, 0.0, 40.0, 20.0))
    np.testing.assert_array_equal(values, seen)
    assert set(on.across[seen].round(6) < 0.5) == {True}
    assert (on.on_it & ~seen).any()


def test_both_grids_cover_the_same_part_of_the_frame() -> None:
    for near, far in ((COARSE, FINE),):
        assert (near.top, near.left, near.rows * near.pitch, near.columns * near.pitch) == (
            far.top, far.left, far.rows * far.pitch, far.columns * far.pitch,
        )  # fmt: skip
