"""The twin of a film with inverted intensities, for films whose header contradicts their pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.grids.masks import touching_rim
from models.values.radiograph import Note, Polarity, Radiograph, Window


def inverted(film: Radiograph) -> Radiograph:
    """Return a film with its intensities inverted: p becomes 1 − p, and the windows with it.

    The twin keeps the film's identity, pixel hash included, and says in its header that it was inverted; inverted twice, a film is itself
    again. Padding that was made black stays black.
    """
    pixels = np.asarray(1 - film.pixels, np.float32)
    if Note.PADDING_BLACKENED in film.header.notes:
        pixels[touching_rim(film.pixels == 0)] = 0
    other = {Polarity.AS_TAGGED: Polarity.INVERTED, Polarity.INVERTED: Polarity.AS_TAGGED}
    header = replace(film.header, polarity=other[film.header.polarity])
    windows = tuple(replace(offered, window=_inverted(offered.window)) for offered in film.windows)
    return Radiograph(pixels, _inverted(film.window), header, windows)


def _inverted(window: Window) -> Window:
    return replace(window, centre=1 - window.centre)
