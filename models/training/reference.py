"""Recipe of the embedded classifier's reference: ``python -m models.training.reference --data FOLDER``.

The films are of patients whose role is "reference" or "calibrate", one a patient, from both NIH folders; no shipped weight learned from
them. Each is read against the others, so that no film is part of the reference that it calibrates (docs/decisions/0023).
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch

from models.anatomy.segmenter import Segmenter
from models.attention.reference.films import Films
from models.attention.reference.reference import Reference
from models.attribution.watched import WatchedClassifier
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.regions.table import shipped_table
from models.screening.collect import collect
from models.screening.loaded_method import LoadedMethod
from models.training.ledger import PatientRole
from models.training.unseen import Unseen, every_unseen_nih

SEED = 20261128
ROLES = (PatientRole.REFERENCE, PatientRole.CALIBRATE)


def build(folder: Path, classifier: WatchedClassifier) -> Reference:
    """Collect the films and read each against the others."""
    device = torch.device("cpu")
    segmenter, checker = Segmenter.load(embedded("lungs"), device), InputChecker.load(embedded("film-check"), device)
    method = LoadedMethod(classifier, segmenter, checker, shipped_table())
    parts = [_usable(films, method) for films in by_patient(every_unseen_nih(folder, *ROLES))]
    return Reference.build(method.made_with, Films.joined(parts))


def by_patient(films: Iterable[Unseen]) -> list[list[Unseen]]:
    """Return the films of each patient, in an order that chance gave."""
    of: dict[str, list[Unseen]] = defaultdict(list)
    for film in films:
        of[film.patient].append(film)
    rng = np.random.default_rng(SEED)
    return [[of[patient][index] for index in rng.permutation(len(of[patient]))] for patient in sorted(of)]


def _usable(films: list[Unseen], method: LoadedMethod) -> Films:
    """Collect the first of a patient's films that is accepted and whose lungs can be relied on; nothing where there is none."""
    for film in films[:-1]:
        found = collect([film.film], method)
        if len(found.logits):
            return found
    return collect([films[-1].film], method)


def main() -> None:
    """Build and write the reference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/references/embedded.npz"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    reference = build(options.data, WatchedClassifier.load(embedded("embedded"), torch.device("cpu")))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    reference.write(options.out)
    print(f"{len(reference.films.logits)} films, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
