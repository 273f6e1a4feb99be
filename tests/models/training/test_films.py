"""Images of both NIH folders as a network sees them, resampled alike where a recipe asks for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from models.networks.steps import PadSquare, Resize, Scale
from models.training.facts import nih_facts
from models.training.films import nih, with_images
from tests.models.training.nih_folder import nih_folder

STEPS = (Scale("stored-bits", (0.0, 1.0)), PadSquare(0.0), Resize(64, 64, "bilinear", antialias=True))


def test_images_stand_beside_what_is_told_of_them(tmp_path: Path) -> None:
    films = with_images(nih_facts(nih_folder(tmp_path)), tmp_path, STEPS)
    assert films.images.shape == (4, 64, 64)
    assert len({image.tobytes() for image in films.images}) == 4
    kept = films.subset(films.sources == "nih_more")
    np.testing.assert_array_equal(kept.images, films.images[1:])
    np.testing.assert_array_equal(nih(tmp_path, STEPS, canonical=False).images, films.images[:1])


def test_larger_films_are_first_brought_to_the_side_of_the_smaller_ones(tmp_path: Path) -> None:
    """Then a film of either folder has gone through the same two resamplings; smaller films stay as they are."""
    facts = nih_facts(nih_folder(tmp_path))
    plain, alike = with_images(facts, tmp_path, STEPS), with_images(facts, tmp_path, STEPS, side=384)
    np.testing.assert_array_equal(alike.images[1:], plain.images[1:])
    assert 0 < np.abs(alike.images[0] - plain.images[0]).max() < 0.1


def test_the_first_resampling_is_antialiased(tmp_path: Path) -> None:
    """Stripes of one pixel turn grey, not into stripes of another width."""
    folder = nih_folder(tmp_path)
    stripes = np.tile(np.array([0, 255], np.uint8), (512, 256))
    facts = nih_facts(folder, "nih")
    Image.fromarray(stripes).save(folder / "nih" / "images" / str(facts.names[0]))
    image = with_images(facts, folder, (Scale("stored-bits", (0.0, 1.0)), Resize(128, 128, "bilinear")), side=128).images[0]
    np.testing.assert_allclose(image, 0.5, atol=0.05)
