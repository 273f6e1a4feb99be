"""What lungs look like: a mean outline, its modes of variation, and their fit to lungs of which parts may be missing.

An active shape model (Cootes 1995): pose and modes are moved until the outline meets the border of the mask. The pull of a border that
lies far inside the outline fades, since opaque lung is missing from the mask; a border outside it keeps pulling, since aerated lung is
hardly ever too large.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

import resources
from models.anatomy.outline import LANDMARKS, outline

Points = NDArray[np.float64]
_FINE = 128
_STEPS = 12
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


def fit(lungs: NDArray[np.uint8], model: ShapeModel | None = None) -> Fit | None:
    """Fit the model to lungs.

    Args:
        lungs: H×W: 0 outside, 1 right lung, 2 left lung; either may be missing in part or wholly.
        model: The shipped one unless told.

    Returns:
        The outlines, or None where there is next to no lung.
    """
    model = model or shape_model()
    step = max(1, -(-max(lungs.shape) // _FINE))
    small = lungs[step // 2 :: step, step // 2 :: step]
    masks = [small == 1, small == 2]
    pose = _first_pose(masks, model)
    if pose is None:
        return None
    fitted = _Fitting(masks, model, pose)
    for _ in range(_STEPS):
        fitted.step()
    return fitted.result(step)


def _first_pose(masks: list[NDArray[np.bool_]], model: ShapeModel) -> NDArray[np.float64] | None:
    """Return 2×3: scale and shift that bring the mean outline to the lungs that are there."""
    areas = [int(mask.sum()) for mask in masks]
    pairs = []
    for side, (mask, area) in enumerate(zip(masks, areas, strict=True)):
        found = outline(mask, -1 if side == 0 else 1) if area > max(0.45 * max(areas), 0.005 * mask.size) else None
        if found is not None:
            pairs.append((model.mean[side * LANDMARKS : (side + 1) * LANDMARKS], found))
    if not pairs:
        return None
    here, there = (np.concatenate(points) for points in zip(*pairs, strict=True))
    scale = (there.std(axis=0) / here.std(axis=0)).clip(1.0)
    shift = there.mean(axis=0) - scale * here.mean(axis=0)
    return np.array([[scale[0], 0.0, shift[0]], [0.0, scale[1], shift[1]]])


class _Fitting:
    """Gauss–Newton steps over six numbers of pose and the modes."""

    def __init__(self, masks: list[NDArray[np.bool_]], model: ShapeModel, pose: NDArray[np.float64]) -> None:
        self.model, self.pose = model, pose
        self.first = pose.copy()
        self.weights = np.zeros(len(model.modes))
        self.width = float(np.ptp(model.mean[:, 0]) * pose[0, 0])
        self.fields = [_signed_distance(mask) if mask.any() else None for mask in masks]

    def step(self) -> None:
        shape, points, distance, normal, pull = self._measured()
        count = len(points)
        linear = self.pose[:, :2]
        by_pose = np.concatenate([normal[:, :1] * shape, normal[:, :1], normal[:, 1:] * shape, normal[:, 1:]], axis=1)
        by_modes = np.einsum("lj,ji,mli->lm", normal, linear, self.model.modes)
        rows = np.concatenate([by_pose, by_modes], axis=1)
        # Priors: little shear, proportions of the first pose, modes of unit spread; each weighs as a few landmarks would.
        noise = 0.02 * self.width
        scale = np.array([*self._pose_spread(), *np.ones(len(self.weights))])
        current = np.array([*(self.pose - self.first).ravel(), *self.weights])
        weighed = rows * pull[:, None]
        matrix = weighed.T @ rows / noise**2 * (48 / count) + np.diag(1 / scale**2)
        change = np.linalg.solve(matrix, -(weighed.T @ distance) / noise**2 * (48 / count) - current / scale**2)
        self.pose = self.pose + change[:6].reshape(2, 3)
        self.weights = (self.weights + change[6:]).clip(-3, 3)

    def _pose_spread(self) -> list[float]:
        x, y = self.first[0, 0], self.first[1, 1]
        return [0.15 * x, 0.06 * x, 0.15 * x, 0.06 * y, 0.15 * y, 0.15 * y]

    def _measured(self) -> tuple[Points, Points, NDArray[np.float64], Points, NDArray[np.float64]]:
        shape = self.model.mean + np.tensordot(self.weights, self.model.modes, 1)
        points = shape @ self.pose[:, :2].T + self.pose[:, 2]
        distance, normal, pull = np.zeros(len(points)), np.zeros_like(points), np.zeros(len(points))
        for side, field in enumerate(self.fields):
            if field is not None:
                here = slice(side * LANDMARKS, (side + 1) * LANDMARKS)
                at = points[here].T[::-1] - 0.5
                values = [ndimage.map_coordinates(layer, at, order=1, mode="nearest") for layer in field]
                distance[here], normal[here] = values[0], np.stack(values[1:], axis=1)
                release = (_RELEASE if values[0] is not None else 1) * self.width * np.where(values[0] > 0, 1.0, 4.0)
                pull[here] = 1 / (1 + (values[0] / release) ** 2) ** 2
        return shape, points, distance, normal, pull

    def result(self, step: int) -> Fit:
        _, points, distance, _, pull = self._measured()
        error = float(np.sqrt((pull * distance**2).sum() / max(pull.sum(), 1e-9)) / self.width)
        away = (distance > 2 * _RELEASE * self.width) | (pull == 0)
        missing = (float(away[:LANDMARKS].mean()), float(away[LANDMARKS:].mean()))
        return Fit(points * step, error, missing)


def _signed_distance(mask: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Return the distance to the border, negative inside, and its gradient along x and y."""
    distance = ndimage.distance_transform_edt(~mask) - ndimage.distance_transform_edt(mask)
    distance -= np.sign(distance) * 0.5
    along_y, along_x = np.gradient(distance)
    return [distance, along_x, along_y]
