"""Recipe of the quality check of lung segmentations: ``python -m models.training.quality --data FOLDER``.

It learns the Dice coefficient with human masks on the films that shipped weights may learn from: as they are, spoiled in seven ways, and
with drawings spoiled in five. They are drawn by segmenters that have not seen the film's mask (``crossed``), since the shipped one draws
them too well. These are less sure than it is, so its least score is set on its own drawings of films as they are, those to learn from and
those to calibrate: one in twenty is refused. What is printed tells how good the choices are: each kind of spoiled film left out of learning
in turn, each fold scored by what the other one taught.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import nnls
from torch import nn

from models.anatomy.quality import WHY, Gate, dice, quality_parts
from models.anatomy.segmenter import label_map
from models.anatomy.steadiness import seen_again
from models.training import segmenter
from models.training.crossed import crossed, folds
from models.training.films import MaskedFilms
from models.training.ledger import PatientRole
from models.training.lessons import Lessons, options
from models.training.spoiled import FILMS, SEEN, SpoilDrawing, SpoilFilm

POOR = 0.85
"""Under this Dice coefficient a drawing is poor."""
REFUSED = 0.05
"""Share of the good drawings that the gate may refuse, and of those that are less than usual in a part."""
_ERROR = 0.05
"""An error is fitted relative to itself and this, so that good drawings count as much as bad ones."""
SEED = 20261121
Grey = NDArray[np.float32]
AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Judged:
    """Drawings with their parts and what they are worth.

    Attributes:
        parts: One a drawing; None where no two lungs were found.
        dice: With a person's drawing; NaN where there is none.
        kinds: How film or drawing were spoiled; ``AS_IT_IS`` where they were not.
        films: Index of each drawing's film.
    """

    parts: list[dict[str, float] | None]
    dice: NDArray[np.float64]
    kinds: NDArray[np.str_]
    films: NDArray[np.int_]

    @classmethod
    def joined(cls, *others: Judged) -> Judged:
        """Put several together."""
        parts = [part for other in others for part in other.parts]
        return cls(parts, *(np.concatenate([getattr(other, field.name) for other in others]) for field in fields(cls)[1:]))

    @property
    def good(self) -> NDArray[np.bool_]:
        """Good drawings of films as they are."""
        return np.asarray((self.kinds == AS_IT_IS) & (self.dice >= POOR))

    def subset(self, keep: NDArray[np.bool_]) -> Judged:
        """Return the drawings where ``keep`` is true."""
        parts = [part for part, kept in zip(self.parts, keep, strict=True) if kept]
        return Judged(parts, *(getattr(self, field.name)[keep] for field in fields(self)[1:]))

    def scores(self, gate: Gate) -> NDArray[np.float64]:
        """Return the score of each drawing."""
        return np.array([gate.score(parts) if parts else 0.0 for parts in self.parts])


def truth_of(films: MaskedFilms) -> NDArray[np.uint8]:
    """Return N×H×W human drawings: 0 outside, 1 right lung, 2 left lung."""
    return np.where(films.masks[:, 1], 2, films.masks[:, 0]).astype(np.uint8)


def judge_films(network: nn.Module, images: Grey, truth: NDArray[np.uint8] | None, spoil: SpoilFilm | None) -> Judged:
    """Spoil films, each to a grade drawn by chance, and judge what the segmenter draws."""
    chance = np.random.default_rng(SEED)
    spoiled = images if spoil is None else np.stack([spoil(image, chance.uniform(0.15, 1), chance) for image in images])
    parts, worth = [], []
    for index, (drawn, again) in enumerate(_drawn(network, spoiled)):
        parts.append(quality_parts(drawn, again)[0])
        worth.append(np.nan if truth is None else dice(drawn, truth[index]))
    return Judged(parts, np.array(worth), np.full(len(parts), spoil.__name__ if spoil else AS_IT_IS), np.arange(len(parts)))


def judge_drawings(network: nn.Module, images: Grey, truth: NDArray[np.uint8], spoils: Sequence[SpoilDrawing]) -> Judged:
    """Spoil the segmenter's drawings of films, each in every way and to a grade drawn by chance, and judge them."""
    chance = np.random.default_rng(SEED)
    found: list[tuple[dict[str, float] | None, float, str, int]] = []
    for index, (drawn, again) in enumerate(_drawn(network, images)):
        for spoil in spoils:
            spoiled = spoil(drawn, chance.uniform(0.05, 1), chance)
            found.append((quality_parts(spoiled, again)[0], dice(spoiled, truth[index]), spoil.__name__, index))
    parts, worth, kinds, films = zip(*found, strict=True)
    return Judged(list(parts), np.array(worth), np.array(kinds), np.array(films))


