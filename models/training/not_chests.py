"""Pictures that are no frontal chest film: what the input check learns to refuse. All are drawn here or cut from training films."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Picture = NDArray[np.float32]


def drawn(kind: str, rng: np.random.Generator, size: int) -> Picture:
    """Draw one picture of a kind in ``KINDS``: size×size in [0, 1], turned, mirrored, inverted and noisy by chance."""
    upright = KINDS[kind](rng, size)
    turned = np.rot90(upright, int(rng.integers(4)))[:: rng.choice((-1, 1))]
    picture = turned + rng.uniform(0, 0.04) * rng.standard_normal(upright.shape)
    picture = np.clip((picture - picture.min()) / max(float(np.ptp(picture)), 1e-6), 0, 1) ** rng.uniform(0.6, 1.6)
    return np.asarray(1 - picture if rng.random() < 0.3 else picture, np.float32)


def cut(films: NDArray[np.float32], rng: np.random.Generator) -> Picture:
    """Make a picture that is no chest film any more from one that is: a small part, shuffled parts, four films in one."""
    size = films.shape[-1]
    film = films[rng.integers(len(films))]
    match rng.integers(4):
        case 0:
            side = int(size * rng.uniform(0.2, 0.38))
            top, left = rng.integers(0, size - side, 2)
            return _resized(film[top : top + side, left : left + side], size)
        case 1:
            parts = int(rng.integers(3, 7))
            side = size // parts
            tiles = film[: side * parts, : side * parts].reshape(parts, side, parts, side).swapaxes(1, 2).reshape(-1, side, side)
            shuffled = rng.permutation(tiles).reshape(parts, parts, side, side).swapaxes(1, 2).reshape(side * parts, side * parts)
            return _resized(shuffled, size)
        case 2:
            small = [_resized(films[index], size // 2) for index in rng.integers(0, len(films), 4)]
            return np.block([[small[0], small[1]], [small[2], small[3]]])
        case _:
            return _resized(film[:: rng.choice((-1, 1))][: int(size * rng.uniform(0.25, 0.4))], size)


def _resized(picture: Picture, size: int) -> Picture:
    return np.asarray(ndimage.zoom(picture, (size / picture.shape[0], size / picture.shape[1]), order=1), np.float32)[:size, :size]


def _grid(size: int, rng: np.random.Generator) -> tuple[Picture, Picture]:
    """Coordinates from −1 to 1, turned and shifted a little."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j].astype(np.float32)
    angle = rng.uniform(-0.3, 0.3)
    return (
        np.asarray(np.cos(angle) * y - np.sin(angle) * x + rng.uniform(-0.15, 0.15), np.float32),
        np.asarray(np.sin(angle) * y + np.cos(angle) * x + rng.uniform(-0.15, 0.15), np.float32),
    )


def _soft(mask: NDArray[np.bool_], width: float) -> Picture:
    return np.asarray(ndimage.gaussian_filter(mask.astype(np.float32), width), np.float32)


def _clouds(rng: np.random.Generator, size: int, power: float) -> Picture:
    """Noise whose spectrum falls with the given power of frequency."""
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None, :])
    frequency[0, 0] = 1
    spectrum = np.fft.rfft2(rng.standard_normal((size, size))) / frequency**power
    field = np.fft.irfft2(spectrum, (size, size))
    return np.asarray((field - field.min()) / np.ptp(field), np.float32)


def _noise(rng: np.random.Generator, size: int) -> Picture:
    match rng.integers(5):
        case 0:
            return rng.random((size, size), dtype=np.float32)
        case 1:
            return _clouds(rng, size, rng.uniform(0.5, 2.5))
        case 2:
            y, x = _grid(size, rng)
            return np.asarray(rng.uniform(-1, 1) * x + rng.uniform(-1, 1) * y + rng.uniform(0, 0.3) * _clouds(rng, size, 1), np.float32)
        case 3:
            y, x = _grid(size, rng)
            return np.asarray(np.sin(x * rng.uniform(3, 60)) * np.sin(y * rng.uniform(0, 60) + 1), np.float32)
        case _:
            return np.asarray(np.full((size, size), rng.random()) + 0.02 * rng.standard_normal((size, size)), np.float32)


