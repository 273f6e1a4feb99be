"""How far apart a classifier's scores lie from film to film: which negatives count as near the threshold (method, section 6)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def logit_spread(logits: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return K, the standard deviation of each class's logit over films.

    Args:
        logits: N×K of the reference's films, at least two.

    Raises:
        ValueError: There are fewer films.
    """
    if len(logits) < 2:
        raise ValueError("The spread of scores needs at least two films.")
    return np.asarray(logits.std(axis=0, ddof=1, dtype=np.float64), np.float32)
