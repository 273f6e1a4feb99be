"""What the anatomy is worth on films that nothing was learned from: ``python tests/benchmarks/anatomy.py [--data DATA] [--out FILE]``.

Registration, expected cavity, exposed field and time, as JSON; ``models/training/logs/anatomy.json`` feeds docs/validation.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import time
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy, anatomy_of
from models.anatomy.field import exposed_field
from models.anatomy.frame import Frame
from models.anatomy.segmenter import HEART, Segmenter, label_map, one_piece_each
from models.anatomy.shape import fit
from models.attribution.watched import WatchedClassifier
from models.film.canonical import CanonicalFilm
from models.grids.geometry import Geometry
from models.networks.library import embedded
from models.networks.weights import load_network
from models.regions.places import FilmRegions
from models.regions.table import shipped_table
from models.training import segmenter as recipe
from models.training.facts import LABELS
from models.training.films import MaskedFilms, lungs, nih
from models.training.intervals import bootstrap
from models.training.ledger import PatientRole
from models.training.quality import truth_of
from models.training.unseen import unseen_nih
from models.training.validation import severe

STEPS = recipe.STEPS
GRID = Geometry.identity(recipe.SIZE, recipe.SIZE)
OPAQUE = {"COVID-19, ARDS", "ARDS", "SARS", "Pneumocystis", "Streptococcus"}
"""Diagnoses of the lung folder with widespread consolidation; its index tells no effusions."""


def main() -> None:
    """Measure all, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, help="where to keep the figures")
    parser.add_argument("--only", nargs="*", default=["registration", "cavity", "field", "time"])
    options = parser.parse_args()
    if not options.data.is_dir():
        print(json.dumps({"anatomy": f"no films in {options.data}"}))  # noqa: T201
        return
    torch.manual_seed(0)
    figures: dict[str, Any] = json.loads(options.out.read_text()) if options.out and options.out.exists() else {}
    films = lungs(options.data, STEPS, role=PatientRole.EVALUATE)
    network = load_network(embedded("lungs"))
    drawn = recipe.drawn(network, films.images)
    organs = zip(_labels(drawn), drawn[:, HEART], films.images, strict=True)
    found = [anatomy_of(labels, heart, on_grid(image), fit(labels)) for labels, heart, image in organs]
    work = {
        "registration": lambda: registration(films, found),
        "cavity": lambda: cavity(films, drawn, found, _findings(options.data)),
        "field": lambda: field(options.data),
        "time": lambda: seconds(options.data),
    }
    for name in options.only:
        figures[name] = work[name]()
        print(json.dumps({name: figures[name]}, indent=1), flush=True)  # noqa: T201
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n")


def registration(films: MaskedFilms, found: list[Anatomy | None]) -> dict[str, Any]:
    """IoU of human lungs in the frame with the lungs of most films, and how far frames from human and drawn lungs lie apart."""
    box, size = (0.0, 0.0, float(recipe.SIZE), float(recipe.SIZE)), recipe.SIZE
    known = [index for index, one in enumerate(found) if one is not None]
    frames = [one.frame for one in found if one is not None]
    warped = np.stack([frame.warp(films.masks[i].astype(np.float32), box) > 0.5 for i, frame in zip(known, frames, strict=True)])
    usual = warped.mean(axis=0) > 0.5
    overlap = (warped & usual).any(axis=1).sum(axis=(1, 2)) / (warped | usual).any(axis=1).sum(axis=(1, 2))
    identity = Geometry.identity(size, size)
    human = [(one, fit(labels)) for one, labels in zip(frames, truth_of(films)[known], strict=True)]
    apart = [_apart(one, Frame.of(other, identity)) for one, other in human if other is not None]
    inside = usual.any(axis=0)
    return {
        "films": len(films.images), "registered": len(known), "grid": size, "iou": _spread(overlap, films.patients[known]),
        "error": _spread(np.array([frame.error for frame in frames]), films.patients[known]),
        "cells_between_drawn_and_human": _quantiles(np.array([each[inside].mean() for each in apart])),
        "cells_between_drawn_and_human_everywhere": _quantiles(np.array([each.mean() for each in apart])),
    }  # fmt: skip


