"""Map × anatomy → numbers: how much of a map lies outside the lungs, where its peak is, and its hot spots outside (method, section 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.findings import Attention, HotSpot, Peak
from models.geometry import Geometry
from models.parameters import Parameters
from models.upsampling import bilinear_matrix


@dataclass(frozen=True)
class Places:
    """The places of one film on the network's pixels, all H×W bool.

    Attributes:
        film: What is film and not padding.
        lungs: Both lungs.
        near_lungs: The lungs dilated by the tolerance.
        distance: H×W distance to the lungs in source pixels, negative inside them.
    """

    film: NDArray[np.bool_]
    lungs: NDArray[np.bool_]
    near_lungs: NDArray[np.bool_]
    distance: NDArray[np.float64]


def places(lungs: NDArray[np.uint8], geometry: Geometry, mm_per_pixel: float | None, parameters: Parameters) -> Places | None:
    """Sort a film's pixels; None where no lung was found.

    Args:
        lungs: H×W on the network's pixels, 0 outside the lungs.
        geometry: From the film to those pixels.
        mm_per_pixel: Of the film; unknown is None, then the dilation is a share of the film's width.
        parameters: The dilation.
    """
    film = np.zeros(lungs.shape, bool)
    x0, y0, x1, y1 = geometry.film_box()
    film[y0:y1, x0:x1] = True
    inside = (lungs > 0) & film
    if not inside.any():
        return None
    pixel = (1 / geometry.scale[1], 1 / geometry.scale[0])
    outwards = ndimage.distance_transform_edt(~inside, sampling=pixel)
    distance = np.where(inside, -ndimage.distance_transform_edt(inside, sampling=pixel), outwards)
    reach = parameters.lung_dilation_mm / mm_per_pixel if mm_per_pixel else parameters.lung_dilation_share * geometry.source[1]
    return Places(film, inside, (distance <= reach) & film, distance)


@dataclass(frozen=True)
class Spots:
    """The hot spots of one map outside the dilated lungs, the largest share first.

    Attributes:
        masks: H×W bool, one a spot.
        shares: Of the map's mass on the film.
    """

    masks: tuple[NDArray[np.bool_], ...]
    shares: tuple[float, ...]


def hot_spots(heat: NDArray[np.float32], where: Places, parameters: Parameters) -> Spots:
    """Find the pieces of the map that are hot and lie outside the dilated lungs.

    Args:
        heat: H×W map on the network's pixels, non-negative, not zero everywhere on the film.
        where: The film's places.
        parameters: Share of the maximum that is hot; most spots kept.
    """
    on_film = heat * where.film
    hot = (on_film >= parameters.hot_spot_share * on_film.max()) & where.film & ~where.near_lungs
    pieces, count = ndimage.label(hot)
    shares = np.asarray(ndimage.sum_labels(on_film, pieces, np.arange(1, count + 1))) / on_film.sum(dtype=np.float64)
    order = np.argsort(-shares, kind="stable")[: parameters.hot_spots]
    return Spots(tuple(pieces == 1 + index for index in order), tuple(float(shares[index]) for index in order))


def upsampled(grid: NDArray[np.floating], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Interpolate an h×w map on the network's H×W pixels (bilinear, ``align_corners=False``)."""
    down, across = _matrices((grid.shape[0], grid.shape[1]), shape)
    return down @ grid.astype(np.float32) @ across.T


def attention(
    heat: NDArray[np.float32], spots: Spots, where: Places, geometry: Geometry, *, grid: tuple[int, int], mm_per_pixel: float | None
) -> Attention:
    """Describe one map.

    Args:
        heat: H×W map on the network's pixels, non-negative, not zero everywhere on the film.
        spots: Its hot spots.
        where: The film's places.
        geometry: From the film to the network's pixels.
        grid: Cells of the map before upsampling, for the resolution floor.
        mm_per_pixel: Of the film, or None.
    """
    outside = where.film & ~where.lungs
    share = float(heat[outside].sum(dtype=np.float64) / heat[where.film].sum(dtype=np.float64))
    area = float(outside.sum() / where.film.sum())
    ordinary = 0 < share < 1 and 0 < area < 1
    return Attention(
        share_outside=share,
        area_outside=area,
        enrichment=float(np.log2((share / area) / ((1 - share) / (1 - area)))) if ordinary else None,
        resolution_floor=resolution_floor(where, grid),
        peak=_peak(heat, where, geometry, mm_per_pixel),
        hot_spots=tuple(HotSpot(geometry.box_to_source(bounds(mask)), s) for mask, s in zip(spots.masks, spots.shares, strict=True)),
    )


def resolution_floor(where: Places, grid: tuple[int, int]) -> float | None:
    """Return the mean share outside the lungs of the upsampled map of one active cell whose centre lies in them, if there is one."""
    height, width = where.film.shape
    down, across = _matrices(grid, (height, width))
    mass = down.T @ where.film.astype(np.float32) @ across
    leaked = down.T @ (where.film & ~where.lungs).astype(np.float32) @ across
    rows = ((np.arange(grid[0]) + 0.5) / grid[0] * height).astype(int)
    columns = ((np.arange(grid[1]) + 0.5) / grid[1] * width).astype(int)
    centred = where.lungs[np.ix_(rows, columns)]
    return float((leaked[centred] / mass[centred]).mean()) if centred.any() else None


def bounds(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return the half-open bounding box of a mask that is not empty: x0, y0, x1, y1."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _peak(heat: NDArray[np.float32], where: Places, geometry: Geometry, mm_per_pixel: float | None) -> Peak:
    row, column = np.unravel_index(np.argmax(np.where(where.film, heat, -1)), heat.shape)
    x, y = geometry.to_source(float(column) + 0.5, float(row) + 0.5)
    distance = float(where.distance[row, column])
    return Peak(x, y, bool(where.lungs[row, column]), distance * mm_per_pixel if mm_per_pixel else None, distance)


def _matrices(grid: tuple[int, int], shape: tuple[int, int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    down = bilinear_matrix((np.arange(shape[0]) + 0.5) / shape[0] * grid[0], grid[0])
    return down, bilinear_matrix((np.arange(shape[1]) + 0.5) / shape[1] * grid[1], grid[1])
