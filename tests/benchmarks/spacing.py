"""Measure whether wrong millimetres are noticed, and what those do that are not. Prints JSON.

With ``--data FOLDER``, on the NIH films of it, whose spacing is known: how many are not believed as they are and scaled; and what a wrong
spacing in the range that is not noticed does to the share outside of findings.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models.anatomy.frame import Frame
from models.anatomy.segmenter import Segmenter
from models.anatomy.spacing import ADULT_YEARS, judged_spacing
from models.attribution.watched import WatchedClassifier
from models.input_check.checker import CheckedFilm, InputChecker
from models.networks.library import embedded
from models.reading.read import read_radiograph
from models.regions.table import shipped_table
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.training.ledger import PatientRole, ledger
from models.values.parameters import Parameters
from models.values.progress import result_of
from models.values.radiograph import Header, Radiograph
from models.values.screening import Screening
from models.values.wilson import wilson

CPU = torch.device("cpu")
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 1.1, 1.25, 1.4, 1.7, 2.0, 2.5, 4.0)
UNNOTICED = (0.8, 0.9, 1.1, 1.25)
CHOSE = frozenset({PatientRole.TRAIN, PatientRole.CALIBRATE})
"""Roles whose films the limits were chosen on."""


@dataclass(frozen=True)
class Sized:
    """A film's header with its true spacing, and its lungs.

    Attributes:
        frame: None where there are no lungs to judge by.
        upright: Whether the film is one that is screened.
        unseen: Whether its patient chose nothing.
    """

    header: Header
    frame: Frame | None
    upright: bool
    unseen: bool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, help="where to keep the figures")
    parser.add_argument("--films", type=int, default=60, help="films whose shares outside are compared")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(json.dumps({"spacing": f"no films in {options.data}"}))  # noqa: T201
        return
    torch.manual_seed(0)
    checker, segmenter = InputChecker.load(embedded("film-check"), CPU), Segmenter.load(embedded("lungs"), CPU)
    sized, kept = [], list[Radiograph]()
    for film, unseen in true_films(options.data):
        (checked,) = checker.looked_at([film])
        sized.append(Sized(film.header, frame_of(checked, segmenter), checked.objection is None, unseen))
        if unseen and len(kept) < options.films:
            kept.append(film)
    figures = {"not_believed": not_believed(sized), "share_outside": share_outside(kept, checker, segmenter)}
    print(json.dumps(figures, indent=1))  # noqa: T201
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n")


def true_films(data: Path) -> Iterator[tuple[Radiograph, bool]]:
    """Read the NIH films with true spacing and age; tells which are of patients that chose nothing."""
    roles = ledger("nih")
    for folder in ("nih", "nih_more"):
        with (data / folder / "labels.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                film, patient = read_radiograph(data / folder / "images" / row["image"]), row["image"].split("_")[0]
                header = replace(film.header, pixel_spacing_mm=float(row["mm_per_pixel"]), age_years=float(row["age"]))
                yield replace(film, header=header), patient not in roles or roles[patient].role not in CHOSE


def frame_of(checked: CheckedFilm, segmenter: Segmenter) -> Frame | None:
    """Return the outlines of a film's lungs."""
    anatomy = segmenter.segmented([checked.canonical])[0].anatomy(checked.canonical)
    return anatomy.frame if anatomy else None


def not_believed(films: list[Sized]) -> dict[str, Any]:
    """Return by group and scale the share of films whose spacing is not believed, with its interval."""
    groups = {
        "all": films, "screened": [one for one in films if one.upright], "unseen": [one for one in films if one.unseen],
        "under_18": [one for one in films if (one.header.age_years or 99) < ADULT_YEARS],
    }  # fmt: skip
    return {
        name: {"films": len(group), "without_lungs": sum(one.frame is None for one in group)}
        | {str(scale): _share(sum(doubted(one, scale) for one in group), len(group)) for scale in SCALES}
        for name, group in groups.items()
    }


def _share(hits: int, of: int) -> list[float]:
    return [round(number, 4) for number in (hits / of, *wilson(hits, of))]


def doubted(film: Sized, scale: float) -> bool:
    """Tell whether a film's spacing times a scale is not believed."""
    assert film.header.pixel_spacing_mm is not None
    return judged_spacing(replace(film.header, pixel_spacing_mm=film.header.pixel_spacing_mm * scale), film.frame).trusted is False


def share_outside(films: list[Radiograph], checker: InputChecker, segmenter: Segmenter) -> dict[str, Any]:
    """Return how a spacing that is wrong unnoticed, and none at all, move the share outside of the same findings."""
    classifier = WatchedClassifier.load(embedded("embedded"), CPU)
    method = LoadedMethod(classifier, segmenter, checker, shipped_table(), Parameters(challenges=False))

    def shares(film: Radiograph, scale: float | None) -> list[float]:
        mm = None if scale is None else (film.header.pixel_spacing_mm or 0) * scale
        (found,) = result_of(screen([replace(film, header=replace(film.header, pixel_spacing_mm=mm))], method))
        return [one.attention.share_outside for one in found.findings if one.attention] if isinstance(found, Screening) else []

    true = [shares(film, 1.0) for film in films]
    told: dict[str, Any] = {"films": len(films), "findings": sum(map(len, true))}
    for name, scale in (*((str(scale), scale) for scale in UNNOTICED), ("none", None)):
        moved = np.concatenate([np.subtract(shares(film, scale), before) for film, before in zip(films, true, strict=True)])
        told[name] = {"median": round(float(np.median(moved)), 4), "p95_absolute": round(float(np.quantile(abs(moved), 0.95)), 4)}
    return told


if __name__ == "__main__":
    main()
