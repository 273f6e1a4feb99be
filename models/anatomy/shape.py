"""What lungs look like: a mean outline, its modes of variation, and their fit to lungs of which parts may be missing.

An active shape model (Cootes 1995): pose and modes are moved until the outline meets the border of the mask. The pull of a border that
lies far inside the outline fades, since opaque lung is missing from the mask; a border outside it keeps pulling, since aerated lung is
hardly ever too large.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

import resources
from models.anatomy.outline import LANDMARKS, outline
from models.grids.geometry import Geometry

Points = NDArray[np.float64]
_FINE = 96
_STEPS, _STILL = 10, 0.05
_NOISE = 0.02
_LEAST_HEIGHT = (0.8, 0.86)
"""Least height of a whole right lung as a share of the left one's, and the other way round; 98 % of human masks have more."""
_LEAST_AREA = 0.005
_SIDES = np.repeat([0, 1], LANDMARKS)
_RELEASE = 0.05
"""Share of the width of both lungs from which on a border inside the outline pulls less."""


@dataclass(frozen=True)
class ShapeModel:
    """Outlines of both lungs in the lung frame, whose unit square holds the film around them.

    Attributes:
        mean: 2L×2, the right lung's landmarks, then the left lung's.
        modes: M×2L×2, each scaled to one standard deviation.
    """

    mean: Points
    modes: NDArray[np.float64]


@cache
def shape_model() -> ShapeModel:
    """Return the shipped model."""
    table = json.loads(resources.path("anatomy/shape.json").read_text())
    return ShapeModel(np.array(table["mean"]), np.array(table["modes"]))


@dataclass(frozen=True)
class Fit:
    """Both lungs' outlines on one film.

    Attributes:
        landmarks: 2L×2 in pixels of the mask.
        error: Root mean square distance between outline and border, where the border pulled, as a share of the width of both lungs.
        missing: Share of the landmarks, right and left, that lie away from a border of the mask.
    """

    landmarks: Points
    error: float
    missing: tuple[float, float]

    def moved(self, to: Geometry) -> Fit:
        """Return the same outlines in the pixels of another grid."""
        return replace(self, landmarks=self.landmarks * to.scale + to.offset)


