"""Films of a cohort that lack removals are filled in before its numbers are told; what was recorded once is not made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.batch.sources import find_films
from app.cli.films import named
from app.cli.options import Device
from app.cli.terminal import fail, progress_bar, warn
from app.replay.method import load_of
from app.replay.refusal import CannotReplay
from app.run.removing import remove_globally
from app.site.logbook import open_log
from app.workers.job import Workers
from app.workers.messages import Result, Task
from app.workers.pool import Pool
from app.workers.tasks.hash_file import HashFile
from audit.cohort.film_row import FilmRow
from audit.counted import counted


def fill_in(file: Path, lacking: Sequence[FilmRow], folder: Path, device: Device) -> int:
    """Fill in those films that lie below a folder, and record each; return how many were recorded.

    Args:
        file: The log.
        lacking: Films of one classifier and method of which the log holds no removals.
        folder: Where their files lie; they are known by their hash.
        device: Where the networks run.

    Raises:
        LogError, NoDataFolder: The log cannot be written.
    """
    if not lacking:
        return 0
    with Pool(device=device) as pool, open_log(file) as log, progress_bar() as bar:
        entries = {row.file_sha256: row.seq for row in lacking}
        paths = find_films([folder]).films
        films = [(path, log.entry(entries[found])) for path, found in _hashed(bar.track(paths, description="looking"), pool)
                 if found in entries]  # fmt: skip
        warn(f"{counted(len(films), 'film to fill in was', 'films to fill in were')} found, of {len(lacking)} that lack it.")
        if not films:
            return 0
        try:
            load = load_of(films[0][1].film, None)
        except CannotReplay as error:
            fail(str(error))
        done = 0
        for one in bar.track(remove_globally(films, load, pool=pool, log=log), total=len(films), description="filling in"):
            done += one.why_not is None
            if one.why_not:
                warn(f"{named(one.path)}: left out. {one.why_not}")
        return done


def _hashed(paths: Iterable[Path], pool: Workers) -> Iterator[tuple[Path, str]]:
    """Yield each file with its SHA-256; two with the same are one film."""
    seen = set[str]()
    for path in paths:
        ending = pool.submit(Task.HASH, HashFile(path)).result()
        if isinstance(ending, Result) and ending.payload not in seen:
            seen.add(ending.payload)
            yield path, ending.payload
