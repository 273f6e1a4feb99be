"""CXR Audit. ``python main.py --help`` tells the commands; without a command the window opens, on the films named if any."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Run the program and return its exit code: 0 done, 1 something refused or failed, 2 usage."""
    from app.cli import COMMANDS

    if arguments and (arguments[0] in COMMANDS or arguments[0] in {"--help", "--version"}):
        from app.cli.program import run

        return run(arguments)
    from app.desktop.application import run_window

    return run_window(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
