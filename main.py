"""CXR Audit. ``python main.py --help`` tells the commands; without a command the window opens, on the films named if any."""

from __future__ import annotations

import gc
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run the program and return its exit code: 0 done, 1 something refused or failed, 2 usage, 130 Ctrl-C."""
    from app.cli import COMMANDS

    first = arguments[0] if arguments else ""
    if first in {*COMMANDS, "--help", "--version"} or (first and not first.startswith("-") and not Path(first).exists()):
        from app.cli.program import run

        return run(arguments)
    # Nothing that is imported for the window is garbage; looking for some takes a tenth of the time until it is drawn.
    gc.disable()
    try:
        from app.desktop.application import run_window

        return run_window(arguments)
    finally:
        gc.enable()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # Before the commands themselves are loaded, or again while they close.
        sys.exit(130)
