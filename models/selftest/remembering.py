"""A segmenter that remembers: copies of a classifier are measured on the same films, and only the scores change."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.anatomy.segmenter import Segmentation, Segmenter
from models.film.canonical import CanonicalFilm

_MOST = 1000
"""Segmentations that are remembered, of about a megabyte each."""


@dataclass(frozen=True)
class Remembering(Segmenter):
    """The segmenter; a film that it saw before is not segmented again, since copies change scores and nothing else."""

    _known: OrderedDict[bytes, Segmentation] = field(default_factory=OrderedDict, repr=False, compare=False)

    def segmented(self, films: Sequence[CanonicalFilm]) -> list[Segmentation]:
        """Segment films, each alone."""
        found = []
        for film in films:
            key = hashlib.sha256(film.grey.tobytes()).digest()
            if key not in self._known:
                self._known[key] = super().segmented([film])[0]
            self._known.move_to_end(key)
            found.append(self._known[key])
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found
