"""What files of a person's table are called in the log, which keeps hashes of paths and of files and no names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path, PureWindowsPath

from app.batch.sources import find_films
from app.site.keys import path_digests
from models.values.digests import sha256_of


class FileNames:
    """The names of a table's files, as the log knows them.

    A name is a path below a folder as it was when the film was screened by this person on this machine; else, where the folder is told
    to hold the films, the name of one of them, with or without its ending, by its path or by what it holds.

    Args:
        table: The person's; its folder is the one where no other is told.
        films: The folder of the films; all below it are looked at.
    """

    def __init__(self, table: Path, films: Path | None) -> None:
        self._folder, self._films = films or table.parent, films
        self._by_name: dict[str, set[str]] | None = None

    def __call__(self, names: Collection[str], known: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return the hashes by which each name may stand in the log.

        Args:
            names: As the table spells them.
            known: Hashes of paths that the log holds; a file without one is read through and known by its SHA-256.

        Raises:
            NoKey, NoDataFolder: The key of the hashes can neither be read nor made.
            OSError: A film cannot be read.
        """
        if self._by_name is None:
            self._by_name = _named(self._films, known) if self._films else {}
        by_name = self._by_name
        ordered = [name for name in names if name and "\0" not in name]
        digests = path_digests(self._folder / _posix(name) for name in ordered)
        return {name: {digest, *by_name.get(_posix(name), ())} for name, digest in zip(ordered, digests, strict=True)}


def _posix(name: str) -> str:
    return PureWindowsPath(name).as_posix()


def _named(folder: Path, known: Collection[str]) -> dict[str, set[str]]:
    """Return the hashes of a folder's films by what they may be called: the path below it, the name, and that without an ending.

    Raises:
        OSError: A film cannot be read.
    """
    found = defaultdict[str, set[str]](set)
    films = find_films([folder]).films
    for film, digest in zip(films, path_digests(films), strict=True):
        below = film.relative_to(folder) if film.is_relative_to(folder) else film
        as_known = digest if digest in known else sha256_of(film) if film.is_file() else digest
        for name in {below.as_posix(), film.name, film.stem}:
            found[name].add(as_known)
    return found
