"""An occlusion map: by how much each finding's log-odds fall where a cell of the film is filled in (Zeiler and Fergus 2014).

Cells are filled by a blur of what lies around them, not with grey. All findings share the calls. It is coarse, and covering one of two
places that say the same changes nothing: it chooses what is tested, and proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.challenge.fillers.kept_blur import KeptBlur
from models.challenge.film_input import FilmInput
from models.challenge.occlusion.cells import Cell, Cells, hottest
from models.challenge.patch import Patch
from models.values.progress import Progress

_WORTH_CUTTING = 0.05

Ask = Callable[[Sequence[Patch]], Generator[Progress, None, NDArray[np.float64]]]
"""Returns N×K log-odds of the film with each patch; NaN where there are none."""


@dataclass(frozen=True)
class OcclusionMap:
    """The maps of one film.

    Attributes:
        signed: K×2·side×2·side, what each cell adds to the log-odds; 0 where nothing is known, and beside the film.
        calls: How many were made.
        unanswered: How many of these gave no score.
    """

    signed: NDArray[np.float32]
    calls: int
    unanswered: int


def occlusion_map(
    on: FilmInput, own: NDArray[np.float64], counting: Sequence[int], most: int, ask: Ask
) -> Generator[Progress, None, OcclusionMap]:
    """Map one film: a coarse grid first, then the hot cells of it in four.

    Args:
        on: The film.
        own: K, its log-odds.
        counting: By number, the findings whose hot cells are cut.
        most: Calls.
        ask: Scores the film with patches.
    """
    cells = Cells.for_calls(most, (on.field.shape[0], on.field.shape[1]))
    coarse = {place: patch for place in cells.coarse if (patch := _covered(on, cells.pixels(*place)))}
    found = np.full((len(own), cells.side, cells.side), np.nan)
    rows = yield from ask(list(coarse.values()))
    for (row, column), logits in zip(coarse, rows, strict=True):
        found[:, row, column] = own - logits
    cut = hottest(found[list(counting)], most - len(coarse), _WORTH_CUTTING)
    quarters = [(down, across, _covered(on, pixels)) for place in cut for down, across, pixels in cells.quarters(*place)]
    fine = {(down, across): patch for down, across, patch in quarters if patch}
    answers = yield from ask(list(fine.values()))
    signed = cells.finer(found)
    for down, across, _ in quarters:
        signed[:, down, across] = 0
    for (down, across), logits in zip(fine, answers, strict=True):
        signed[:, down, across] = own - logits
    unanswered = int(np.isnan(rows).any(axis=1).sum() + np.isnan(answers).any(axis=1).sum())
    return OcclusionMap(np.nan_to_num(signed).astype(np.float32), len(coarse) + len(fine), unanswered)


def _covered(on: FilmInput, pixels: Cell) -> Patch | None:
    """Return a cell filled in; None where nothing of it lies on the film, or nothing else does."""
    if not on.field[pixels].any():
        return None
    region = np.zeros_like(on.field)
    region[pixels] = True
    found = KeptBlur().fill(on, region & on.field, np.random.default_rng(0))
    return found if isinstance(found, Patch) else None
