"""Which films a person means by some files, folders, zips and DICOMDIRs. Nothing is lost: what cannot be read is meant too."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.batch.dicomdir import is_dicomdir, referenced_files
from models.reading.archive import inside, is_zip, member_names
from models.values.refusal import NotARadiograph


def film_paths(paths: Iterable[Path]) -> list[Path]:
    """Return every film meant, each once: files as given, folders with all below them in order of name, hidden ones left out.

    A zip means its members, a DICOMDIR the files it names. A path that does not exist, a folder that cannot be listed, an archive that
    cannot be read and a link that leads out of its folder are returned too, so that they end as a refusal and not in silence.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_below(path) if os.path.isdir(path) else _in_file(path, path.parent, named=True)))
    return list(found)


def _below(root: Path) -> Iterator[Path]:
    unlisted: list[Path] = []
    for where, folders, names in os.walk(root, onerror=lambda error: unlisted.append(Path(error.filename))):
        yield from _drained(unlisted)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if os.path.islink(os.path.join(where, name))]
        # What lies below the root is met at its own place.
        yield from (inside(path, "") for name in links if _leads_out(path := Path(where, name), root))
        folders[:] = [name for name in folders if name not in links]
        for name in sorted(names):
            if not name.startswith("."):
                yield from _in_file(Path(where, name), root, named=False)
    yield from _drained(unlisted)


def _drained(paths: list[Path]) -> list[Path]:
    drained = paths[:]
    paths.clear()
    return drained


def _in_file(path: Path, root: Path, *, named: bool) -> Iterator[Path]:
    """Yield what a file means; a link that a person named is followed, one that was met is not followed out of the root."""
    if not named and os.path.islink(path) and _leads_out(path, root):
        yield inside(path, "")
    elif is_dicomdir(path):
        yield from _by_index(path)
    elif (named or path.suffix.lower() == ".zip") and is_zip(path):
        yield from _in_zip(path)
    else:
        yield path


def _by_index(dicomdir: Path) -> Iterator[Path]:
    try:
        files = referenced_files(dicomdir)
    except OSError:
        files = []
    yield from (inside(file, "") if os.path.islink(file) and _leads_out(file, dicomdir.parent) else file for file in files or [dicomdir])


def _in_zip(archive: Path) -> Iterator[Path]:
    try:
        names = member_names(archive)
    except NotARadiograph:
        names = []
    yield from (inside(archive, name) for name in names)
    if not names:
        yield archive


def _leads_out(link: Path, root: Path) -> bool:
    return not Path(os.path.realpath(link)).is_relative_to(os.path.realpath(root))
