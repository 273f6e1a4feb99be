"""The environment that worker processes start in: libraries read it once, when they are loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_KEEP = {"MALLOC_MMAP_THRESHOLD_": str(1 << 25), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
"""Has glibc keep what films free for the next ones; taken anew from the system, each page would be zeroed again."""

_ALONE = {"OPENBLAS_NUM_THREADS": "1"}


def engine_environment(threads: int | None) -> dict[str, str]:
    """Return that of an engine.

    Threads that wait would take the other workers' time: those of torch sleep, and numpy, whose matrices are small, has one.
    """
    return _KEEP | _ALONE | {"OMP_WAIT_POLICY": "PASSIVE"} | ({"OMP_NUM_THREADS": str(threads)} if threads else {})


def reader_environment() -> dict[str, str]:
    """Return that of a reader, which works on one thread."""
    return _ALONE | {"OMP_NUM_THREADS": "1"}


@contextmanager
def inherited(environment: Mapping[str, str]) -> Iterator[None]:
    """Have processes that are started meanwhile inherit an environment; what the person has set stays."""
    added = environment.keys() - os.environ.keys()
    os.environ.update({name: environment[name] for name in added})
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
