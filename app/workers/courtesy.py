"""How workers give way to a window beside them, without a change of what they compute: they keep their threads, on fewer cores."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

_NICENESS = 10
_WINDOW_CORES = 2
"""What drawing and the screen's server take together."""
_BELOW_NORMAL = 0x00004000


def stand_back() -> None:
    """Let other programs go before this process from now on, its threads to come included."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_NICENESS)


def leave_cores(pid: int, *, leave: bool) -> None:
    """Keep a process off some of this program's cores, or give it all of them again, where the system can; Linux can.

    The number of its threads stays, and with it the order in which sums are taken. It is left at least one core, and half of several.
    A process that is not Ready must be left alone, since libraries count the cores that they find.

    Args:
        pid: Of the process; one that has ended is no error.
        leave: Whether cores are to be left to the window.
    """
    if sys.platform != "linux":
        return
    cores = sorted(os.sched_getaffinity(0))
    left = min(_WINDOW_CORES, len(cores) // 2) if leave else 0
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):  # A thread may end meanwhile, and a system may forbid it.
                os.sched_setaffinity(int(thread.name), cores[left:])
