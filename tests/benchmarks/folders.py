"""How long a search for films takes: links through two levels, and strangers around one film.

A search: median and range of five, in this process. The first film: whole processes of ``screen``, from their start until a reader is
asked for the film, and until it has answered, with the strangers and without them; median and range of three.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.batch.sources import FoundFilms, find_films
from models.film.phantom_file import write_phantom

ROOT = Path(__file__).resolve().parents[2]
_LINKS, _STRANGERS, _FOLDERS = 5000, 2000, 50
_CHILD = """
import sys, time
from app.workers.messages import Task
from app.workers.pool import Pool
submit, told = Pool.submit, []
def watched(self, kind, payload, **named):
    job = submit(self, kind, payload, **named)
    if kind is Task.READ and not told:
        told.append(time.time())
        job.ending.add_done_callback(lambda _: told.append(time.time()))
    return job
Pool.submit = watched
from main import main
main(sys.argv[1:])
print(*told)
"""


def links_of_two_levels(folder: Path, *, count: int) -> Path:
    """Make a dataset as DataLad does, with empty films: folders are links, in which each film is a link to a hidden object."""
    objects, subjects, dataset = folder / ".objects", folder / ".subjects", folder / "dataset"
    dataset.mkdir()
    for number in range(count):
        key, subject = objects / f"{number % 97:02d}" / f"MD5E-{number}.dcm", subjects / f"{number % _FOLDERS:02d}"
        for made in (key.parent, subject):
            made.mkdir(parents=True, exist_ok=True)
        key.touch()
        (subject / f"{number:05d}.dcm").symlink_to(Path("..", "..", key.relative_to(folder)))
    for subject in subjects.iterdir():
        (dataset / subject.name).symlink_to(Path("..", subject.relative_to(folder)))
    return dataset


def strangers_and_one_film(folder: Path, *, count: int) -> Path:
    """Make files of which one is a film; no name tells."""
    folder.mkdir()
    for number in range(count):
        (folder / f"IM{number:05d}").write_bytes(f"no film {number}".encode() * 1000)
    write_phantom(folder / "IM99999", 1, marked=False, size=512)
    return folder


def main() -> None:
    """Print the figures as JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        links = links_of_two_levels(folder, count=_LINKS)
        strangers, alone = (strangers_and_one_film(folder / str(count), count=count) for count in (_STRANGERS, 0))
        found = {
            "links": _searched(links, films=_LINKS, passed_over=0),
            "strangers": _searched(strangers, films=1, passed_over=_STRANGERS),
            "first_film_among_strangers": _first_film(strangers, folder),
            "first_film_alone": _first_film(alone, folder),
        }
    print(json.dumps(found))  # noqa: T201


def _searched(folder: Path, *, films: int, passed_over: int) -> dict[str, float]:
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        found: FoundFilms = find_films([folder])
        seconds.append(time.perf_counter() - started)
        assert (len(found.films), len(found.passed_over)) == (films, passed_over)
    return _figures(seconds)


def _first_film(films: Path, folder: Path) -> dict[str, dict[str, float]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder)}
    asked, answered = [], []
    for number in range(3):
        log = folder / f"{films.name}-{number}.db"
        arguments = [sys.executable, "-c", _CHILD, "screen", str(films), "--log", str(log), "--device", "cpu", "--no-challenges"]
        started = time.time()
        child = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        first, last = map(float, child.stdout.splitlines()[-1].split())
        asked.append(first - started)
        answered.append(last - started)
    return {"asked": _figures(asked), "read": _figures(answered)}


def _figures(seconds: Sequence[float]) -> dict[str, float]:
    return {"median_s": round(statistics.median(seconds), 3), "least_s": round(min(seconds), 3), "most_s": round(max(seconds), 3)}


if __name__ == "__main__":
    main()
