"""The gate: good drawings pass, spoiled ones are caught with their reason, and every part says what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import resources
from models.anatomy.quality import WHY, Gate, dice, gate, gate_sha256, quality, quality_parts
from models.anatomy.segmenter import Segmenter, label_map
from models.anatomy.steadiness import CHANGES, seen_again
from models.film.canonical import CanonicalFilm
from models.film.phantom import phantom
from models.training.quality import judge_drawings, judge_films, truth_of
from models.training.spoiled import SEEN, UNSEEN
from models.values.quality import Quality

Drawing = NDArray[np.uint8]


def _again(*drawn: Drawing, sure: float = 1.0) -> NDArray[np.float32]:
    """Return probabilities of a segmenter that sees these lungs, for certain or less so, in as many changed films."""
    return np.stack([[np.where(one == side, 0.5 + sure / 2, 0.5 - sure / 2) for side in (1, 2)] for one in drawn]).astype(np.float32)


def _judged(lungs: Drawing, seen: Drawing | None = None) -> Quality:
    """Judge a drawing of a film on which the segmenter sees some lungs for certain, or the drawing itself."""
    return quality(lungs, _again(lungs if seen is None else seen))[0]


def test_lungs_that_are_drawn_well_are_relied_on(lungs: Drawing) -> None:
    judged = _judged(lungs)
    assert judged.assessable
    assert judged.reason is None
    assert judged.score > 0.95
    assert set(judged.parts) == set(WHY)
    assert all(0 <= part <= 1 for part in judged.parts.values())


@pytest.mark.parametrize("spoil", [*SEEN, *UNSEEN], ids=lambda spoil: spoil.__name__)
def test_a_drawing_that_is_spoiled_badly_is_caught(lungs: Drawing, spoil: Callable[..., Drawing]) -> None:
    judged = _judged(spoil(lungs, 1.0, np.random.default_rng(3)), lungs)
    assert not judged.assessable
    assert judged.reason is not None
    assert judged.reason.endswith(".")


@pytest.mark.parametrize(
    ("part", "spoil"),
    [
        ("components", lambda lungs: np.where((np.arange(256)[:, None] % 60 < 8) & (lungs == 1), 0, lungs)),
        ("balance", lambda lungs: np.where((np.arange(256)[:, None] > 110) & (lungs == 2), 0, lungs)),
        ("whole", lambda lungs: np.where((np.arange(256)[:, None] > 110) & (lungs == 2), 0, lungs)),
        ("position", lambda lungs: np.where(lungs == 2, 0, lungs) + np.roll(np.where(lungs == 2, 2, 0), 50, axis=0)),
    ],
)
def test_a_part_falls_when_what_it_names_is_spoiled(lungs: Drawing, part: str, spoil: Callable[[Drawing], Drawing]) -> None:
    before, after = _judged(lungs), _judged(spoil(lungs).astype(np.uint8))
    assert after.parts[part] < before.parts[part] - 0.1


def test_a_drawing_that_does_not_hold_still_is_worth_less(lungs: Drawing) -> None:
    judged, _ = quality(lungs, _again(np.roll(lungs, 20, axis=1), np.roll(lungs, -20, axis=0)))
    assert judged.parts["agreement"] < 0.9
    assert judged.score < _judged(lungs).score


def test_an_unsure_segmenter_is_believed_less(lungs: Drawing) -> None:
    unsure, _ = quality(lungs, _again(lungs, sure=0.5))
    assert unsure.parts["agreement"] < 0.8
    assert unsure.score < _judged(lungs).score


def test_what_is_usual_costs_nothing_and_the_dearest_lack_is_the_reason() -> None:
    gate = Gate({"area": 0.5, "whole": 0.2}, {"area": 0.8, "whole": 0.9}, 0.9)
    assert gate.score({"area": 0.8, "whole": 1.0}) == 1
    parts = {"area": 0.7, "whole": 0.7}
    assert gate.score(parts) == pytest.approx(0.91)
    assert gate.reason(parts) == "area"
    assert gate.score({"area": -5, "whole": 0}) == 0


@pytest.mark.parametrize("side", [1, 2])
def test_without_two_lungs_nothing_is_told(lungs: Drawing, side: int) -> None:
    judged = _judged(np.where(lungs == side, lungs, 0).astype(np.uint8))
    assert judged.score == 0
    assert judged.reason == "Not assessable: no two lungs were found on the film."


def test_right_and_left_count_in_dice(lungs: Drawing) -> None:
    assert dice(lungs, lungs) == 1
    assert dice(lungs, np.where(lungs > 0, 3 - lungs, 0).astype(np.uint8)) == 0
    assert dice(np.zeros_like(lungs), np.zeros_like(lungs)) == 0


def test_no_weight_rewards_a_lack() -> None:
    assert set(gate().weights) == set(WHY)
    assert min(gate().weights.values()) >= 0
    assert 0.8 < gate().least < 1


def test_small_changes_are_undone(segmenter: Segmenter) -> None:
    """Films are changed, lungs are brought back: on a phantom the redrawn lungs lie where the first ones do."""
    (judged,) = segmenter.segmented([CanonicalFilm.of(phantom(5_500_040, size=384).pixels)])
    assert judged.quality.parts["agreement"] > 0.9
    assert label_map(judged.organs.logits).any()


def test_every_change_is_of_the_film_and_undone_in_the_drawing() -> None:
    """A network that draws what is bright: each change moves the film by at least three pixels, and the drawing comes back within one."""

    class Bright(torch.nn.Module):
        def forward(self, batch: torch.Tensor) -> torch.Tensor:
            return torch.cat([batch, torch.full_like(batch, -5.0), torch.full_like(batch, 5.0)], dim=1)

    film = torch.full((1, 1, 128, 128), -2.0)
    film[:, :, 40:90, 50:100] = 2.0
    wanted = np.zeros((128, 128), np.uint8)
    wanted[40:90, 50:100] = 1
    found = seen_again(Bright(), film)
    assert found.shape == (1, len(CHANGES), 2, 128, 128)
    for change, one in zip(CHANGES, found[0], strict=True):
        moved = change.film(film)
        assert float(((moved > 0) != (film > 0)).float().mean()) > 0.01
        # Mirrored, a right lung is seen on the left; it comes back as what it is.
        drawn, other = (one[1], one[0]) if change.mirrored else (one[0], one[1])
        assert dice((drawn > 0.5).astype(np.uint8), wanted) > 0.96
        assert (other < 0.5).all()


def test_a_film_is_changed_alike_alone_and_beside_others() -> None:
    films = torch.stack([torch.full((1, 64, 64), -1.0), torch.full((1, 64, 64), -3.0)])
    for change in CHANGES:
        torch.testing.assert_close(change.film(films)[:1], change.film(films[:1]))


@pytest.mark.real_data
def test_unseen_spoils_of_real_drawings_are_caught(data: Path, segmenter: Segmenter) -> None:
    """Twelve films that nothing was learned from: their own drawings pass but one, poor ones of seven unseen kinds are caught."""
    from models.training import segmenter as recipe
    from models.training.films import lungs
    from models.training.ledger import PatientRole

    films = lungs(data, recipe.STEPS, role=PatientRole.EVALUATE)
    images, truth = films.images[::13], truth_of(films)[::13]
    natural = judge_films(segmenter.network, images, truth, None)
    assert (natural.scores(gate()) >= gate().least).sum() >= len(images) - 2
    spoiled = judge_drawings(segmenter.network, images, truth, UNSEEN)
    poor = spoiled.dice < 0.85
    assert poor.sum() >= 30
    assert (spoiled.scores(gate())[poor] < gate().least).mean() >= 0.9
    assert quality_parts(np.zeros((256, 256), np.uint8), np.zeros((2, 2, 256, 256))) == (None, None)


def test_the_gates_hash_is_of_both_of_its_files() -> None:
    data = b"".join(resources.path(f"anatomy/{name}.json").read_bytes() for name in ("quality", "shape"))
    assert gate_sha256() == hashlib.sha256(data).hexdigest()
