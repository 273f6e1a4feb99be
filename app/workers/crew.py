"""How many workers keep this machine busy when films are screened without end."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Self

from app.workers.devices import cuda_devices

_MOST_CPU_ENGINES = 4
"""Each takes about a gigabyte."""


@dataclass(frozen=True)
class Crew:
    """Workers of a run.

    Attributes:
        devices: One engine each.
        threads: Of torch in each engine; None leaves the choice to torch.
        readers: Processes that read files.
    """

    devices: tuple[str, ...]
    threads: int | None
    readers: int

    @classmethod
    def of(cls, device: str, *, readers: int | None = None) -> Self:
        """Return the workers for a device.

        An engine on the CPU works on one thread for much of a film, so that several with few threads each do more than one with all.

        Args:
            device: "auto", "cpu" or "cuda".
            readers: As asked; None goes by the cores.
        """
        cores, cuda = _cores(), [] if device == "cpu" else cuda_devices()
        wanted = readers or max(1, cores // 2)
        if len(cuda) > 1:
            return cls(tuple(cuda), None, wanted)
        if cuda or device == "cuda":
            return cls((device,), None, wanted)
        engines = min(cores, _MOST_CPU_ENGINES)
        return cls((device,) * engines, max(1, cores // engines), wanted)


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
