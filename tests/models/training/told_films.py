"""Films of which everything is invented, for what is counted over films."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.training.facts import LABELS, FilmFacts
from models.training.ledger import ledger

FIRST = sorted(ledger("nih"))
SECOND = sorted(ledger("nih_more"))


def told_films(
    sources: list[str], views: list[str], labels: NDArray[np.float32] | None = None, patients: list[str] | None = None
) -> FilmFacts:
    """Make films, each of another patient of its source unless patients are named; without findings unless there are labels."""
    count = len(sources)
    people = patients or [(FIRST if source == "nih" else SECOND)[index] for index, source in enumerate(sources)]
    rng = np.random.default_rng(0)
    teacher = np.where(np.array(sources)[:, None] == "nih", rng.normal(size=(count, len(LABELS))), np.nan).astype(np.float32)
    return FilmFacts(
        names=np.array([f"{patient}_{index:03}.png" for index, patient in enumerate(people)]), patients=np.array(people),
        sources=np.array(sources), labels=np.zeros((count, len(LABELS)), np.float32) if labels is None else labels, teacher=teacher,
        views=np.array(views), sexes=np.full(count, "F"), ages=np.full(count, 50),
    )  # fmt: skip
