"""How long until the window is on the screen: whole processes, from start to the first paint; median and range of nine."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CHILD = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
def painted(self, event):
    QMainWindow.paintEvent(self, event)
    print(time.time(), 'torch' in sys.modules, flush=True)
    QApplication.exit(0)
from app.desktop.shell.window import ReviewWindow
ReviewWindow.paintEvent = painted
from main import main
main([])
"""


def main() -> None:
    """Print the figures as JSON."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if not (os.environ.get("DISPLAY") or sys.platform in {"win32", "darwin"}):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    seconds = []
    for _ in range(9):
        started = time.time()
        child = subprocess.run([sys.executable, "-c", _CHILD], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        painted, torch_there = child.stdout.split()[:2]
        assert torch_there == "False", "the window's process imported torch"
        seconds.append(float(painted) - started)
    platform = environment.get("QT_QPA_PLATFORM", "screen")
    figures = {"median_s": round(statistics.median(seconds), 3), "least_s": round(min(seconds), 3), "most_s": round(max(seconds), 3)}
    print(json.dumps({"window_visible": figures, "platform": platform}))  # noqa: T201


if __name__ == "__main__":
    main()
