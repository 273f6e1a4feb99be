"""A real shortcut, not a plant: ``python -m models.training.view_shortcut --data FOLDER --build FOLDER --evaluate "step N"``.

Copies learn pneumonia from films among which AP goes with it in 10 to 90 % (``view_drawing``, ``view_copies``). On balanced films of
patients that they never saw it is measured that they took the shortcut, and what the audit says of it. Reference, calibration and
thresholds come from the role reference; films of the role evaluate are asked about, and that look is appended to
``models/training/logs/looks.json``. Without ``--evaluate`` it is tried out on films of the role calibrate. Every film that was measured is
kept in ``--build``, so a run that was cut off goes on where it was.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.attention.reference.reference import Reference
from models.attribution.watched import WatchedClassifier
from models.challenge.calibration.calibration import Calibration
from models.input_check.checker import InputChecker
from models.networks.architectures import ResidualGrid
from models.networks.library import embedded
from models.regions.table import shipped_table
from models.screening.loaded_method import LoadedMethod
from models.selftest.remembering import Remembering
from models.training import looks
from models.training.facts import FilmFacts, nih_facts
from models.training.grounds import with_grounds
from models.training.ledger import PatientRole
from models.training.operating_points import balanced_threshold
from models.training.planted_copies import first_member
from models.training.reference import by_patient
from models.training.unseen import Unseen, every_unseen_nih, unseen_nih
from models.training.view_copies import Row, classifier_of, learned, some
from models.training.view_drawing import SHARES, balanced, counts, drawn, with_pneumonia
from models.training.view_figures import ViewCopy, figures
from models.training.view_measured import FilmAsked, asked
from models.values.entries import validated
from models.values.finding import probability
from models.values.method import METHOD
from models.values.parameters import Parameters

OUT = Path("models/training/logs/view_shortcut.json")
SOURCE = "nih_more"
SEED = 20261129
DRAWS = 3
RESTS_ON, RESTED_ON = PatientRole.REFERENCE, 80
"""Whose films reference, calibration and thresholds are made of: patients of a role, so many, drawn by chance."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Pool:
    """Films of some roles: what is told of them, their N×D features, and themselves in the same order."""

    facts: FilmFacts
    features: Array
    films: Sequence[Unseen]

    @classmethod
    def of(cls, data: Path, build: Path, *roles: PatientRole) -> Pool:
        """Read the films of ``nih_more/``, and their features where these were computed before."""
        films = list(unseen_nih(data, *roles, sources=(SOURCE,)))
        file = build / f"features-{'-'.join(roles)}-{embedded('embedded').weights_sha256[:12]}.npy"
        if not file.exists():
            network, prepare = first_member(), embedded_classifier().prepared
            np.save(file, np.stack([_features(network, prepare(one.film.pixels).tensor) for one in films]))
        return cls(nih_facts(data, SOURCE).with_role(*roles), np.load(file), films)


def embedded_classifier() -> WatchedClassifier:
    """Return the embedded classifier, whose preparation the copies share."""
    return WatchedClassifier.load(embedded("embedded"), torch.device("cpu"))


def _features(network: ResidualGrid, image: torch.Tensor) -> Array:
    with torch.no_grad():
        return np.asarray(network.features(image[None]).mean(dim=(2, 3))[0].double().numpy())


def taught(train: Pool, tuned_on: Pool) -> tuple[list[ViewCopy], list[Row]]:
    """Learn all copies; each is decided where sensitivity and specificity are alike on balanced films of other patients."""
    copies, rows = list[ViewCopy](), list[Row]()
    tuned = balanced(tuned_on.facts, SEED)
    positive, tuned_positive = with_pneumonia(train.facts), with_pneumonia(tuned_on.facts).astype(np.float32)[tuned]
    for draw in range(DRAWS):
        for share in SHARES:
            films = drawn(train.facts, counts(share), SEED, draw, round(100 * share))
            row = learned(train.features[films], positive[films])
            cut = balanced_threshold(tuned_on.features[tuned] @ row.weight + row.bias, tuned_positive)
            copies.append(ViewCopy(share, draw, len(films), row.penalty, cut, _digest(train.facts.names[films])))
            rows.append(row)
    return copies, rows