def judge_unseen(
    people: MaskedFilms, networks: dict[int, nn.Module], judge: Callable[[nn.Module, Grey, NDArray[np.uint8]], Judged]
) -> Judged:
    """Judge the films of each fold with the segmenter that has not seen their masks."""
    truth, found = truth_of(people), []
    for fold, network in networks.items():
        own = np.flatnonzero(folds(people) == fold)
        judged = judge(network, people.images[own], truth[own])
        found.append(replace(judged, films=own[judged.films]))
    return Judged.joined(*found)


def learned(judged: Judged) -> Gate:
    """Fit the error by non-negative least squares to what parts lack; the least score is that of these films.

    A part lacks what it is below the least of all but few good drawings; agreement lacks what it is below 1, since it tells good
    drawings apart too.
    """
    known = judged.subset(np.array([part is not None for part in judged.parts]))
    parts = np.array([[part[name] for name in WHY] for part in known.parts if part])
    usual = np.quantile(parts[known.good], REFUSED, axis=0).round(3)
    usual[list(WHY).index("agreement")] = 1.0
    error = 1 - known.dice
    weights, _ = nnls(np.maximum(usual - parts, 0) / (error + _ERROR)[:, None], error / (error + _ERROR))
    gate = Gate(dict(zip(WHY, weights.round(4).tolist(), strict=True)), dict(zip(WHY, usual.tolist(), strict=True)), 0.0)
    return refusing(gate, judged.subset(judged.good).scores(gate))


def refusing(gate: Gate, scores: NDArray[np.float64]) -> Gate:
    """Return the gate with the least score that refuses one in twenty of these."""
    return replace(gate, least=round(float(np.quantile(scores, REFUSED)), 3))


def unseen_kinds_caught(judged: Judged) -> dict[str, tuple[int, int]]:
    """Leave each kind of spoiled film out of learning in turn; return how many of its poor drawings are caught, and of how many."""
    found = {}
    for kind in (spoil.__name__ for spoil in FILMS):
        gate, poor = learned(judged.subset(judged.kinds != kind)), judged.subset((judged.kinds == kind) & (judged.dice < POOR))
        found[kind] = (int((poor.scores(gate) < gate.least).sum()), len(poor.dice))
    return found


def unseen_fold_ranked(judged: Judged, fold: NDArray[np.int_]) -> tuple[float, float]:
    """Score each fold by what the other one taught; return Spearman's correlation with Dice on films as they are, and on all films."""
    scores = np.zeros(len(judged.dice))
    for one in np.unique(fold):
        scores[fold == one] = judged.subset(fold == one).scores(learned(judged.subset(fold != one)))
    films = np.isin(judged.kinds, [AS_IT_IS, *(spoil.__name__ for spoil in FILMS)])
    own, every = (stats.spearmanr(scores[some], judged.dice[some])[0] for some in (judged.kinds == AS_IT_IS, films))
    return round(float(own), 3), round(float(every), 3)


def _drawn(network: nn.Module, images: Grey) -> list[tuple[NDArray[np.uint8], Grey]]:
    films = (torch.from_numpy(images)[:, None].float() - segmenter.NORMALISE.mean[0]) / segmenter.NORMALISE.std[0]
    found = []
    for part in films.split(8):
        with torch.inference_mode():
            logits = network(part).float().numpy()
        found += list(zip(label_map(logits), seen_again(network, part), strict=True))
    return found


def main() -> None:
    """Learn, tell how well, write ``anatomy/quality.json``."""
    parser = options(__doc__)
    parser.add_argument("--build", type=Path, default=Path("build/crossed"), help="where the segmenters of the folds are kept")
    asked = parser.parse_args()
    lessons = Lessons.read(asked.data)
    networks = crossed(lessons, asked.build)
    every = Judged.joined(
        *(judge_unseen(lessons.people, networks, partial(judge_films, spoil=spoil)) for spoil in (None, *FILMS)),
        judge_unseen(lessons.people, networks, partial(judge_drawings, spoils=SEEN)),
    )
    gate = learned(every)
    own, pooled = unseen_fold_ranked(every, folds(lessons.people)[every.films])
    caught = unseen_kinds_caught(every)
    hits, poor = (sum(each) for each in zip(*caught.values(), strict=True))
    print(f"fold scored by the other one: Spearman {own} on films as they are, {pooled} with spoiled films")
    print(f"kinds left out: {hits} of {poor} poor drawings of spoiled films caught: {caught}")
    calibrate = lessons.others.with_role(PatientRole.CALIBRATE).images
    natural = [judge_films(lessons.segmenter, images, None, None).scores(gate) for images in (lessons.people.images, calibrate)]
    gate = refusing(gate, np.concatenate(natural))
    for scores in natural:
        print(f"{len(scores)} films as they are, {np.mean(scores < gate.least):.1%} refused: {np.percentile(scores, (0, 5, 50)).round(3)}")
    table = {"weights": gate.weights, "usual": gate.usual, "least": gate.least}
    (asked.out / "quality.json").write_text(json.dumps(table, indent=1) + "\n")
    print(table)


if __name__ == "__main__":
    main()
