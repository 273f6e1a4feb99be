"""The colours of maps: perceptually uniform and safe for the colour-blind, from zero up, and from zero to both sides."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


class ColourMap(StrEnum):
    """Of maps that are nowhere negative: lightness rises evenly from dark to bright, so a map is read without its hues."""

    INFERNO = "inferno"
    CIVIDIS = "cividis"
    VIRIDIS = "viridis"
    BATLOW = "batlow"
    LIPARI = "lipari"


_NAMES = {ColourMap.BATLOW: "crameri:batlow", ColourMap.LIPARI: "crameri:lipari"}
_SIGNED = "crameri:berlin"
"""Dark at zero and bright at both ends, as a film's ground asks for: blue below zero, red above."""


@lru_cache
def heat_colours(colours: ColourMap = ColourMap.INFERNO) -> NDArray[np.uint8]:
    """Return the 256 colours of a map that is nowhere negative, 256×3."""
    return _table(_NAMES.get(colours, str(colours)))


@lru_cache
def signed_colours() -> NDArray[np.uint8]:
    """Return the 256 colours of a signed map, 256×3; zero is in the middle."""
    return _table(_SIGNED)


def heat_layer(
    heat: NDArray[np.floating], opacity: float, *, colours: ColourMap = ColourMap.INFERNO, signed: bool = False, threshold: float = 0.0
) -> NDArray[np.uint8]:
    """Return a map as H×W×4 colour: brighter and less transparent where it is larger; scaled to its own maximum.

    Args:
        heat: H×W; negative only where it is signed.
        opacity: Of the maximum, in [0, 1].
        colours: Of a map that is not signed.
        signed: Whether both signs are drawn, each in colours of its own, on one scale.
        threshold: Share of the maximum below which nothing is drawn, in [0, 1].
    """
    share = np.clip(heat / max(float(np.abs(heat).max(initial=0)), 1e-12), -1 if signed else 0, 1)
    size = np.abs(share)
    table, place = (signed_colours(), (share + 1) / 2) if signed else (heat_colours(colours), share)
    alpha = np.where(size >= threshold, np.sqrt(size) * opacity * 255, 0)
    return np.dstack([table[np.asarray(place * 255, np.uint8)], alpha.astype(np.uint8)])


def _table(name: str) -> NDArray[np.uint8]:
    from cmap import Colormap

    return np.asarray(np.round(Colormap(name).lut(256)[:, :3] * 255), np.uint8)