def _leaves(rng: np.random.Generator, size: int) -> Picture:
    """Dead leaves: overlapping discs and boxes, the statistics of photographs."""
    y, x = np.mgrid[0:size, 0:size] / size
    picture = _clouds(rng, size, 1.5)
    for _ in range(rng.integers(5, 80)):
        cy, cx, radius = rng.random(), rng.random(), 0.02 + 0.3 * rng.random() ** 3
        if rng.random() < 0.5:
            inside = np.hypot(x - cx, y - cy) < radius
        else:
            inside = (np.abs(x - cx) < radius) & (np.abs(y - cy) < radius * rng.uniform(0.3, 3))
        picture[inside] = rng.random() + rng.uniform(0, 0.2) * (x - cx)[inside] + rng.uniform(0, 0.3) * _clouds(rng, size, 1.2)[inside]
    return np.asarray(picture, np.float32)


def _page(rng: np.random.Generator, size: int) -> Picture:
    """Lines of print, tables, curves on paper."""
    picture = np.zeros((size, size), np.float32)
    pitch, top = int(rng.integers(4, 14)), int(rng.integers(0, 20))
    for row in range(top, size - pitch, pitch):
        if rng.random() < 0.15:
            continue
        end = int(size * rng.uniform(0.3, 0.98))
        inked = ndimage.uniform_filter1d((rng.random(end) < 0.6).astype(np.float32), int(rng.integers(1, 4))) > 0.5
        picture[row : row + max(pitch // 2, 1), :end] = inked
    if rng.random() < 0.4:
        picture[:, :: int(rng.integers(15, 60))] = 1
    if rng.random() < 0.3:
        columns = np.arange(size)
        picture[np.clip(size / 2 + size * 0.3 * np.sin(columns / rng.uniform(3, 30)), 0, size - 1).astype(int), columns] = 1
    return picture


def _bone(y: Picture, x: Picture, ends: tuple[float, float, float, float], width: float) -> Picture:
    """A long bone between two points, thicker at its ends, with a denser rim; 0 to 1."""
    y0, x0, y1, x1 = ends
    length = max(np.hypot(y1 - y0, x1 - x0), 1e-3)
    along = ((y - y0) * (y1 - y0) + (x - x0) * (x1 - x0)) / length**2
    beside = np.abs((y - y0) * (x1 - x0) - (x - x0) * (y1 - y0)) / length
    thick = width * (0.7 + 1.2 * np.clip(np.abs(along - 0.5) - 0.2, 0, 1) ** 1.5 * 2)
    inside = (beside < thick) & (along > 0) & (along < 1)
    return np.asarray(inside * (0.55 + 0.45 * (beside > 0.6 * thick)), np.float32)


def _limb(rng: np.random.Generator, size: int) -> Picture:
    """One or two long bones with a joint, in soft tissue: arm, leg, knee, elbow."""
    y, x = _grid(size, rng)
    wide, joint = rng.uniform(0.25, 0.75), rng.uniform(-0.6, 0.6)
    bend = rng.uniform(-0.6, 0.6)
    axis = np.where(y > joint, (y - joint) * bend, 0)
    picture = 0.35 * _soft(np.abs(x - axis) < wide * (1 + 0.2 * np.sin(3 * y)), size / 60)
    width = wide * rng.uniform(0.2, 0.4)
    picture += 0.6 * _bone(y, x, (-1.6, rng.uniform(-0.1, 0.1), joint - 0.02, 0), width)
    offsets = (0.0,) if rng.random() < 0.5 else (-width * 1.1, width * 1.1)
    for offset in offsets:
        picture += 0.6 * _bone(y, x, (joint + 0.02, offset, 1.6, offset + bend * (1.6 - joint)), width / len(offsets) ** 0.6)
    return np.asarray(ndimage.gaussian_filter(picture, size / 150) + 0.05 * _clouds(rng, size, 1.3), np.float32)


def _hand(rng: np.random.Generator, size: int) -> Picture:
    """Palm, wrist and five rays of bones; short and thick it is a foot. One hand or two."""
    if rng.random() < 0.3:
        half = [_resized(_hand_alone(rng, size), size)[:, : size // 2 * 2 : 2] for _ in range(2)]
        return np.concatenate([half[0], half[1][:, ::-1]], axis=1)
    return _hand_alone(rng, size)


def _hand_alone(rng: np.random.Generator, size: int) -> Picture:
    y, x = _grid(size, rng)
    tissue, bones = np.zeros((size, size), bool), np.zeros((size, size), np.float32)
    spread, reach, width = rng.uniform(0.1, 0.22), rng.uniform(0.7, 1.1), rng.uniform(0.035, 0.06)
    tissue |= (np.abs(x) < rng.uniform(0.3, 0.45)) & (y > -0.05) & (y < 0.6) | (np.abs(x) < 0.25) & (y > 0.5)
    for ray in range(5):
        angle, base = (ray - 2) * spread, (ray - 2) * 0.14
        length = reach * (0.62 if ray == 0 else 1 - 0.08 * abs(ray - 2))
        dy, dx = -np.cos(angle), np.sin(angle)
        at = 0.35
        for share in (0.36, 0.28, 0.2, 0.14):
            y0, x0 = at, base + (0.35 - at) * np.tan(angle)
            y1, x1 = y0 + dy * length * share * 0.94, x0 + dx * length * share * 0.94
            bones += _bone(y, x, (y0, x0, y1, x1), width)
            tissue |= _bone(y, x, (y0, x0, y1 - 0.05, x1), width * 2.4) > 0
            at = y0 + dy * length * share
    for _ in range(8):
        bones += 0.7 * (np.hypot(x - rng.uniform(-0.22, 0.22), y - rng.uniform(0.4, 0.58)) < rng.uniform(0.05, 0.08))
    for side in (-0.1, 0.1):
        bones += _bone(y, x, (0.62, side, 1.8, side), 0.08)
    return np.asarray(0.35 * _soft(tissue, size / 80) + 0.5 * ndimage.gaussian_filter(np.minimum(bones, 1.3), size / 200), np.float32)


def _pelvis(rng: np.random.Generator, size: int) -> Picture:
    """Hip bones, sacrum and two thighs, or one hip of them; with and without a prosthesis."""
    y, x = _grid(size, rng)
    zoom, off = (rng.uniform(0.45, 0.7), rng.choice((-0.45, 0.45))) if rng.random() < 0.5 else (1.0, 0.0)
    y, x = y * zoom, x * zoom + off
    picture = 0.4 * _soft(np.abs(x) < 0.95, size / 30) * np.ones_like(x)
    for side in (-1, 1):
        wing = ((x - side * 0.5) / 0.32) ** 2 + ((y + 0.35) / 0.38) ** 2
        picture += 0.3 * ((wing < 1) & (wing > rng.uniform(0, 0.4)))
        ring = ((x - side * 0.22) / 0.2) ** 2 + ((y - 0.35) / 0.22) ** 2
        picture += 0.35 * ((ring < 1) & (ring > 0.35))
        head = np.hypot(x - side * 0.55, y - 0.1) < 0.14
        picture += (0.6 if rng.random() < 0.2 else 0.3) * head
        picture += 0.35 * _bone(y, x, (0.12, side * 0.58, 1.5, side * 0.72), 0.11)
    picture += 0.25 * ((np.abs(x) < 0.14) & (y < 0.1))
    picture -= 0.2 * _soft(_clouds(rng, size, 1.6) > 0.62, size / 50) * (np.abs(x) < 0.5)
    return np.asarray(ndimage.gaussian_filter(picture, size / 110) + 0.06 * _clouds(rng, size, 1.3), np.float32)


def _abdomen(rng: np.random.Generator, size: int) -> Picture:
    """Spine, flanks and gas, as films of the abdomen and the lumbar spine."""
    y, x = _grid(size, rng)
    picture = 0.5 * _soft(np.abs(x) < rng.uniform(0.75, 1.2), size / 30)
    bodies = (np.abs(x) < rng.uniform(0.1, 0.3)) & (np.sin(y * rng.uniform(9, 14)) > -0.75)
    picture += 0.3 * _soft(bodies, size / 120)
    for _ in range(rng.integers(0, 10)):
        cy, cx = rng.uniform(-0.8, 0.8, 2)
        picture -= rng.uniform(0.05, 0.3) * _soft(((x - cx) / rng.uniform(0.05, 0.3)) ** 2 + ((y - cy) / 0.12) ** 2 < 1, size / 70)
    return np.asarray(picture + 0.08 * _clouds(rng, size, 1.4), np.float32)


def _head(rng: np.random.Generator, size: int) -> Picture:
    """A skull from the front or the side."""
    y, x = _grid(size, rng)
    radius = np.hypot(x / rng.uniform(0.6, 0.85), (y + 0.15) / rng.uniform(0.65, 0.8))
    picture = 0.4 * (radius < 1) + 0.45 * ((radius < 1) & (radius > 0.92))
    for _ in range(rng.integers(2, 7)):
        cy, cx = rng.uniform(-0.1, 0.7), rng.uniform(-0.5, 0.5)
        picture += rng.uniform(-0.35, 0.35) * (np.hypot((x - cx) / rng.uniform(0.5, 2), y - cy) < rng.uniform(0.06, 0.2))
    picture += 0.35 * ((np.abs(x - rng.uniform(-0.2, 0.4)) < 0.35) & (y > 0.5))
    return np.asarray(ndimage.gaussian_filter(picture, size / 90) + 0.06 * _clouds(rng, size, 1.3), np.float32)


def _slice(rng: np.random.Generator, size: int) -> Picture:
    """A transverse slice of CT or MR: a bright rim, organs, often two dark lungs, black around."""
    y, x = _grid(size, rng)
    radius = np.hypot(x / rng.uniform(0.6, 0.95), y / rng.uniform(0.45, 0.8))
    picture = rng.uniform(0.3, 0.6) * (radius < 1) + rng.uniform(-0.1, 0.4) * ((radius < 1) & (radius > rng.uniform(0.85, 0.96)))
    if rng.random() < 0.5:
        for side in (-1, 1):
            lung = ((x - side * 0.36) / rng.uniform(0.2, 0.28)) ** 2 + ((y + 0.02) / rng.uniform(0.3, 0.45)) ** 2 < 1
            picture[lung] = rng.uniform(0, 0.12)
    for _ in range(rng.integers(2, 9)):
        cy, cx = rng.uniform(-0.5, 0.5, 2)
        blob = ((x - cx) / rng.uniform(0.04, 0.35)) ** 2 + ((y - cy) / rng.uniform(0.04, 0.3)) ** 2 < 1
        picture[blob & (radius < 0.9)] = rng.uniform(0.1, 0.9)
    picture += 0.5 * (np.hypot(x, y - 0.35) < rng.uniform(0.06, 0.12))
    return np.asarray(ndimage.gaussian_filter(picture, size / rng.uniform(60, 300)) + 0.04 * _clouds(rng, size, 1.0), np.float32)


def _side_view(rng: np.random.Generator, size: int) -> Picture:
    """A chest from the side, roughly: spine behind, heart in front, one dark field between."""
    y, x = _grid(size, rng)
    body = np.abs(x) < 0.6 + 0.1 * np.sin(2 * y)
    picture = 0.5 * _soft(body, size / 40)
    field = ((x + 0.02) / rng.uniform(0.35, 0.5)) ** 2 + ((y + 0.05) / rng.uniform(0.55, 0.75)) ** 2 < 1
    picture -= 0.35 * _soft(field & (y < 0.45 + 0.5 * x), size / 60)
    picture += 0.25 * _soft((np.abs(x - 0.38 - 0.08 * np.cos(2 * y)) < 0.08) & (np.sin(y * 18) > -0.8), size / 100)
    picture += 0.25 * _soft(((x + 0.22) / 0.25) ** 2 + ((y - 0.2) / 0.25) ** 2 < 1, size / 60)
    for rib in np.arange(-0.7, 0.6, 0.16):
        picture += 0.08 * _soft((np.abs(y - rib - 0.5 * (x - 0.4)) < 0.02) & (np.abs(x) < 0.55), size / 150)
    return np.asarray(picture + 0.06 * _clouds(rng, size, 1.3), np.float32)


def _shapes(rng: np.random.Generator, size: int) -> Picture:
    """A few geometric shapes, as of phantoms for quality control."""
    y, x = _grid(size, rng)
    picture = np.zeros_like(x) + rng.random()
    for _ in range(rng.integers(1, 6)):
        cy, cx, radius = rng.uniform(-0.8, 0.8), rng.uniform(-0.8, 0.8), rng.uniform(0.05, 0.7)
        inside = np.hypot(x - cx, y - cy) < radius if rng.random() < 0.5 else np.maximum(np.abs(x - cx), np.abs(y - cy)) < radius
        picture[inside] = rng.random()
    return picture


KINDS: dict[str, Callable[[np.random.Generator, int], Picture]] = {
    "noise": _noise, "leaves": _leaves, "page": _page, "limb": _limb, "hand": _hand, "pelvis": _pelvis, "abdomen": _abdomen,
    "head": _head, "slice": _slice, "side-view": _side_view, "shapes": _shapes,
}  # fmt: skip
