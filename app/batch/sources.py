"""Which films a person means by some files, folders, zips and DICOMDIRs. Nothing is lost: what cannot be read is meant too."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.batch.dicomdir import is_dicomdir, referenced_files
from app.batch.left_out import LeftOut, belongs_to_a_log
from app.batch.strangers import is_called_a_film, is_film_by_name, is_stranger, may_be_called_a_film
from models.reading.archive import inside, member_names, member_starts
from models.reading.files import is_unfetched
from models.reading.kinds import Kind, first_bytes, kind_of
from models.values.refusal import NotARadiograph


@dataclass(frozen=True)
class FoundFilms:
    """What was found in one search.

    Attributes:
        films: In order, each real file once; also what cannot be read or listed, so that it ends as a refusal and not in silence.
        passed_over: Files in folders and archives that are no images, and links to folders around them.
    """

    films: tuple[Path, ...]
    passed_over: tuple[Path, ...]


def find_films(paths: Iterable[Path], *, exclude: Iterable[str] = (), outputs: Iterable[Path] = ()) -> FoundFilms:
    """Return every film meant, each once: files as given, folders with all below them in order of name, hidden ones left out.

    Links are followed. A zip means its members, a DICOMDIR the files it names. What a person names is a film whatever it is, but for an
    audit log; what is met in a folder or an archive is one by its bytes, or if its name says so.

    Args:
        paths: Files and folders.
        exclude: Patterns of names, or of paths below the folders named, that are left out.
        outputs: Files and folders that are written to; they are left out too, unless the folder was named itself.
    """
    search = _Search(LeftOut(exclude, outputs))
    for path in paths:
        if os.path.isdir(path):
            search.look_below(path)
        else:
            search.take_named(path)
    return FoundFilms(tuple(search.films.values()), tuple(search.passed_over.values()))


@dataclass(frozen=True)
class _Met:
    """A file or folder, where it really is, and its path below the folder that was named."""

    path: Path
    real: str
    relative: str


class _Search:
    """Gathers by real path, in order."""

    def __init__(self, left_out: LeftOut) -> None:
        self.films: dict[str, Path] = {}
        self.passed_over: dict[str, Path] = {}
        self._left_out = left_out
        self._looked_below: set[str] = set()

    def take_named(self, path: Path) -> None:
        """Take a file that a person named."""
        met = _Met(path, _real(path), path.name)
        if self._left_out.excludes(path.name) or self._left_out.writes(met.real):
            return
        start = _start(path)
        if start is None or not belongs_to_a_log(path, start):
            self._take(met, start, named=True)

    def look_below(self, root: Path) -> None:
        """Take all films below a folder, those that stand in it first."""
        top = _Met(root, _real(root), "")
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            if folder.real in self._looked_below:
                continue
            self._looked_below.add(folder.real)
            try:
                with os.scandir(folder.path) as listing:
                    entries = sorted((entry for entry in listing if not entry.name.startswith(".")), key=lambda entry: entry.name)
            except OSError:
                self._add(folder.path, folder.real)
                continue
            waiting += reversed([inner for entry in entries if (inner := self._met(folder, entry, top))])

    def _met(self, folder: _Met, entry: os.DirEntry[str], top: _Met) -> _Met | None:
        """Take a file of a folder; return what is a folder itself and to be looked into."""
        path, relative = folder.path / entry.name, f"{folder.relative}/{entry.name}".lstrip("/")
        is_folder = _is_folder(entry)
        real = os.path.realpath(entry.path) if is_folder or entry.is_symlink() else os.path.join(folder.real, entry.name)
        if self._left_out.excludes(relative) or self._left_out.writes(real):
            return None
        met = _Met(path, real, relative)
        if not is_folder:
            self._take_met(met)
        elif not _lies_in(folder.real, real):
            return met
        elif not _lies_in(real, top.real):
            self.passed_over[real] = path
        return None

    def _take_met(self, met: _Met) -> None:
        name = met.path.name
        if met.real in self.films or met.real in self.passed_over:
            return
        if is_film_by_name(name):
            self._add(met.path, met.real)
        elif os.path.isfile(met.path):
            self._take(met, _start(met.path), named=False)
        elif is_unfetched(met.path):
            self._add(met.path, met.real, stranger=not may_be_called_a_film(name))
        else:  # A pipe or a device; or a link to nothing, or one that may not be followed.
            self._add(met.path, met.real, stranger=os.path.exists(met.path) and not is_called_a_film(name))

    def _take(self, met: _Met, start: bytes | None, *, named: bool) -> None:
        """Take a file by its first bytes, None where they cannot be looked at."""
        if start is None:
            self._add(met.path, met.real)
        elif is_dicomdir(met.path.name, start):
            self._take_index(met)
        elif kind_of(start) is Kind.ZIP and (named or is_called_a_film(met.path.name)):
            self._take_archive(met, named=named)
        else:
            self._add(met.path, met.real, stranger=not named and is_stranger(met.path.name, start))

    def _take_index(self, met: _Met) -> None:
        try:
            files = referenced_files(met.path)
        except OSError:
            files = []
        for file in files or [met.path]:
            real = str(file) if ".." in file.parts else _real(file)
            relative = PurePosixPath(met.relative).parent / file.relative_to(met.path.parent).as_posix()
            if not self._left_out.excludes(str(relative)) and not self._left_out.writes(real):
                self._add(file, real)

    def _take_archive(self, met: _Met, *, named: bool) -> None:
        try:
            names = member_names(met.path)
        except NotARadiograph:
            names = []
        kept = [name for name in names if not self._left_out.excludes(f"{met.relative}/{name}")]
        starts = member_starts(met.path, [name for name in kept if not is_film_by_name(name)])
        strangers = {name for name, start in starts.items() if is_stranger(name, start) or is_dicomdir(PurePosixPath(name).name, start)}
        for name in kept:
            self._add(inside(met.path, name), f"{met.real}!{name}", stranger=name in strangers)
        if not names or (named and kept and len(strangers) == len(kept)):
            self._add(met.path, met.real)

    def _add(self, path: Path, real: str, *, stranger: bool = False) -> None:
        if real in self.films:
            return
        if stranger:
            self.passed_over.setdefault(real, path)
        else:
            self.passed_over.pop(real, None)
            self.films[real] = path


def _real(path: Path) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return os.fspath(path)


def _start(path: Path) -> bytes | None:
    """Return a file's first bytes, None where they cannot be looked at; what is no file is not waited for."""
    try:
        return first_bytes(path) if os.path.isfile(path) else None
    except (OSError, ValueError):
        return None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _lies_in(path: str, folder: str) -> bool:
    """Tell whether a folder is another or lies in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
