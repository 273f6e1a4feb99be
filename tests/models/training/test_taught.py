"""What a collection does not say of a part is not taught."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.networks.steps import PadSquare, Resize, Scale
from models.training.films import phantoms
from models.training.ledger import PatientRole, ledger
from models.training.taught import HEART, Taught, hearts

STEPS = (Scale("percentiles", (0.0, 1.0)), PadSquare(0.0), Resize(64, 64, "bilinear", antialias=True))


def test_of_films_with_lungs_alone_nothing_is_known_of_the_heart() -> None:
    films, _ = phantoms(range(2), STEPS)
    taught = Taught.lungs_alone(films)
    assert len(taught) == 2
    np.testing.assert_array_equal(taught.parts[:, :HEART], films.masks)
    assert taught.known[:, :HEART].all()
    assert not taught.known[:, HEART].any()
    assert len(Taught.joined(taught, taught)) == 4


@pytest.mark.real_data
def test_lungs_that_end_at_the_heart_say_nothing_of_what_is_behind_it(data: Path) -> None:
    taught = hearts(data, STEPS, role=PatientRole.EVALUATE)
    assert len(taught) == sum(line.role == PatientRole.EVALUATE for line in ledger("hearts").values())
    heart = taught.parts[:, HEART]
    assert taught.known[:, HEART].all()
    for lung in range(HEART):
        assert not (taught.known[:, lung] & heart).any()
        assert (taught.known[:, lung] | heart).all()
    assert 0.03 < heart.mean() < 0.15
