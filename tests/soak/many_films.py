"""Twenty thousand films through run and command line, with an engine that answers from a table: memory, and how long resuming takes.

Memory may grow by 60 MB between film 1,000 and the last; a film that is already recorded may take 2 ms. Linux only, since it reads /proc.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import app.cli.film.screen as command
import main as program
from app.cli.film.outcome import Counts
from app.run.events import FilmRecorded
from app.run.request import RunRequest
from app.run.run import screen_films
from app.site.logbook import open_log
from app.site.recorded import recorded_method
from app.workers.job import Job
from app.workers.messages import Request, Result, Task
from app.workers.pool import Pool
from app.workers.tasks import hash_file
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from models.film.phantom_file import write_phantom
from models.values.method import Method
from models.values.parameters import CHEAPEST
from models.values.radiograph import Radiograph
from models.values.screening import Screening

_FROM, _MOST_MEGABYTES, _MOST_MILLISECONDS = 1000, 60, 2
_PARTS = ("run", "command", "resume_run", "resume_command")


@dataclass(frozen=True)
class Table:
    """Workers that know one film by heart; a file's own hash makes another film of it."""

    film: Radiograph
    screening: Screening
    method: Method
    ids: Iterator[int]

    @classmethod
    def made(cls, folder: Path) -> Table:
        """Have real workers, which end again, screen a phantom."""
        with Pool(device="cpu") as pool:

            def asked(task: Task, payload: Any) -> Any:
                ending = pool.submit(task, payload).result()
                assert isinstance(ending, Result), ending
                return ending.payload

            load = LoadMethod("embedded", CHEAPEST)
            film = asked(Task.READ, ReadFilm(write_phantom(folder / "film.dcm", 4_000_001, marked=True, size=256)))
            method = asked(Task.LOAD_METHOD, load)
            fingerprint = recorded_method(method).fingerprint
            assert fingerprint is not None
            return cls(film, asked(Task.SCREEN, ScreenFilms((film,), fingerprint, load))[0], method, itertools.count(1))

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        """Answer at once."""
        job = Job(Request(next(self.ids), kind, payload))
        job.end(Result(job.request.id, self._result(kind, payload)))
        return job

    def _result(self, kind: Task, payload: Any) -> Any:
        match kind:
            case Task.LOAD_METHOD:
                return self.method
            case Task.HASH:
                return _hash(payload.path)
            case Task.READ:
                sha256 = _hash(payload.path)
                header = replace(self.film.header, file_sha256=sha256, pixel_sha256=sha256)
                return replace(self.film, pixels=self.film.pixels.copy(), header=header)
            case _:
                return tuple(replace(self.screening, header=film.header) for film in payload.films)

    def cancel(self, job: Job) -> None:
        """Do nothing: every job has ended already."""


def _hash(path: Path) -> str:
    try:
        next(hashing := hash_file.handle(hash_file.HashFile(path)))
    except StopIteration as ended:
        return str(ended.value)
    raise AssertionError(hashing)


def _megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


class _Meter:
    """Notes the memory at film 1,000 and at the last."""

    def __init__(self) -> None:
        self._films, self._first = 0, 0.0
        self._begun = time.perf_counter()

    def film(self) -> None:
        self._films += 1
        if self._films == _FROM:
            self._first = _megabytes()

    def found(self) -> dict[str, float]:
        seconds = time.perf_counter() - self._begun
        return {
            "films": self._films,
            "growth_mb": round(_megabytes() - self._first, 1),
            "ms_a_film": round(seconds / self._films * 1000, 3),
        }


def _part(name: str, table: Table, paths: list[Path], folder: Path) -> dict[str, float]:
    """Go once through all films; their log is there already where they are gone through again."""
    if name.endswith("run"):
        request = RunRequest(parameters=CHEAPEST)
        with open_log(folder / "run.db") as log:
            meter = _Meter()
            for event in screen_films(paths, request, pool=table, log=log):  # type: ignore[arg-type]
                if isinstance(event, FilmRecorded):
                    meter.film()
        return meter.found()
    meter, add = _Meter(), Counts.add

    def counted(counts: Counts, done: FilmRecorded) -> None:
        add(counts, done)
        meter.film()

    Counts.add = counted  # type: ignore[method-assign]
    command.Pool = lambda **_: nullcontext(table)  # type: ignore[assignment, misc, attr-defined]
    command.Parameters = lambda **chosen: replace(CHEAPEST, **chosen)  # type: ignore[assignment, misc, attr-defined]
    assert program.main(["screen", str(folder / "films"), "--log", str(folder / "command.db"), "--json", str(folder / "out.jsonl")]) == 0
    assert len((folder / "out.jsonl").read_text().splitlines()) == len(paths)
    return meter.found()


def _one_part(name: str, folder: Path) -> None:
    table = Table.made(folder)
    found = _part(name, table, sorted((folder / "films").iterdir()), folder)
    print(json.dumps(found), file=sys.stderr)  # noqa: T201


def main() -> None:
    """Print what each part took, as JSON; each runs in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=20_000)
    parser.add_argument("--part", choices=_PARTS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.part:
        _one_part(options.part, options.folder)
        return
    found = {}
    with tempfile.TemporaryDirectory() as name:
        (folder := Path(name, "films")).mkdir()
        for number in range(options.films):
            (folder / f"{number:06d}.dcm").write_text(f"film {number}")
        for part in _PARTS:
            own = [sys.executable, __file__, "--part", part, "--folder", name]
            ended = subprocess.run(own, env=os.environ | {"XDG_DATA_HOME": name}, capture_output=True, text=True, check=False)
            assert ended.returncode == 0, ended.stderr
            found[part] = json.loads(ended.stderr.splitlines()[-1])
            print(json.dumps({part: found[part]}), file=sys.stderr, flush=True)  # noqa: T201
    print(json.dumps(found))  # noqa: T201
    assert all(one["growth_mb"] <= _MOST_MEGABYTES for one in found.values()), "memory grows with the films"
    assert all(one["ms_a_film"] <= _MOST_MILLISECONDS for part, one in found.items() if part.startswith("resume")), "resuming is slow"


if __name__ == "__main__":
    main()
