"""Recipe of the reference and calibration of the embedded classifiers: ``python -m models.training.reference --data FOLDER``.

The films are of patients whose role is "reference" or "calibrate", one a patient, from both NIH folders; no shipped weight learned from
them. Each is read against the others, so that no film is part of the reference that it calibrates (docs/decisions/0023). What is shipped
holds no film's pixels: its donors are composites. The teaching classifier's are made of phantoms.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.anatomy.segmenter import Segmenter
from models.attention.reference.reference import Reference
from models.attribution.watched import WatchedClassifier
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.composites import composites
from models.input_check.checker import InputChecker
from models.networks.library import EMBEDDED, embedded
from models.regions.table import shipped_table
from models.screening.calibrate import calibrated
from models.screening.collect import collect
from models.screening.loaded_method import LoadedMethod
from models.selftest.films import phantom_film
from models.training.ledger import PatientRole
from models.training.unseen import Unseen, every_unseen_nih
from models.values.progress import result_of
from models.values.radiograph import Radiograph

SEED = 20261128
PHANTOMS = range(4_000_000, 4_000_120)
ROLES = (PatientRole.REFERENCE, PatientRole.CALIBRATE)


def method_of(classifier: WatchedClassifier) -> LoadedMethod:
    """Return by what films are looked at."""
    device = torch.device("cpu")
    segmenter, checker = Segmenter.load(embedded("lungs"), device), InputChecker.load(embedded("film-check"), device)
    return LoadedMethod(classifier, segmenter, checker, shipped_table())


def build(films: Sequence[Radiograph], method: LoadedMethod) -> tuple[Reference, Calibration]:
    """Collect films, one a patient, read each against the others, and fill in control places."""
    classifier = method.classifier

    def positives(image: NDArray[np.float32]) -> list[bool]:
        return classifier.decided(classifier.logits(torch.from_numpy(image[None])).double().numpy()[0])[1]

    return result_of(calibrated(films, method, lambda donors: composites(donors, decide=positives)))


def of_patients(folder: Path, method: LoadedMethod) -> list[Radiograph]:
    """Return a film of each patient, the first that can serve, with the view that the collection tells."""
    return [_usable(films, method) for films in by_patient(every_unseen_nih(folder, *ROLES))]


def of_phantoms() -> list[Radiograph]:
    """Return phantoms that the teaching classifier did not learn from, none with a marker."""
    return [phantom_film(seed) for seed in PHANTOMS]


def by_patient(films: Iterable[Unseen]) -> list[list[Unseen]]:
    """Return the films of each patient, in an order that chance gave."""
    of: dict[str, list[Unseen]] = defaultdict(list)
    for film in films:
        of[film.patient].append(film)
    rng = np.random.default_rng(SEED)
    return [[of[patient][index] for index in rng.permutation(len(of[patient]))] for patient in sorted(of)]


def _usable(films: list[Unseen], method: LoadedMethod) -> Radiograph:
    """Return the first of a patient's films that is accepted and whose lungs can be relied on; else the last."""
    with_view = [replace(one.film, header=replace(one.film.header, view=one.view or None)) for one in films]
    return next((film for film in with_view[:-1] if len(collect([film], method).logits)), with_view[-1])


def main() -> None:
    """Build and write reference and calibration of each embedded classifier."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources"))
    parser.add_argument("--only", choices=EMBEDDED, help="build those of one classifier")
    options = parser.parse_args()
    torch.set_num_threads(1)
    for name in [options.only] if options.only else EMBEDDED:
        classifier = WatchedClassifier.load(embedded(name), torch.device("cpu"))
        method = method_of(classifier)
        films = of_phantoms() if name == "teaching" else of_patients(options.data, method)
        reference, calibration = build(films, method)
        for folder, made in (("references", reference), ("calibrations", calibration)):
            file = options.out / folder / f"{name}.npz"
            file.parent.mkdir(parents=True, exist_ok=True)
            made.write(file)
            print(f"{file}: {len(reference.films.logits)} films, {file.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
