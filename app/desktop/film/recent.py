"""The few films last looked at, with pixels and records; all others are read again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.desktop.film.known import KnownFilm
from models.values.radiograph import Radiograph

MOST = 6


@dataclass
class Looked:
    """What is held of one film; None is not there yet."""

    film: Radiograph | None = None
    known: KnownFilm | None = None


class RecentFilms:
    """Films by their path, the one last looked at last."""

    def __init__(self) -> None:
        self._films: OrderedDict[Path, Looked] = OrderedDict()

    def __iter__(self) -> Iterator[Looked]:
        return iter(self._films.values())

    def look(self, path: Path) -> Looked:
        """Return what is held of a film that is looked at now; the film that was not looked at for longest may have to go."""
        looked = self._films.setdefault(path, Looked())
        self._films.move_to_end(path)
        while len(self._films) > MOST:
            self._films.popitem(last=False)
        return looked

    def get(self, path: Path) -> Looked | None:
        """Return what is held of a film, if anything is."""
        return self._films.get(path)

    def paths(self) -> frozenset[Path]:
        """Return of which films something is held."""
        return frozenset(self._films)