def _apart(one: Frame, other: Frame) -> NDArray[np.float64]:
    """Distance between where two registrations put each cell, in cells of the first."""
    cell = np.median(np.abs(np.diff(one.on_film[..., 0], axis=1)))
    return np.asarray(np.hypot(*(one.on_film - other.on_film).transpose(2, 0, 1)) / cell)


def cavity(films: MaskedFilms, drawn: NDArray[np.bool_], found: list[Anatomy | None], findings: dict[str, set[str]]) -> dict[str, Any]:
    """Share of the true lungs outside R for a lung finding, beside the area of R and the share of non-lung in it."""
    table, rows = shipped_table(), []
    for truth, one in zip(films.masks.any(axis=1), found, strict=True):
        assert one is not None, "the segmenter found lungs on every film of this folder"
        places = FilmRegions(table, one, None).of("Pneumonia")
        expected = one.structures.cavity.masks()
        row = []
        for region in (one.lungs > 0, expected[0] | expected[1], places.allowed):
            row += [(truth & ~region).sum() / truth.sum(), region.mean(), (region & ~truth).sum() / (~truth).sum()]
        rows.append([*row, truth.mean()])
    numbers, white = np.array(rows), severe(films)
    opaque = np.array([bool(findings[patient] & OPAQUE) for patient in films.patients])
    groups = {"all": np.ones(len(rows), bool), "opaque_diagnosis": opaque, "white_lung": white, "opaque_or_white": opaque | white}
    told = {name: {"films": int(mask.sum()), **_cavity_row(numbers[mask], films.patients[mask])} for name, mask in groups.items()}
    labels = _labels(drawn)
    for name, kept in (("lower_third_not_drawn", 0.67), ("lower_half_not_drawn", 0.5), ("lung_not_drawn", 0.0)):
        lost = []
        for index, (truth, image) in enumerate(zip(films.masks.any(axis=1), films.images, strict=True)):
            spoiled = _without(labels[index], 1 + index % 2, kept)
            one = anatomy_of(spoiled, drawn[index, HEART], on_grid(image), fit(spoiled))
            if one is not None:
                region, drawn_lungs = FilmRegions(table, one, None).of("Effusion").allowed, one.lungs > 0
                lost.append(((truth & ~region).sum() / truth.sum(), region.mean(), (truth & ~drawn_lungs).sum() / truth.sum()))
        outside, area, bare = np.array(lost).T
        told[name] = {
            "films": len(lost), "outside_r": _quantiles(outside), "area_r": round(float(area.mean()), 3),
            "outside_drawing": _quantiles(bare),
        }  # fmt: skip
    return told


def _without(labels: NDArray[np.uint8], side: int, kept: float) -> NDArray[np.uint8]:
    rows = np.flatnonzero((labels == side).any(axis=1))
    spoiled, first = labels.copy(), int(rows[0] + kept * len(rows))
    spoiled[first:][spoiled[first:] == side] = 0
    return spoiled


def _cavity_row(numbers: NDArray[np.float64], patients: NDArray[np.str_]) -> dict[str, Any]:
    names = ("drawing", "cavity", "r")
    told: dict[str, Any] = {"area_of_true_lung": round(float(numbers[:, 9].mean()), 3)}
    for index, name in enumerate(names):
        outside, area, covered = numbers[:, 3 * index], numbers[:, 3 * index + 1], numbers[:, 3 * index + 2]
        told[f"outside_{name}"] = _quantiles(outside)
        told[f"area_{name}"], told[f"non_lung_in_{name}"] = round(float(area.mean()), 3), round(float(covered.mean()), 3)
    return told


