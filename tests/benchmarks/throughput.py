"""Films a second through readers, engines and log, without challenges, beside the ceiling; all measured in this run, interleaved.

The ceiling is the cores divided by the processor seconds that a film takes to decode and to screen, each alone on one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import torch

from app.run.events import FilmRecorded
from app.run.request import RunRequest
from app.run.run import screen_films
from app.workers.crew import Crew
from app.workers.environment import engine_environment
from app.workers.inline import InlineWorkers
from app.workers.messages import Result, Task
from app.workers.pool import Pool
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.screen import ScreenFilms
from audit.log.store import Log
from models.film.phantom_file import write_phantom
from models.reading.read import read_radiograph
from models.values.parameters import Parameters
from models.values.radiograph import Radiograph
from models.values.refusal import NotARadiograph

_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_PARAMETERS = Parameters(challenges=False)
_BATCH = 4


class _Engine:
    """The engine's work in this process, on one thread."""

    def __init__(self) -> None:
        from app.site.recorded import recorded_method

        self._workers, self._load = InlineWorkers(), LoadMethod("embedded", _PARAMETERS)
        loaded = self._workers.submit(Task.LOAD_METHOD, self._load).result()
        assert isinstance(loaded, Result), loaded
        fingerprint = recorded_method(loaded.payload).fingerprint
        assert fingerprint is not None
        self._fingerprint = fingerprint

    def screen(self, films: tuple[Radiograph, ...]) -> None:
        """Screen films in batches."""
        for start in range(0, len(films), _BATCH):
            asked = ScreenFilms(films[start : start + _BATCH], self._fingerprint, self._load)
            assert isinstance(self._workers.submit(Task.SCREEN, asked).result(), Result)


def _processor_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _decoded(paths: Iterable[Path]) -> dict[Path, Radiograph]:
    films = {}
    for path in paths:
        with suppress(NotARadiograph):
            films[path] = read_radiograph(path)
    return films


def _run(paths: list[Path], pool: Pool, crew: Crew, folder: Path) -> tuple[float, float]:
    """Return films a second of a run into a new log, and the processor seconds that all processes together spent on a film."""
    request = RunRequest(parameters=_PARAMETERS, batch_size=_BATCH, again=True, readers=crew.readers, engines=len(crew.devices))
    with tempfile.TemporaryDirectory(dir=folder) as here, Log(Path(here, "audit.db"), writing=True) as log:
        started, spent = time.perf_counter(), _spent(pool)
        done = sum(isinstance(event, FilmRecorded) for event in screen_films(paths, request, pool=pool, log=log))
        seconds = time.perf_counter() - started
    assert done == len(paths)
    return done / seconds, (_spent(pool) - spent) / done


def _spent(pool: Pool) -> float:
    """Return the processor seconds of this process and the workers, where the system tells."""
    fields = [stat.read_text().rpartition(")")[2].split() for pid in pool.processes() if (stat := Path(f"/proc/{pid}/stat")).exists()]
    return time.process_time() + sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


def _films(folder: Path, most: int) -> list[Path]:
    found = sorted([*(_DATA / "cohort").glob("*.dcm"), *(_DATA / "dicom").glob("*.dcm")])
    drawn = (write_phantom(folder / f"{seed}.dcm", seed, marked=bool(seed % 2), size=1024) for seed in range(20))
    return list(_decoded(found or list(drawn)))[:most]


def main() -> None:
    """Print medians, ranges and the ratio to the ceiling, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--films", type=int, default=100)
    parser.add_argument("--times", type=int, default=3, help="how often a run goes through the films")
    parser.add_argument("--engines", type=int)
    parser.add_argument("--readers", type=int)
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    if not engine_environment(1).keys() <= os.environ.keys():  # What is measured here has what the workers have; numpy is loaded already.
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | engine_environment(1))
    crew = Crew.of("cpu", readers=options.readers)
    if options.engines:
        crew = Crew(("cpu",) * options.engines, options.threads, crew.readers)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name, Pool(device=crew.devices, readers=crew.readers, threads=crew.threads) as pool:
        folder = Path(name)
        os.environ["XDG_DATA_HOME"] = name  # The person's own key is left alone.
        paths = _films(folder, options.films)
        films, engine = tuple(_decoded(paths).values()), _Engine()
        _run(paths, pool, crew, folder)
        engine.screen(films[:_BATCH])
        rounds = []
        for _ in range(options.rounds):
            decode = _processor_seconds(lambda: _decoded(paths)) / len(paths)
            screen = _processor_seconds(lambda: engine.screen(films)) / len(paths)
            rounds.append((decode, screen, *_run(paths * options.times, pool, crew, folder)))
    cores = len(os.sched_getaffinity(0))
    names = ("decode_seconds", "engine_seconds", "films_a_second", "spent_seconds")
    measured = {of: [round(value, 4) for value in values] for of, values in zip(names, zip(*rounds, strict=True), strict=True)}
    ratios = [films_a_second * (decode + screen) / cores for decode, screen, films_a_second, _ in rounds]
    asked = {"cores": cores, "films": len(paths), "engines": len(crew.devices), "readers": crew.readers}
    found = {"median": {of: round(statistics.median(values), 4) for of, values in measured.items()}, "rounds": measured}
    to_ceiling = {"ratio_to_ceiling": round(statistics.median(ratios), 3), "ratios": [round(ratio, 3) for ratio in ratios]}
    print(json.dumps(asked | found | to_ceiling))  # noqa: T201


if __name__ == "__main__":
    main()
