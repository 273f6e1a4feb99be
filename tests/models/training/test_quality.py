"""The gate's recipe: it finds the weights that made the errors, and nothing is judged by what has seen it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import nn

from models.anatomy.quality import WHY
from models.networks.lite import LiteUNet
from models.training import crossed
from models.training.films import LabelledFilms, MaskedFilms
from models.training.ledger import PatientRole, ledger
from models.training.lessons import Lessons
from models.training.quality import AS_IT_IS, POOR, Judged, judge_unseen, learned, unseen_fold_ranked, unseen_kinds_caught
from models.training.spoiled import FILMS
from models.training.taught import PARTS, Taught

TRUE = {"area": 0.6, "agreement": 0.8}


@pytest.fixture(scope="module")
def judged() -> Judged:
    """Return drawings whose errors come from two parts; every spoiled film lacks area, and one in twelve shows no two lungs."""
    rng = np.random.default_rng(5)
    kinds = np.array([AS_IT_IS] * 200 + [spoil.__name__ for spoil in FILMS for _ in range(60)])
    parts: list[dict[str, float] | None] = []
    worth = []
    for index, kind in enumerate(kinds):
        lacks = {"area": 0.0 if kind == AS_IT_IS else rng.uniform(0, 0.6), "agreement": rng.uniform(0.02, 0.12)}
        lost = kind != AS_IT_IS and index % 12 == 0
        parts.append(None if lost else {name: {"area": 0.8, "agreement": 1.0}.get(name, 0.9) - lacks.get(name, 0) for name in WHY})
        worth.append(0.3 if lost else 1 - sum(TRUE[name] * lack for name, lack in lacks.items()))
    return Judged(parts, np.array(worth), kinds, np.arange(len(kinds)) % 50)


def test_the_weights_that_made_the_errors_are_found(judged: Judged) -> None:
    gate = learned(judged)
    assert gate.weights == pytest.approx({name: TRUE.get(name, 0.0) for name in WHY}, abs=0.01)
    assert gate.usual["area"] == pytest.approx(0.8)
    np.testing.assert_allclose(judged.scores(gate)[judged.good], judged.dice[judged.good], atol=0.01)


def test_one_in_twenty_good_drawings_is_refused(judged: Judged) -> None:
    gate = learned(judged)
    good = judged.subset(judged.good)
    assert np.mean(good.scores(gate) < gate.least) == pytest.approx(0.05, abs=0.01)


def test_each_kind_is_left_out_and_counted_by_its_poor_drawings(judged: Judged) -> None:
    caught = unseen_kinds_caught(judged)
    assert list(caught) == [spoil.__name__ for spoil in FILMS]
    for kind, (hits, of) in caught.items():
        assert of == int(((judged.kinds == kind) & (judged.dice < POOR)).sum())
        assert hits == of, "errors of one law are foretold on every kind"


def test_a_fold_is_scored_by_the_other_one(judged: Judged) -> None:
    own, every = unseen_fold_ranked(judged, judged.films % 2)
    assert own > 0.99
    assert every > 0.99
    shuffled = replace(judged, dice=np.random.default_rng(1).permutation(judged.dice))
    assert unseen_fold_ranked(shuffled, judged.films % 2)[1] < 0.3


def _people(count: int = 3) -> MaskedFilms:
    """Return films of patients of both folds, each as bright as its fold."""
    lines = [(patient, line) for patient, line in ledger("lungs").items() if line.role == PatientRole.TRAIN]
    chosen = [each for fold in crossed.FOLDS for each in [(patient, line.fold) for patient, line in lines if line.fold == fold][:count]]
    images = np.stack([np.full((16, 16), fold, np.float32) for _, fold in chosen])
    unknown, patients = np.full(len(images), ""), np.array([patient for patient, _ in chosen])
    return MaskedFilms(images, np.ones((len(images), 2, 16, 16), bool), unknown, unknown, patients)


def test_no_film_is_judged_by_a_segmenter_that_learned_from_its_fold() -> None:
    people = _people()
    networks: dict[int, nn.Module] = {fold: nn.Identity() for fold in crossed.FOLDS}

    def judge(network: nn.Module, images: NDArray[np.float32], truth: NDArray[np.uint8]) -> Judged:
        (without,) = (fold for fold, each in networks.items() if each is network)
        assert (images == without).all()
        return Judged([None] * len(images), np.zeros(len(images)), np.full(len(images), AS_IT_IS), np.arange(len(images)))

    found = judge_unseen(people, networks, judge)
    assert sorted(found.films) == list(range(len(people.images)))


def test_a_fold_is_kept_from_its_segmenter_and_a_kept_one_is_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taught: list[Taught] = []
    people = _people()
    lines = [(patient, line.fold) for patient, line in ledger("nih").items() if line.role == PatientRole.TRAIN][:40]
    images = np.stack([np.full((16, 16), 10 + fold, np.float32) for _, fold in lines])
    empty = np.zeros((len(lines), 14), np.float32)
    nobody, patients = np.full(len(lines), ""), np.array([patient for patient, _ in lines])
    nih = LabelledFilms(patients, patients, nobody, empty, empty, nobody, nobody, np.zeros(len(lines), int), images)

    def own(images: NDArray[np.float32]) -> Taught:
        return Taught.lungs_alone(made(images))

    def made(images: NDArray[np.float32]) -> MaskedFilms:
        return MaskedFilms.of_nobody(images, np.ones((len(images), 2, 16, 16), bool), "own")

    def train(films: Taught, course: object, *, seed: int) -> tuple[LiteUNet, list[str]]:
        taught.append(films)
        return LiteUNet(len(PARTS)), ["one round"]

    monkeypatch.setattr(crossed, "of_drawn_lungs", own)
    monkeypatch.setattr(crossed, "phantoms", lambda *_: (made(np.full((2, 16, 16), 99, np.float32)), None))
    monkeypatch.setattr(crossed, "train", train)
    save_file(LiteUNet(len(PARTS)).state_dict(), tmp_path / "without-fold-2.safetensors")
    networks = crossed.crossed(Lessons(people, nih, nn.Identity()), tmp_path)
    assert sorted(networks) == [1, 2]
    assert len(taught) == 1
    assert set(np.unique(taught[0].images)) == {2, 12, 99}
    assert (tmp_path / "without-fold-1.txt").read_text() == "one round\n"
    crossed.crossed(cast("Lessons", None), tmp_path)
    assert len(taught) == 1
