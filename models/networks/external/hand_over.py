"""Writes a prepared film as its classifier's program reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.networks.external.arguments import HandOver


def written(film: NDArray[np.float32], stem: Path, how: HandOver) -> Path:
    """Write a film, and return its file.

    Args:
        film: C×H×W, as the preparation makes it; as a picture its first channel, 0 black and 1 white.
        stem: Of the file, without its ending.
        how: As what.
    """
    file = stem.with_suffix(f".{how}")
    if how is HandOver.NPY:
        np.save(file, np.ascontiguousarray(film, np.float32), allow_pickle=False)
    else:
        Image.fromarray(np.rint(255 * film[0].clip(0, 1)).astype(np.uint8)).save(file, compress_level=1)
    return file
