"""Segmenters that have not seen a film's mask, one a fold, for ``models.training.quality``; never shipped.

The shipped segmenter draws the films that it learned from too well to tell how it fails. Each of these learns from the other fold alone:
from human masks, from phantoms, and from NIH films whose lungs the segmenter's recipe takes as known.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import nn

from models.training.films import MaskedFilms, phantoms
from models.training.fit import Course
from models.training.ledger import PatientRole, ledger
from models.training.lessons import Lessons
from models.training.segmenter import DECAY, PHANTOM_SEEDS, RATE, SEED, STEPS, of_drawn_lungs, read, train
from models.training.taught import Taught

FOLDS = (1, 2)
"""Those of the films that shipped weights may learn from."""
COURSE = Course(6, 8, rate=RATE, decay=DECAY)


def crossed(lessons: Lessons, build: Path) -> dict[int, nn.Module]:
    """Return for each fold the segmenter that did not see it; those not kept in ``build`` are trained first (minutes)."""
    found: dict[int, nn.Module] = {}
    for fold in FOLDS:
        kept = build / f"without-fold-{fold}.safetensors"
        if not kept.exists():
            _train(lessons, fold, kept)
        found[fold] = read(kept)
    return found


def folds(films: MaskedFilms) -> NDArray[np.int_]:
    """Return the fold of each film of the lung folder."""
    return np.array([ledger("lungs")[patient].fold for patient in films.patients])


def _train(lessons: Lessons, fold: int, kept: Path) -> None:
    seen, unlabelled = folds(lessons.people) != fold, lessons.others.with_role(PatientRole.TRAIN)
    people = Taught.lungs_alone(lessons.people).subset(seen)
    own = of_drawn_lungs(unlabelled.images[[line.fold != fold for line in unlabelled.lines]])
    made = Taught.lungs_alone(phantoms(PHANTOM_SEEDS, STEPS)[0])
    network, log = train(Taught.joined(people, people, made, own), COURSE, seed=SEED + fold)
    kept.parent.mkdir(parents=True, exist_ok=True)
    save_file(network.state_dict(), kept)
    kept.with_suffix(".txt").write_text("\n".join(log) + "\n")
