"""Right and left lung of a film, on any grid, against the phantom's truth and against people's masks."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from torch import Tensor, nn

from models.anatomy.segmenter import Organs, Segmenter
from models.film.canonical import CanonicalFilm
from models.film.phantom import Phantom, phantom
from models.grids.geometry import Geometry
from models.networks.library import embedded
from models.networks.preparation import prepare
from models.training.ledger import PatientRole, ledger

WHOLE = Geometry.identity(256, 256)
SEEDS = range(5_400_000, 5_400_006)


def _dice(found: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))


@pytest.fixture(scope="module")
def films() -> list[Phantom]:
    """Phantoms that the segmenter never saw, half of them with a marker."""
    return [phantom(seed, size=384, marked=seed % 2 == 0) for seed in SEEDS]


def test_the_lungs_of_phantoms_are_found_on_their_sides(films: list[Phantom], segmenter: Segmenter) -> None:
    """1 is the patient's right lung, on the left of the image."""
    for film, found in zip(films, segmenter.organs([CanonicalFilm.of(film.pixels) for film in films]), strict=True):
        drawn = found.lungs(Geometry.identity(*film.pixels.shape))
        assert drawn.dtype == np.uint8
        assert _dice(drawn > 0, film.right_lung | film.left_lung) > 0.9
        assert _dice(drawn == 1, film.right_lung) > 0.9
        assert _dice(drawn == 2, film.left_lung) > 0.9


