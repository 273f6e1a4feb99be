"""The twin of a film with inverted grey, for films whose header contradicts their pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.grids.masks import touching_rim
from models.values.radiograph import Note, Polarity, Radiograph


def turned_over(film: Radiograph) -> Radiograph:
    """Return a film with its grey turned over: p becomes 1 − p, and the window with it.

    The twin keeps the film's identity, pixel hash included, and says in its header that it was turned over; turned over twice, a film is
    itself again. Padding that was made black stays black.
    """
    pixels = np.asarray(1 - film.pixels, np.float32)
    if Note.PADDING_BLACKENED in film.header.notes:
        pixels[touching_rim(film.pixels == 0)] = 0
    other = {Polarity.AS_TAGGED: Polarity.TURNED_OVER, Polarity.TURNED_OVER: Polarity.AS_TAGGED}
    header = replace(film.header, polarity=other[film.header.polarity])
    return Radiograph(pixels, replace(film.window, centre=1 - film.window.centre), header)