def fit(lungs: NDArray[np.uint8], model: ShapeModel | None = None) -> Fit | None:
    """Fit the model to lungs.

    Args:
        lungs: H×W: 0 outside, 1 right lung, 2 left lung; either may be missing in part or wholly.
        model: The shipped one unless given.

    Returns:
        The outlines, or None where there is next to no lung.
    """
    model = model or shape_model()
    step = max(1, -(-max(lungs.shape) // _FINE))
    small = lungs[step // 2 :: step, step // 2 :: step]
    masks = [small == 1, small == 2]
    whole = _whole(masks)
    pose = _first_pose(masks, whole, model)
    if pose is None:
        return None
    fitted = _Fitting(masks, whole, model, pose)
    for _ in range(_STEPS):
        if fitted.step() < _STILL:
            break
    return fitted.result(step)


def _whole(masks: list[NDArray[np.bool_]]) -> list[bool]:
    """Tell which lungs are whole: one much shorter than the other has lost its base or its apex to opacity."""
    heights = [int(mask.any(axis=1).sum()) for mask in masks]
    return [heights[side] >= _LEAST_HEIGHT[side] * heights[1 - side] and mask.mean() > _LEAST_AREA for side, mask in enumerate(masks)]


def _first_pose(masks: list[NDArray[np.bool_]], whole: list[bool], model: ShapeModel) -> NDArray[np.float64] | None:
    """Return 2×3: scale and shift that bring the mean outline to the lungs that are whole."""
    pairs = []
    for side, mask in enumerate(masks):
        found = outline(mask, -1 if side == 0 else 1) if whole[side] else None
        if found is not None:
            pairs.append((model.mean[side * LANDMARKS : (side + 1) * LANDMARKS], found))
    if not pairs:
        return None
    here, there = (np.concatenate(points) for points in zip(*pairs, strict=True))
    scale = (there.std(axis=0) / here.std(axis=0)).clip(1.0)
    shift = there.mean(axis=0) - scale * here.mean(axis=0)
    return np.array([[scale[0], 0.0, shift[0]], [0.0, scale[1], shift[1]]])


class _Fitting:
    """Gauss–Newton steps over six numbers of pose and the modes, from where the mean outline was put first."""

    def __init__(self, masks: list[NDArray[np.bool_]], whole: list[bool], model: ShapeModel, first: NDArray[np.float64]) -> None:
        self.model, self.first = model, first
        x, y = first[0, 0], first[1, 1]
        self.spread = np.array([0.15 * x, 0.06 * x, 0.15 * x, 0.06 * y, 0.15 * y, 0.15 * y, *np.ones(len(model.modes))])
        self.moved = np.zeros(len(self.spread))
        self.width = float(np.ptp(model.mean[:, 0]) * x)
        self.there = np.repeat([mask.any() for mask in masks], LANDMARKS)
        self.fields = np.stack([_signed_distance(mask) for mask in masks])
        # What a lung that is not whole has lost is seen before the first step; its false border must not draw the outline to itself.
        self.there &= np.repeat(whole, LANDMARKS) | (self.measured()[2] < _RELEASE * self.width)

    @property
    def pose(self) -> NDArray[np.float64]:
        """2×3, from the frame to the mask."""
        return self.first + self.moved[:6].reshape(2, 3)

    def step(self) -> float:
        """Move pose and modes once, and return by how much, in standard deviations of what moved most.

        Priors: little shear, proportions of the first pose, modes of unit spread; a landmark is believed to 2 % of the lungs' width.
        """
        shape, _, distance, normal, pull = self.measured()
        by_pose = (normal[:, :, None] * shape[:, None]).reshape(-1, 6)
        by_modes = np.einsum("mld,ld->lm", self.model.modes, normal @ self.pose[:, :2])
        rows = np.concatenate([by_pose, by_modes], axis=1)
        weighed = rows.T * (pull / (_NOISE * self.width) ** 2)
        prior = self.spread**-2
        change = np.linalg.solve(weighed @ rows + np.diag(prior), -weighed @ distance - prior * self.moved)
        self.moved += change
        self.moved[6:] = self.moved[6:].clip(-3, 3)
        return float(np.abs(change / self.spread).max())

    def measured(self) -> tuple[Points, Points, NDArray[np.float64], Points, NDArray[np.float64]]:
        """Return the outlines in the frame (x, y, 1) and on the mask, and their distance, direction and pull to the border there."""
        shape = np.ones((len(self.there), 3))
        shape[:, :2] = self.model.mean + np.einsum("m,mld->ld", self.moved[6:], self.model.modes)
        points = shape @ self.pose.T
        height, width = self.fields.shape[1:3]
        pixels = (points - 0.5).round().clip(0, (width - 1, height - 1))
        column, row = pixels.astype(int).T
        values = self.fields[_SIDES, row, column]
        normal = values[:, 1:]
        distance = values[:, 0] + ((points - 0.5 - pixels) * normal).sum(axis=1)
        release = _RELEASE * self.width * np.where(distance > 0, 1.0, 4.0)
        return shape, points, distance, normal, self.there / (1 + (distance / release) ** 2) ** 2

    def result(self, step: int) -> Fit:
        """Return what was found, in pixels that are ``step`` times smaller."""
        _, points, distance, _, pull = self.measured()
        error = float(np.sqrt((pull * distance**2).sum() / max(pull.sum(), 1e-9)) / self.width)
        away = (distance > 2 * _RELEASE * self.width) | ~self.there
        missing = (float(away[:LANDMARKS].mean()), float(away[LANDMARKS:].mean()))
        return Fit(points * step, error, missing)


def _signed_distance(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return H×W×3: the distance to the border, negative inside, and its gradient along x and y; 0 where there is no mask."""
    if not mask.any():
        return np.zeros((*mask.shape, 3))
    distance = ndimage.distance_transform_edt(~mask)
    (box,) = ndimage.find_objects((distance <= 1).astype(np.intp))
    distance[box] -= ndimage.distance_transform_edt(mask[box])
    distance -= np.copysign(0.5, distance)
    along_y, along_x = np.gradient(distance)
    return np.stack([distance, along_x, along_y], axis=-1)
