"""Attribution for a long time: 2,000 calls with flat memory, then 400 calls by two threads on one network.

``python tests/soak/attribution.py [--calls N]``. Every method and target in turn, some calls ended by an exception or by closing a
generator midway. Prints figures; exit code 1 when memory grows by over 5 %, a map is wrong, or a hook is left.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
import torchvision
from torch import Tensor, nn

from models.attribution.attribute import Attribution, attribute
from models.attribution.refusal import NoSuchTarget
from models.values.attribution import MapMethod

_GROWTH = 0.05
_THREADED = 400
_HOOKS = [name for name in vars(nn.Module()) if name.endswith("_hooks")]


def main() -> int:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    calls = parser.parse_args().calls
    torch.manual_seed(1)
    network = torchvision.models.resnet18(weights=None, num_classes=5).eval()
    images = [torch.randn(2, 3, 64, 64) for _ in range(4)]
    started = time.perf_counter()
    memory = _memory_over(network, images, calls)
    wrong, failed = _threads(network, images)
    hooks = sum(len(getattr(module, hook)) for module in network.modules() for hook in _HOOKS)
    growth = memory[-1] / memory[0] - 1
    told = {
        "calls": calls, "resident_mb": [round(value) for value in memory], "growth": round(growth, 4), "threaded_calls": _THREADED,
        "wrong": wrong, "exceptions": failed, "hooks": hooks, "seconds": round(time.perf_counter() - started),
    }  # fmt: skip
    print(json.dumps(told))  # noqa: T201
    return int(growth > _GROWTH or bool(wrong or failed or hooks))


def _memory_over(network: nn.Module, images: list[Tensor], calls: int) -> list[float]:
    """Call and return the resident memory in MB after the first tenth and at each further one."""
    memory = []
    for number in range(calls):
        _call(network, images[number % len(images)], number)
        if number % max(1, calls // 10) == max(1, calls // 10) - 1:
            gc.collect()
            memory.append(_resident())
    return memory


def _call(network: nn.Module, batch: Tensor, number: int) -> None:
    kind = number % 10
    if kind == 8:
        try:
            attribute(network, batch, methods=list(MapMethod), targets=[99])
        except NoSuchTarget:
            return
        raise AssertionError("a class that is not there was attributed")
    if kind == 9:
        running = _one_by_one(network, batch)
        next(running)
        running.close()
        return
    methods = [MapMethod.GUIDED_GRAD_CAM, MapMethod.GRADIENT] if kind == 7 else [list(MapMethod)[kind]]
    attribute(network, batch, methods=methods, targets=[number % 5], target_layer="layer3" if kind == 1 else None)


def _one_by_one(network: nn.Module, batch: Tensor) -> Iterator[Attribution]:
    for image in batch:
        yield attribute(network, image[None], methods=[MapMethod.GRAD_CAM])


def _threads(network: nn.Module, images: list[Tensor]) -> tuple[int, int]:
    """Return how many of 400 calls by two threads gave another map than one thread alone, and how many raised."""
    methods = [MapMethod.GRAD_CAM, MapMethod.HIRES_CAM, MapMethod.GUIDED_GRAD_CAM]
    wanted = {(i, m): attribute(network, image, methods=[m], targets=[1]).maps[m] for i, image in enumerate(images) for m in methods}
    keys = list(wanted)

    def wrong(number: int) -> bool:
        image, method = keys[number * 7 % len(keys)]
        found = attribute(network, images[image], methods=[method], targets=[1]).maps[method]
        return not torch.equal(found, wanted[image, method])

    with ThreadPoolExecutor(2) as threads:
        jobs = [threads.submit(wrong, number) for number in range(_THREADED)]
    raised = sum(job.exception() is not None for job in jobs)
    return sum(job.result() for job in jobs if job.exception() is None), raised


def _resident() -> float:
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    sys.exit(main())
