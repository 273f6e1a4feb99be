"""What a second reader process brings: films decoded and prepared by two processes against one, interleaved; medians of five."""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from app.workers.messages import Result, Task
from app.workers.pool import Pool
from app.workers.tasks.read import ReadFilm
from models.film.phantom_file import write_phantom

_ROUNDS, _DRAWN, _TIMES, _SIZE = 5, 4, 4, 2048
_FILMS = _DRAWN * _TIMES


def main() -> None:
    """Print medians in milliseconds a film, and their ratio, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        films = [write_phantom(Path(folder, f"{seed}.dcm"), seed, marked=False, size=_SIZE) for seed in range(_DRAWN)] * _TIMES
        with Pool(device="cpu", readers=1) as one, Pool(device="cpu", readers=2) as two:
            pools = {"one_reader": one, "two_readers": two}
            for pool in pools.values():
                _read(pool, films)
            times: dict[str, list[float]] = {name: [] for name in pools}
            for _ in range(_ROUNDS):
                for name, pool in pools.items():
                    started = time.perf_counter()
                    _read(pool, films)
                    times[name].append((time.perf_counter() - started) / _FILMS * 1000)
    medians = {name: round(statistics.median(values), 2) for name, values in times.items()}
    spread = {name: [round(min(values), 2), round(max(values), 2)] for name, values in times.items()}
    ratio = round(medians["one_reader"] / medians["two_readers"], 2)
    print(json.dumps({"cores": os.cpu_count(), "ms_a_film": medians, "range": spread, "one_to_two_readers": ratio}))  # noqa: T201


def _read(pool: Pool, films: list[Path]) -> None:
    jobs = [pool.submit(Task.READ, ReadFilm(film)) for film in films]
    for job in jobs:
        assert isinstance(job.result(), Result)


if __name__ == "__main__":
    main()
