"""What a filler does to scores where nothing is known to matter: its out-of-distribution cost (method, section 6)."""

from __future__ import annotations

import numpy as np

from models.challenge.calibration.controls import ControlTable
from models.values.challenge import Filler


def ood_cost(table: ControlTable, filler: Filler) -> float | None:
    """Return the median over control places of the root mean square of Δ over all labels, in logits; None where none was filled so."""
    if filler not in table.fillers:
        return None
    deltas = table.of(filler).astype(np.float64)
    filled = deltas[np.isfinite(deltas).all(axis=1)]
    return float(np.median(np.sqrt((filled**2).mean(axis=1)))) if filled.size else None
