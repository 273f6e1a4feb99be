"""Becomes a classifier's program, within limits; a script of the standard library alone, run by a Python of its own.

``launcher.py PARENT MEMORY COMMAND…``: the number of the process that started it, and bytes. Where the system can, memory is limited, no
copy of it is left after a crash, and it dies with its parent.
"""

import os
import signal
import sys

NOT_STARTED = 127
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""


def main() -> None:
    """Set the limits, and run the command in this process's place."""
    parent, memory, *command = sys.argv[1:]
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if sys.platform == "linux":
        import ctypes

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = int(memory) if hard == resource.RLIM_INFINITY else min(int(memory), hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != int(parent):
            sys.exit(NOT_STARTED)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.stderr.write(f"{error.strerror}\n")
        sys.exit(NOT_STARTED)


if __name__ == "__main__":
    main()