@pytest.mark.parametrize("shape", [(384, 500), (460, 384), (300, 300), (700, 650)])
def test_a_mask_has_the_films_own_shape(films: list[Phantom], segmenter: Segmenter, shape: tuple[int, int]) -> None:
    """Padded or scaled, the lungs are where they were."""
    film = films[0]
    truth = (film.right_lung | film.left_lung).astype(np.float32)
    if min(shape) == 384:
        spare = [((side - 384) // 3, side - 384 - (side - 384) // 3) for side in shape]
        pixels, truth = np.pad(film.pixels, spare), np.pad(truth, spare)
    else:
        pixels, truth = (ndimage.zoom(image, [side / 384 for side in shape], order=1) for image in (film.pixels, truth))
    (found,) = segmenter.organs([CanonicalFilm.of(pixels)])
    drawn = found.lungs(Geometry.identity(*shape))
    assert drawn.shape == shape == pixels.shape
    assert _dice(drawn > 0, truth > 0.5) > 0.9


def test_films_of_one_batch_do_not_change_each_other(films: list[Phantom], segmenter: Segmenter) -> None:
    together = segmenter.organs([CanonicalFilm.of(film.pixels) for film in films[:3]])
    for film, found in zip(films, together, strict=False):
        (alone,) = segmenter.organs([CanonicalFilm.of(film.pixels)])
        np.testing.assert_allclose(found.logits, alone.logits, atol=1e-3)


def test_the_lungs_on_a_networks_pixels_are_those_on_the_film(films: list[Phantom], segmenter: Segmenter) -> None:
    """Drawn on a classifier's input, and nothing on its padding."""
    pixels = np.pad(films[1].pixels, ((0, 0), (0, 100)))
    (found,) = segmenter.organs([CanonicalFilm.of(pixels)])
    geometry = prepare(pixels, embedded("embedded").preparation).geometry
    drawn = found.lungs(geometry)
    assert drawn.shape == (320, 320)
    (x0, y0), (x1, y1) = ((round(x), round(y)) for x, y in (geometry.to_network(0, 0), geometry.to_network(*pixels.shape[::-1])))
    assert not drawn[:y0].any()
    assert not drawn[y1 + 1 :].any()
    on_film = found.lungs(Geometry.identity(*pixels.shape))
    for row, column in np.random.default_rng(0).integers((y0, x0), (y1, x1), size=(300, 2)):
        x, y = geometry.to_source(column + 0.5, row + 0.5)
        near = on_film[max(int(y) - 3, 0) : int(y) + 4, max(int(x) - 3, 0) : int(x) + 4]
        assert drawn[row, column] in near


class _Draws(nn.Module):
    """Gives the logits it was made with."""

    def __init__(self, logits: Tensor) -> None:
        super().__init__()
        self.logits = logits

    def forward(self, batch: Tensor) -> Tensor:
        return self.logits.expand(len(batch), -1, -1, -1)


def _organs(segmenter: Segmenter, logits: Tensor) -> Organs:
    return replace(segmenter, network=_Draws(logits)).organs([CanonicalFilm.of(np.eye(256, dtype=np.float32))])[0]


def _drawing(segmenter: Segmenter, logits: Tensor) -> NDArray[np.uint8]:
    return _organs(segmenter, logits).lungs(WHOLE)


def test_each_lung_is_its_largest_piece_without_holes(segmenter: Segmenter) -> None:
    logits = torch.full((1, 3, 256, 256), -5.0)
    logits[0, 0, 40:200, 30:100], logits[0, 0, 90:110, 50:70] = 5, -5
    logits[0, 0, 220:230, 30:40] = logits[0, 0, 60:80, 200:230] = 5
    logits[0, 1, 40:200, 140:220] = 5
    drawn = _drawing(segmenter, logits)
    wanted = np.zeros((256, 256), np.uint8)
    wanted[40:200, 30:100], wanted[40:200, 140:220] = 1, 2
    assert np.array_equal(drawn, wanted)


def test_where_nothing_is_found_nothing_is_drawn(segmenter: Segmenter) -> None:
    assert not _drawing(segmenter, torch.full((1, 3, 256, 256), -5.0)).any()


def test_where_both_lungs_claim_a_pixel_the_surer_one_has_it(segmenter: Segmenter) -> None:
    logits = torch.full((1, 3, 256, 256), -5.0)
    logits[0, 0, :, :150], logits[0, 1, :, 100:] = 2, 3
    drawn = _drawing(segmenter, logits)
    assert (drawn[:, :100] == 1).all()
    assert (drawn[:, 100:] == 2).all()


def test_the_heart_lies_over_the_lungs_and_takes_nothing_from_them(segmenter: Segmenter) -> None:
    logits = torch.full((1, 3, 256, 256), -5.0)
    logits[0, 0, 40:200, 30:100] = logits[0, 1, 40:200, 140:220] = 2
    without = _drawing(segmenter, logits)
    logits[0, 2, 110:200, 80:180] = 9
    organs = _organs(segmenter, logits)
    np.testing.assert_array_equal(organs.lungs(WHOLE), without)
    wanted = np.zeros((256, 256), bool)
    wanted[110:200, 80:180] = True
    np.testing.assert_array_equal(organs.heart(WHOLE), wanted)


def test_all_that_is_taken_for_heart_is_kept_and_nothing_beyond_the_film(segmenter: Segmenter) -> None:
    """Whether it can be a heart is judged with the anatomy."""
    logits = torch.full((1, 3, 256, 256), -5.0)
    logits[0, 2, 20:30, 20:30] = logits[0, 2, 100:, 100:] = 5
    organs = _organs(segmenter, logits)
    assert organs.heart(WHOLE)[25, 25]
    assert not organs.heart(Geometry((1.0, 1.0), (0.0, 0.0), (256, 256), (300, 300)))[256:].any()
    assert not organs.lungs(WHOLE).any()


@pytest.mark.real_data
def test_hearts_of_films_to_learn_from_are_found_where_people_drew_them(data: Path, segmenter: Segmenter) -> None:
    names = sorted(name for name, line in ledger("hearts").items() if line.role == PatientRole.TRAIN)[::12]
    grey = [np.asarray(Image.open(data / "hearts" / "images" / f"{name}.png").convert("L"), np.float32) / 255 for name in names]
    grids = [CanonicalFilm.of(pixels) for pixels in grey]
    scores = []
    for name, grid, found in zip(names, grids, segmenter.segmented(grids), strict=True):
        anatomy = found.anatomy(grid)
        assert anatomy is not None
        assert anatomy.heart.is_found
        scores.append(_dice(anatomy.heart.mask, np.asarray(Image.open(data / "hearts" / "masks" / f"{name}.png")) == 3))
    assert np.mean(scores) >= 0.9


@pytest.mark.real_data
def test_real_films_nothing_was_learned_from_are_segmented_as_people_do(data: Path, segmenter: Segmenter) -> None:
    """Twelve films of twelve patients, of the rows that may not be learned from; people agree with each other at 0.947."""
    with (data / "lungs" / "index.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["redistributable"] == "False" and row["convention"] == "heart side included"]
    groups = {row["case_group"]: row for row in rows}
    chosen = [groups[group] for group in sorted(groups)[:: max(1, len(groups) // 12)]][:12]
    assert len(chosen) == 12
    grey = [np.asarray(Image.open(data / "lungs" / "images" / f"{row['id']}.png").convert("L"), np.float32) / 255 for row in chosen]
    scores = []
    for row, pixels, found in zip(chosen, grey, segmenter.organs([CanonicalFilm.of(film) for film in grey]), strict=True):
        truth = np.asarray(Image.open(data / "lungs" / "masks" / f"{row['id']}.png").convert("L")) > 127
        drawn = found.lungs(Geometry.identity(*pixels.shape))
        assert drawn.shape == truth.shape == pixels.shape
        scores.append(_dice(drawn > 0, truth))
    assert np.mean(scores) >= 0.9
