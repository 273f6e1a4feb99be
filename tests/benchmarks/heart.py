"""What the segmented heart is worth: ``python tests/benchmarks/heart.py [--data DATA] [--hearts ROLE] [--nih ROLE…] [--out FILE]``.

Dice with the hearts that people drew, the cardiothoracic ratio beside the published one, and how well the ratio tells NIH's films with the
label Cardiomegaly from those without, as JSON. Roles are of patients that nothing was learned from, unless others are asked for; each
look at films of the role evaluate is a line of ``models/training/logs/looks.json``.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from models.anatomy.anatomy import Anatomy
from models.anatomy.cardiothoracic import cardiothoracic_ratio
from models.anatomy.segmenter import Segmenter
from models.film.canonical import CanonicalFilm
from models.grids.geometry import Geometry
from models.grids.interpolation import resampled
from models.networks.library import embedded
from models.training import looks
from models.training.figures import auc
from models.training.intervals import bootstrap
from models.training.ledger import PatientRole, ledger
from models.training.taught import HEART, numbers_of
from models.values.cardiothoracic import CardiothoracicRatio

_BATCH = 8


@dataclass(frozen=True)
class Measured:
    """One film.

    Attributes:
        row: Of its table.
        anatomy: On the canonical grid.
        grid: That grid.
        ratio: The cardiothoracic ratio.
    """

    row: dict[str, str]
    anatomy: Anatomy | None
    grid: Geometry
    ratio: CardiothoracicRatio


def measured(segmenter: Segmenter, films: list[tuple[dict[str, str], Path, str]]) -> Iterator[Measured]:
    """Segment films, given as row of a table, file and view, and measure their hearts."""
    for first in range(0, len(films), _BATCH):
        batch = films[first : first + _BATCH]
        grids = [CanonicalFilm.of(np.asarray(Image.open(file).convert("L"), np.float32) / np.float32(255)) for _, file, _ in batch]
        for (row, _, view), grid, found in zip(batch, grids, segmenter.segmented(grids), strict=True):
            anatomy = found.anatomy(grid)
            yield Measured(row, anatomy, grid.geometry, cardiothoracic_ratio(anatomy, found.quality, view))


def drawn_hearts(data: Path, segmenter: Segmenter, role: PatientRole) -> dict[str, Any]:
    """Dice with the hearts that people drew, and the ratio less the published one; all films are PA."""
    folder = data / "hearts"
    rows = [row for row in _table(folder / "index.csv") if ledger("hearts")[row["id"]].role == role]
    found = list(measured(segmenter, [(row, folder / "images" / f"{row['id']}.png", "PA") for row in rows]))
    dice = np.array([_dice(one, _by_people(folder, one.row["id"])) for one in found])
    published = [(one.ratio.value, float(one.row["cardiothoracic_ratio"])) for one in found if one.row["cardiothoracic_ratio"]]
    known = np.array([pair for pair in published if pair[0] is not None], float)
    apart = known[:, 0] - known[:, 1]
    low, high = bootstrap(lambda drawn: float(dice[drawn].mean()), len(dice))
    return {
        "films": len(found), "not_found": sum(one.anatomy is None or not one.anatomy.heart.is_found for one in found),
        "dice_mean": _rounded(dice.mean(), low, high), "dice_p10": _rounded(np.quantile(dice, 0.1))[0],
        "ratio": {
            "published": len(published), "measured": len(known), "mean_difference": _rounded(apart.mean())[0],
            "mean_absolute_difference": _rounded(np.abs(apart).mean())[0],
            "limits_of_agreement": _rounded(*(apart.mean() + np.array((-1.96, 1.96)) * apart.std(ddof=1))),
            "most": _rounded(np.abs(apart).max())[0],
        },
        "reasons": _reasons(found),
    }  # fmt: skip


def cardiomegaly(data: Path, segmenter: Segmenter, roles: set[PatientRole]) -> dict[str, Any]:
    """Area under the curve of the ratio for the label on NIH's PA films, with an interval over patients."""
    films = []
    patients = ledger("nih") | ledger("nih_more")
    for folder in (data / "nih", data / "nih_more"):
        for row in _table(folder / "labels.csv"):
            if row["view"] == "PA" and patients[_patient(row)].role in roles:
                films.append((row, folder / "images" / row["image"], row["view"]))
    found = list(measured(segmenter, films))
    known = [one for one in found if one.ratio.value is not None]
    ratios = np.array([one.ratio.value for one in known], float)
    labels = np.array(["Cardiomegaly" in one.row["labels"].split("|") for one in known], np.float32)
    who = np.array([_patient(one.row) for one in known])
    films_of = [np.flatnonzero(who == patient) for patient in np.unique(who)]

    def area(drawn: NDArray[np.int_]) -> float:
        some = np.concatenate([films_of[index] for index in drawn])
        return auc(ratios[some], labels[some])

    low, high = bootstrap(area, len(films_of))
    return {
        "films": len(found), "measured": len(known), "patients": len(films_of), "with_label": int(labels.sum()),
        "auc": _rounded(area(np.arange(len(films_of))), low, high),
        "median_with_and_without": _rounded(*(np.median(ratios[labels == value]) for value in (1, 0))), "reasons": _reasons(found),
    }  # fmt: skip


def _by_people(folder: Path, name: str) -> NDArray[np.bool_]:
    return np.asarray(np.asarray(Image.open(folder / "masks" / f"{name}.png")) == numbers_of(name)[HEART])


def _dice(one: Measured, truth: NDArray[np.bool_]) -> float:
    if one.anatomy is None:
        return 0.0
    found = resampled(one.anatomy.heart.mask, one.grid, Geometry.identity(*truth.shape))
    return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))


def _reasons(found: list[Measured]) -> dict[str, int]:
    return dict(Counter(one.ratio.reason for one in found if one.ratio.reason).most_common())


def _patient(row: dict[str, str]) -> str:
    return row["image"].split("_")[0]


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as opened:
        return list(csv.DictReader(opened))


def _rounded(*values: float) -> list[float]:
    return [round(float(value), 4) for value in values]


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, help="where to keep the figures")
    parser.add_argument("--hearts", type=PatientRole, default=PatientRole.EVALUATE)
    unseen = [PatientRole.REFERENCE, PatientRole.CALIBRATE]
    parser.add_argument("--nih", type=PatientRole, nargs="*", default=unseen)
    parser.add_argument("--step", default="step 10", help="of the work, for the list of looks at the evaluation films")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(json.dumps({"heart": f"no films in {options.data}"}))  # noqa: T201
        return
    looked = [name for name, roles in (("hearts", [options.hearts]), ("nih", options.nih)) if PatientRole.EVALUATE in roles]
    if looked:
        looks.add(looks.Look.now(options.step, tuple(looked), "hearts and cardiothoracic ratio", "tests/benchmarks/heart.py"))
    segmenter = Segmenter.load(embedded("lungs"), torch.device("cpu"))
    figures = {
        "hearts": drawn_hearts(options.data, segmenter, options.hearts),
        "cardiomegaly": cardiomegaly(options.data, segmenter, set(options.nih)),
    }
    print(json.dumps(figures, indent=1))  # noqa: T201
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
