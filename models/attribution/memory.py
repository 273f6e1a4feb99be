"""Work on images in chunks that fit a device's memory, and at last on the CPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch

T = TypeVar("T")


def in_chunks(
    run: Callable[[int, int], T], count: int, *, at_once: int, divisible: bool, on_cpu: Callable[[], Callable[[int, int], T]] | None
) -> tuple[list[T], list[str]]:
    """Do work for ``count`` images, fewer at once whenever the device's memory does not suffice.

    Args:
        run: Does it for the images from a first to before a last.
        count: Of images.
        at_once: How many to begin with.
        divisible: Whether fewer at once give the same.
        on_cpu: Makes the same work for the CPU; None where that is where it runs.

    Returns:
        One result a chunk, in order, and what a person should know.

    Raises:
        torch.OutOfMemoryError: One image does not fit, and there is no other place.
    """
    done: list[T] = []
    notes: list[str] = []
    start = 0
    while start < count:
        stop = min(start + at_once, count)
        try:
            done.append(run(start, stop))
            start = stop
            continue
        except torch.OutOfMemoryError:
            if not (divisible and stop - start > 1) and on_cpu is None:
                raise
        # Only here, after the exception has let go of the tensors of its frames, is their memory free.
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        if divisible and stop - start > 1:
            at_once = (stop - start) // 2
            notes.append(f"The device's memory did not suffice for {stop - start} images at once; {at_once} were used.")
        elif on_cpu is not None:
            run, on_cpu = on_cpu(), None
            notes.append("The device's memory did not suffice; the rest was computed on the CPU, which is slower.")
    return done, notes