def field(data: Path) -> dict[str, Any]:
    """Random collimators on NIH films: Dice of the field, and how much field is lost on films as they are."""
    images, chance = (
        nih(data, STEPS).with_role(PatientRole.EVALUATE, PatientRole.REFERENCE, PatientRole.CALIBRATE).images,
        np.random.default_rng(11),
    )
    side = images.shape[1]
    y, x = (np.mgrid[:side, :side] + 0.5) / side - 0.5
    scores, own = [], []
    for image in images:
        before = exposed_field(image)
        own.append(1 - before.mean())
        top, right, bottom, left = chance.uniform(0.03, 0.15, 4) * (chance.random(4) < 0.7)
        tilt = chance.normal(0, 0.03)
        across, down = x * np.cos(tilt) + y * np.sin(tilt), y * np.cos(tilt) - x * np.sin(tilt)
        truth = (down > top - 0.5) & (across < 0.5 - right) & (down < 0.5 - bottom) & (across > left - 0.5)
        found = exposed_field(np.where(truth, image, 0).astype(np.float32))
        truth &= before
        scores.append(2 * (found & truth).sum() / (found.sum() + truth.sum()))
    return {"films": len(images), "dice": _quantiles(np.array(scores)), "outside_on_films_as_they_are": _quantiles(np.array(own))}


def seconds(data: Path) -> dict[str, Any]:
    """Milliseconds a film on one batch of NIH films, interleaved; the share that anatomy and regions add to classifier and segmenter."""
    device = torch.device("cpu")
    classifier, segmenter = WatchedClassifier.load(embedded("embedded"), device), Segmenter.load(embedded("lungs"), device)
    images = [one.film.pixels for one in islice(unseen_nih(data, PatientRole.REFERENCE), 8)]
    grids = [CanonicalFilm.of(image) for image in images]
    batch = torch.stack([classifier.prepared(image).tensor for image in images])
    drawn, table = segmenter.segmented(grids), shipped_table()

    def derive() -> None:
        for one, grid in zip(drawn, grids, strict=True):
            found = one.anatomy(grid)
            assert found is not None
            places = FilmRegions(table, found, 0.8)
            for label in LABELS:
                places.of(label)
            found.frame.warp(np.zeros((len(LABELS), 20, 20), np.float32), (0, 0, 20, 20))

    work = {
        "classifier": lambda: classifier.logits(batch),
        "segmenter": lambda: segmenter.organs(grids),
        "segmenter_with_quality": lambda: segmenter.segmented(grids),
        "anatomy_and_regions": derive,
        "canonical_grid": lambda: [CanonicalFilm.of(image) for image in images],
    }
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(8):
        for name, run in work.items():
            started = time.perf_counter()
            run()
            times[name].append((time.perf_counter() - started) / len(images) * 1000)
    medians = {name: round(statistics.median(values[1:]), 2) for name, values in times.items()}
    share = medians["anatomy_and_regions"] / (medians["classifier"] + medians["segmenter"])
    return {
        "ms_a_film": {**medians, "findings": len(LABELS)},
        "range": {name: [round(min(v[1:]), 2), round(max(v[1:]), 2)] for name, v in times.items()},
        "share": round(share, 3),
    }


def on_grid(image: NDArray[np.float32]) -> CanonicalFilm:
    """Return a film that was brought to the recipe's grid."""
    return CanonicalFilm(image, GRID, (0.0, 1.0))


def _labels(drawn: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the drawings as the program cleans them."""
    return np.stack([label_map(one_piece_each(np.where(three, 1.0, -1.0).astype(np.float32))) for three in drawn])


def _findings(data: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with (data / "lungs" / "index.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["case_group"], set()).add(row["finding"])
    return found


def _quantiles(values: NDArray[np.float64]) -> dict[str, float]:
    return {
        name: round(float(np.quantile(values, share)), 4) for name, share in (("median", 0.5), ("p90", 0.9), ("p95", 0.95), ("most", 1.0))
    }


def _spread(values: NDArray[np.float64], patients: NDArray[np.str_]) -> dict[str, Any]:
    people = [np.flatnonzero(patients == person) for person in np.unique(patients)]
    low, high = bootstrap(lambda drawn: float(values[np.concatenate([people[i] for i in drawn])].mean()), len(people))
    return {
        "mean": [round(float(values.mean()), 4), round(low, 4), round(high, 4)],
        "p10": round(float(np.quantile(values, 0.1)), 4),
        "least": round(float(values.min()), 4),
    }


if __name__ == "__main__":
    main()