def grounded(classifier: WatchedClassifier, rest_on: Sequence[Sequence[Unseen]], build: Path) -> LoadedMethod:
    """Return the method with reference and calibration, as they are read from the files that they are written to."""
    cpu = torch.device("cpu")
    segmenter, checker = Remembering.load(embedded("lungs"), cpu), InputChecker.load(embedded("film-check"), cpu)
    method = LoadedMethod(classifier, segmenter, checker, shipped_table())
    files = [build / f"{name}-{classifier.manifest.weights_sha256[:12]}-{len(rest_on)}.npz" for name in ("reference", "calibration")]
    if not all(file.exists() for file in files):
        made, used = with_grounds(method, rest_on)
        assert made.reference is not None, "they were just made"
        assert made.calibration is not None, "they were just made"
        made.reference.write(files[0])
        made.calibration.write(files[1])
        log(f"reference and calibration of {len(used)} films")
    return replace(method, reference=Reference.load(files[0]), calibration=Calibration.load(files[1]))


def measured(pool: Pool, rows: Sequence[Row], method: LoadedMethod, build: Path, most: int | None) -> list[FilmAsked]:
    """Ask about balanced films; those that were asked about by the same method are read."""
    parts = [some(method, range(first, first + len(SHARES)), rows) for first in range(0, len(rows), len(SHARES))]
    about = [METHOD, method.parameters.sha256(), asdict(method.made_with), method.classifier.manifest.thresholds]
    key = hashlib.sha256(json.dumps(about, default=str).encode()).hexdigest()
    found = list[FilmAsked]()
    for place in np.random.default_rng(SEED).permutation(balanced(pool.facts, SEED))[:most]:
        name = _digest(pool.facts.names[[place]])[:16]
        file = build / f"{name}-{key[:12]}.json"
        if not file.exists():
            logits = tuple(float(pool.features[place] @ row.weight + row.bias) for row in rows)
            one = asked(name, pool.films[place], logits, method, parts)
            file.with_suffix(".draft").write_text(json.dumps(asdict(one)))
            file.with_suffix(".draft").replace(file)
            log(f"film {len(found) + 1}")
        found.append(validated(FilmAsked, json.loads(file.read_text())))
    return found


def _digest(names: NDArray[np.str_]) -> str:
    return hashlib.sha256("\n".join(sorted(map(str, names))).encode()).hexdigest()


def look(step: str, build: Path) -> None:
    """Write down that the evaluation films are looked at, unless this goes on with a look that was cut off."""
    file, this = build / "look.json", {"step": step, "method": METHOD, "parameters": Parameters().sha256()}
    if file.exists() and json.loads(file.read_text()) == this:
        return
    what = f"view and pneumonia: copies that learned a real shortcut, method {METHOD}"
    looks.add(looks.Look.now(step, (SOURCE,), what, "models/training/view_shortcut.py"))
    file.write_text(json.dumps(this))


def log(line: str) -> None:
    """Tell how far it is."""
    print(f"{time.process_time():.0f} s: {line}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--build", type=Path, default=Path("build/view"), help="where films that were measured are kept")
    parser.add_argument("--evaluate", metavar="STEP", help='look at the evaluation films, once a step, as "step 16"')
    parser.add_argument("--grounds", type=int, default=RESTED_ON, help="patients that reference and calibration rest on")
    parser.add_argument("--films", type=int, help="ask about no more than so many films, to try it out")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    torch.set_num_threads(1)
    role = PatientRole.EVALUATE if options.evaluate else PatientRole.CALIBRATE
    build: Path = options.build
    (build / role).mkdir(parents=True, exist_ok=True)
    copies, rows = taught(Pool.of(options.data, build, PatientRole.TRAIN), Pool.of(options.data, build, RESTS_ON))
    labels = [f"{copy.share:.0%} of draw {copy.draw}" for copy in copies]
    classifier = classifier_of(labels, rows, [probability(copy.cut) for copy in copies])
    patients = by_patient(every_unseen_nih(options.data, RESTS_ON))
    chosen = np.random.default_rng(SEED).permutation(len(patients))[: options.grounds]
    method = grounded(classifier, [patients[index] for index in chosen], build)
    if options.evaluate:
        look(options.evaluate, build / role)
    films = measured(Pool.of(options.data, build, role), rows, method, build / role, options.films)
    told: dict[str, Any] = figures(copies, films)
    assert method.reference is not None, "copies have a reference"
    told |= {"films_of": str(role), "rest_on": len(method.reference.films.logits), "method": METHOD, "seed": SEED}
    if options.evaluate:
        options.out.write_text(json.dumps(told, indent=1) + "\n")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
