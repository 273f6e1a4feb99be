"""Is it an upright frontal chest film? What the network says in words, and what follows with the header."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.film.canonical import CanonicalFilm
from models.film.phantom import phantom
from models.film.polarity import inverted
from models.input_check.checker import LABELS, LIKELY, InputChecker, mean_of, objection, read_checks
from models.reading.window import automatic_window
from models.training.ledger import PatientRole, ledger
from models.training.not_chests import KINDS, drawn
from models.values.digests import pixel_hash
from models.values.input_check import InputCheck, NotScreenedCode
from models.values.radiograph import Header, Radiograph, Tags

GOOD = InputCheck("ab" * 32, 0, 0.99, 0.1, 0.1, LIKELY + 0.1)


def radiograph(pixels: NDArray[np.float32]) -> Radiograph:
    return Radiograph(pixels, automatic_window(pixels), Header("00" * 32, pixel_hash(pixels), *pixels.shape))


def _header(body_part: str | None) -> Header:
    return Header("00" * 32, "00" * 32, 300, 300, tags=Tags(body_part=body_part))


def test_probabilities_are_softmax_over_the_turns_and_sigmoids_of_the_rest() -> None:
    logits = np.array([[0, 0, np.log(3), 0, np.log(4), 0, -np.log(9)]], np.float32)
    (found,) = read_checks(logits, "ab")
    assert found.weights_sha256 == "ab"
    assert found.rotate_clockwise == 180
    assert (found.upright, found.mirrored, found.inverted, found.chest) == pytest.approx((1 / 6, 0.8, 0.5, 0.1))
    assert len(LABELS) == logits.shape[1]


@pytest.mark.parametrize("body_part", [None, "CHEST", "THORAX", "chest", "CHEST_ABDOMEN", "Lung", "PORT CHEST", "RX Torax AP", "Ribs"])
def test_a_chest_film_with_a_fitting_or_missing_body_part_is_screened(body_part: str | None) -> None:
    assert objection(GOOD, _header(body_part)) is None


@pytest.mark.parametrize("body_part", ["HAND", "HIP", "SKULL", "ABDOMEN"])
def test_another_body_part_in_the_header_asks_for_clearer_pixels_but_never_decides(body_part: str) -> None:
    against = objection(GOOD, _header(body_part))
    assert against is not None
    assert against.code == NotScreenedCode.NO_CHEST_FILM
    assert body_part not in against.sentence
    assert objection(replace(GOOD, chest=0.999), _header(body_part)) is None


def test_a_film_that_looks_like_none_is_refused_whatever_the_header_says() -> None:
    against = objection(replace(GOOD, chest=LIKELY - 0.01, rotate_clockwise=90), _header("CHEST"))
    assert against is not None
    assert against.code == NotScreenedCode.NO_CHEST_FILM
    assert against.check.chest < LIKELY


@pytest.mark.parametrize(("degrees", "words"), [(90, "on its side"), (180, "upside down"), (270, "on its side")])
def test_a_turned_film_is_refused_with_the_turn_that_sets_it_right(degrees: int, words: str) -> None:
    against = objection(replace(GOOD, rotate_clockwise=degrees), _header(None))
    assert against is not None
    assert against.code == NotScreenedCode.ROTATED
    assert words in against.sentence
    assert f"by {degrees}° clockwise" in against.sentence


def test_mirrored_and_inverted_films_are_asked_about_and_never_refused() -> None:
    assert objection(replace(GOOD, mirrored=1.0, inverted=1.0), _header("CHEST")) is None


@pytest.mark.parametrize("shape", [(384, 384), (384, 520), (500, 384)])
def test_phantoms_are_chest_films_and_their_turns_are_told(checker: InputChecker, shape: tuple[int, int]) -> None:
    film = phantom(5_300_001, size=384).pixels
    film = np.pad(film, [((side - 384) // 2, side - 384 - (side - 384) // 2) for side in shape])
    turned = [np.rot90(film, turns).copy() for turns in range(4)]
    checks = checker.check([CanonicalFilm.of(film) for film in turned])
    assert [check.rotate_clockwise for check in checks] == [0, 90, 180, 270]
    assert all(check.chest >= LIKELY for check in checks)
    for check, picture in zip(checks, turned, strict=True):
        righted = np.rot90(picture, -check.rotate_clockwise // 90)
        assert np.array_equal(righted, film)


def test_drawn_pictures_of_every_kind_are_no_chest_films(checker: InputChecker) -> None:
    pictures = [drawn(kind, np.random.default_rng(90_000 + seed), 192) for kind in KINDS for seed in range(4)]
    accepted = [check.chest >= LIKELY for check in checker.check([CanonicalFilm.of(picture) for picture in pictures])]
    assert sum(accepted) <= 1


@pytest.fixture(scope="module")
def unseen(data: Path) -> list[NDArray[np.float32]]:
    """Forty films of both sources that nothing was learned from."""
    with (data / "nih" / "labels.csv").open(newline="") as file:
        nih = [row["image"] for row in csv.DictReader(file) if ledger("nih")[row["image"].split("_")[0]].role != PatientRole.TRAIN]
    with (data / "lungs" / "index.csv").open(newline="") as file:
        lungs = [f"{row['id']}.png" for row in csv.DictReader(file) if ledger("lungs")[row["case_group"]].role != PatientRole.TRAIN]
    paths = [data / "nih" / "images" / name for name in nih[::7][:20]] + [data / "lungs" / "images" / name for name in lungs[::7][:20]]
    return [np.asarray(Image.open(path).convert("L"), np.float32) / 255 for path in paths]


@pytest.mark.real_data
@pytest.mark.parametrize("turns", range(4))
def test_real_films_stand_as_they_are_turned(turns: int, unseen: list[NDArray[np.float32]], checker: InputChecker) -> None:
    checks = checker.check([CanonicalFilm.of(np.rot90(film, turns)) for film in unseen])
    assert sum(check.chest >= LIKELY and check.rotate_clockwise == 90 * turns for check in checks) >= 39


def test_a_film_that_contradicts_its_header_is_turned_over_and_says_so(checker: InputChecker) -> None:
    """What is said is of the film as it is shown then; that it was inverted stays told."""
    films = [radiograph(phantom(seed, size=256).pixels) for seed in (7_000_001, 7_000_002)]
    kept, turned = checker.looked_at([films[0], inverted(films[1])])
    one, other = kept.check, turned.check
    assert kept.film is films[0]
    np.testing.assert_allclose(turned.film.pixels, films[1].pixels, atol=1e-6)
    np.testing.assert_allclose(turned.canonical.grey, CanonicalFilm.of(films[1].pixels).grey, atol=1e-5)
    assert one.inverted < 0.15 < 0.85 < other.inverted
    assert min(one.chest, other.chest) >= LIKELY
    assert (one.rotate_clockwise, other.rotate_clockwise) == (0, 0)


def test_what_is_no_chest_film_is_never_turned_over(checker: InputChecker) -> None:
    films = [radiograph(drawn(kind, np.random.default_rng(91_000), 192)) for kind in KINDS]
    films += [inverted(film) for film in films]
    seen = checker.looked_at(films)
    assert sum(film is not one.film for film, one in zip(films, seen, strict=True)) <= 1


@pytest.mark.parametrize(
    ("one", "other", "mean"),
    [(0.5, 0.5, 0.5), (0.9, 0.1, 0.5), (0.8, 0.8, 0.8), (0.9, 0.5, 0.75), (1, 0, 0.5), (0, 1, 0.5), (1, 1, 1), (0, 0, 0)],
)
def test_votes_are_added_as_log_odds(one: float, other: float, mean: float) -> None:
    assert mean_of(one, other) == pytest.approx(mean)


@pytest.mark.real_data
def test_real_films_are_turned_over_when_inverted_and_never_otherwise(unseen: list[NDArray[np.float32]], checker: InputChecker) -> None:
    films = [radiograph(pixels) for pixels in unseen]
    assert all(film is seen.film for film, seen in zip(films, checker.looked_at(films), strict=True))
    negatives = checker.looked_at([inverted(film) for film in films])
    assert sum(np.allclose(film.pixels, seen.film.pixels, atol=1e-6) for film, seen in zip(films, negatives, strict=True)) >= 39
