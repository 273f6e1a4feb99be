"""CXR Audit. ``python main.py --help`` tells the commands; without one the window opens."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program and return its exit code."""
    if len(sys.argv) > 1 and sys.argv[1] != "window":
        from app.cli.program import run

        return run(sys.argv[1:])
    from app.desktop.application import run_window

    return run_window(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
