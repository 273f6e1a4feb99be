"""Recipe of the gate for drawings of lungs: ``python -m models.training.quality --data FOLDER``.

It learns the Dice coefficient with human masks on the films that shipped weights may learn from: as they are, spoiled in seven ways, and
with drawings spoiled in five. The gate's least score is where 99 % of the poor ones among these are caught; how many good films it refuses
is counted on films that nothing was learned from.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import nnls
from torch import nn

from models.anatomy.quality import LACK, WHY, Gate, dice, lack, quality_parts
from models.anatomy.segmenter import drawing
from models.anatomy.steadiness import redrawn
from models.manifest import embedded
from models.training import segmenter
from models.training.films import MaskedFilms, lungs, nih
from models.training.ledger import Role
from models.training.spoiled import FILMS, SEEN, SpoilDrawing, SpoilFilm
from models.weights import load_network

POOR, CAUGHT = 0.85, 0.99
"""Under this Dice coefficient a drawing is poor; the share of poor drawings that the gate must catch."""
SEED = 20261121
Grey = NDArray[np.float32]


@dataclass(frozen=True)
class Judged:
    """Drawings with their parts and what they are worth.

    Attributes:
        parts: One a drawing; None where no two lungs were found.
        dice: With a person's drawing; NaN where there is none.
        kinds: How film or drawing were spoiled; "as it is" where they were not.
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
    for index, (drawn, logits, changed) in enumerate(_drawn(network, spoiled)):
        parts.append(quality_parts(drawn, logits, changed))
        worth.append(np.nan if truth is None else dice(drawn, truth[index]))
    return Judged(parts, np.array(worth), np.full(len(parts), spoil.__name__ if spoil else "as it is"), np.arange(len(parts)))


def judge_drawings(network: nn.Module, images: Grey, truth: NDArray[np.uint8], spoils: Sequence[SpoilDrawing]) -> Judged:
    """Spoil the segmenter's drawings of films, each in every way and to a grade drawn by chance, and judge them."""
    chance = np.random.default_rng(SEED)
    found: list[tuple[dict[str, float] | None, float, str, int]] = []
    for index, (drawn, logits, changed) in enumerate(_drawn(network, images)):
        for spoil in spoils:
            spoiled = spoil(drawn, chance.uniform(0.05, 1), chance)
            found.append((quality_parts(spoiled, logits, changed), dice(spoiled, truth[index]), spoil.__name__, index))
    parts, worth, kinds, films = zip(*found, strict=True)
    return Judged(list(parts), np.array(worth), np.array(kinds), np.array(films))


def learned(judged: Judged, least: float = 0.0) -> Gate:
    """Fit the logarithm of the error by non-negative least squares."""
    known = [index for index, parts in enumerate(judged.parts) if parts]
    rows = np.array([[lack(part) for part in parts.values()] for parts in judged.parts if parts])
    offset = np.array([[1.0, -1.0]]).repeat(len(rows), axis=0)
    weights, _ = nnls(np.concatenate([rows, offset], axis=1), np.log(1 + LACK - judged.dice[known]))
    good = judged.kinds[known] == "as it is"
    usual = dict(zip(WHY, np.median(rows[good], axis=0).round(3).tolist(), strict=True))
    return Gate(dict(zip(WHY, weights[:-2].round(4).tolist(), strict=True)), round(float(weights[-2] - weights[-1]), 4), usual, least)


def _drawn(network: nn.Module, images: Grey) -> list[tuple[NDArray[np.uint8], Grey, NDArray[np.uint8]]]:
    films = (torch.from_numpy(images)[:, None].float() - segmenter.NORMALISE.mean[0]) / segmenter.NORMALISE.std[0]
    found = []
    for part in films.split(8):
        with torch.inference_mode():
            logits = network(part).float().numpy()
        found += list(zip(drawing(logits), logits, redrawn(network, part), strict=True))
    return found


def main() -> None:
    """Learn, set the least score, write ``anatomy/quality.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/anatomy"))
    options = parser.parse_args()
    steps = (segmenter.GREY, *segmenter.FRAME)
    network, films = load_network(embedded("lungs")), lungs(options.data, steps, role=Role.TRAIN)
    truth = truth_of(films)
    judged = [judge_films(network, films.images, truth, spoil) for spoil in (None, *FILMS)]
    every = Judged.joined(*judged, judge_drawings(network, films.images, truth, SEEN))
    gate = learned(every)
    poor = every.scores(gate)[every.dice < POOR]
    least = float(np.quantile(poor, CAUGHT))
    kept = judge_films(network, nih(options.data, steps).with_role(Role.CALIBRATE).images, None, None).scores(gate)
    print(f"{len(poor)} poor drawings: scores {np.percentile(poor, (50, 75, 90, 95, 99)).round(3)}")
    print(f"{len(kept)} films to calibrate, {np.mean(kept < least):.1%} refused: {np.percentile(kept, (0, 5, 25, 50, 75)).round(3)}")
    table = {"weights": gate.weights, "offset": gate.offset, "usual": gate.usual, "least": round(least, 3)}
    (options.out / "quality.json").write_text(json.dumps(table, indent=1) + "\n")
    print(table)


if __name__ == "__main__":
    main()
