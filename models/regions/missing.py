"""What a finding needs and the film does not show, since a lung is cut off."""

from __future__ import annotations

from collections.abc import Iterable

from models.values.cut_off import CutOff, said_of
from models.values.regions import Part, Region

_AT_THE_RIM = frozenset({Part.PLEURAL_RIM})
_OF_THE_LUNGS = frozenset({Part.LUNGS, Part.THORACIC_CAGE})
_BETWEEN = frozenset({Part.MEDIASTINUM, Part.HEART, Part.INNER_LUNG_RIM, Part.HILA, Part.UPPER_ABDOMEN})
_SOME, _MOST = 0.25, 0.75
"""Shares of a lung's breadth: from the first on a rim is missing that a finding lies at, from the second on a part of the lung itself."""


def missing(region: Region, cuts: Iterable[CutOff]) -> str | None:
    """Say why a finding of this row cannot be assessed on a film; None where the film shows enough.

    Args:
        region: The finding's row of the table.
        cuts: Which lungs are cut off.
    """
    lacks = [cut for cut in cuts if _lacks(region, cut)]
    return f"Not assessable: {' and '.join(said_of(lacks))}, and this finding may lie there." if lacks else None


def _lacks(region: Region, cut: CutOff) -> bool:
    allowed = frozenset(region.allowed)
    rim = cut.share >= _SOME and allowed & _AT_THE_RIM
    part = cut.share >= _MOST and allowed & (_OF_THE_LUNGS | (_BETWEEN if cut.edge.is_level else frozenset()))
    return bool(rim or part)
