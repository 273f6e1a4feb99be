"""Recipe of the shape model of the lungs: ``python -m models.training.shape --data FOLDER``.

It learns from human masks of the films that shipped weights may learn from, and from the embedded segmenter's drawings of the NIH films
with the same role that look like two lungs. Outlines are brought together by affine Procrustes analysis (Gower 1975); the modes are the
principal components of what remains.
"""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.outline import LANDMARKS, outline
from models.anatomy.shape import Points, ShapeModel
from models.training import segmenter
from models.training.ledger import PatientRole
from models.training.lessons import Lessons, options
from models.training.own_drawings import two_lungs
from models.training.taught import LUNGS_PART

MODES = 12
_ROUNDS = 6
_WIDTH, _HEIGHT, _TOP = 0.66, 0.60, 0.17
"""Of both lungs in the lung frame: what is around them on a film has room in the unit square."""


def shape_of(masks: NDArray[np.bool_], modes: int = MODES) -> ShapeModel:
    """Learn a model from N×2×H×W lungs, right then left, every one whole."""
    outlines = np.stack([found for pair in masks if (found := both(pair)) is not None])
    mean = _framed(outlines.mean(axis=0))
    for _ in range(_ROUNDS):
        aligned = np.stack([_onto(points, mean) for points in outlines])
        mean = _framed(aligned.mean(axis=0))
    rest = (aligned - aligned.mean(axis=0)).reshape(len(aligned), -1)
    _, spread, directions = np.linalg.svd(rest, full_matrices=False)
    shown = directions[:modes] * spread[:modes, None] / np.sqrt(len(rest) - 1)
    return ShapeModel(mean, shown.reshape(-1, 2 * LANDMARKS, 2))


def both(pair: NDArray[np.bool_]) -> Points | None:
    """Return the landmarks of the largest piece of each lung; None where one is too small."""
    found = []
    for lung, outwards in zip(pair, (-1, 1), strict=True):
        pieces, count = ndimage.label(lung)
        points = outline(pieces == 1 + np.argmax(np.bincount(pieces.ravel())[1:]), outwards) if count else None
        if points is None:
            return None
        found.append(points)
    return np.concatenate(found)


def _onto(points: Points, target: Points) -> Points:
    lifted = np.concatenate([points, np.ones((len(points), 1))], axis=1)
    return np.asarray(lifted @ np.linalg.lstsq(lifted, target, rcond=None)[0])


def _framed(points: Points) -> Points:
    low, high = points.min(axis=0), points.max(axis=0)
    unit = (points - low) / (high - low)
    return np.asarray(unit * [_WIDTH, _HEIGHT] + [(1 - _WIDTH) / 2, _TOP])


def main() -> None:
    """Learn and write ``anatomy/shape.json``."""
    asked = options(__doc__).parse_args()
    lessons = Lessons.read(asked.data)
    people = lessons.people.masks
    drawn = segmenter.drawn(lessons.segmenter, lessons.others.with_role(PatientRole.TRAIN).images)[:, LUNGS_PART]
    own = np.stack([pair for pair in drawn if two_lungs(pair)])
    model = shape_of(np.concatenate([people, own]))
    print(f"{len(people)} human and {len(own)} drawn pairs of lungs")
    table = {"mean": np.round(model.mean, 4).tolist(), "modes": np.round(model.modes, 4).tolist()}
    (asked.out / "shape.json").write_text(json.dumps(table) + "\n")


if __name__ == "__main__":
    main()
