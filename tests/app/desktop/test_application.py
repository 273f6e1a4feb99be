"""How the desktop is started."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

import main
from app.desktop import application
from app.desktop.application import _parsed
from app.site.person import MOVES_DATA_FOLDER

_ROOT = Path(__file__).resolve().parents[3]


def test_the_arguments_name_films_log_classifier_and_device() -> None:
    options = _parsed(["a.dcm", "--log", "x.db", "--classifier", "teaching", "--device", "cpu", "--regions", "r.toml"])
    assert options.regions == Path("r.toml")
    assert options.operating_point is None
    assert _parsed(["--operating-point", "balanced"]).operating_point == "balanced"
    assert (options.paths, options.log, options.classifier, options.device) == ([Path("a.dcm")], Path("x.db"), "teaching", "cpu")
    with pytest.raises(SystemExit) as ended:
        _parsed(["--classifier", "none"])
    assert ended.value.code == 2


def test_garbage_is_not_looked_for_while_the_window_is_made_and_is_when_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for = list[bool]()
    monkeypatch.setattr(application, "run_window", lambda _: looked_for.append(gc.isenabled()) or 0)
    assert main.main([]) == 0
    assert (looked_for, gc.isenabled()) == ([False], True)


_LOOK = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.desktop import application

def dress(qt):
    QTimer.singleShot(300, look)

def look():
    (window,) = [widget for widget in QApplication.topLevelWidgets() if hasattr(widget, "status")]
    print(window.status.texts()["problem"])
    window.close()

application.apply_theme = dress
application.run_window([])
"""


def test_without_a_data_folder_the_window_opens_and_says_why(tmp_path: Path) -> None:
    """In a process of its own, as an application has one start and one end."""
    (tmp_path / "home").touch()
    moved = dict.fromkeys(("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA", "HOME"), str(tmp_path / "home"))
    started = subprocess.run(
        [sys.executable, "-c", _LOOK],
        capture_output=True,
        timeout=60,
        text=True,
        check=False,
        env={**os.environ, **moved, "PYTHONPATH": str(_ROOT)},
    )
    assert started.stdout.startswith(f"Your data folder {tmp_path / 'home'}")
    assert MOVES_DATA_FOLDER in started.stdout
    assert (started.returncode, "Traceback" in started.stderr) == (0, False)


_GO_ON = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.desktop import application
from app.site.recent_logs import keep_recent

folder = Path(sys.argv[1])
(folder / "ward.db").touch()
keep_recent(folder / "ward.db", "teaching", [folder / "a.dcm"])
seen = []

def window():
    return next((widget for widget in QApplication.topLevelWidgets() if hasattr(widget, "start") and widget.isVisible()), None)

def look():
    if window() is None or not window().start.logs():
        return
    if not seen:
        seen.append(window())
        window().start.logs()[0].click()
    elif window() is not seen[0] and window().worklist.texts():
        print(window().worklist.texts()[0])
        window().close()

def dress(qt):
    timer = QTimer(qt, interval=100)
    timer.timeout.connect(look)
    timer.start()

application.apply_theme = dress
sys.exit(application.run_window(["--log", str(folder / "audit.db"), "--device", "cpu"]))
"""


def test_another_log_gets_a_window_of_its_own_with_what_was_opened_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_text("no film")
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "home"), "PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-c", _GO_ON, str(tmp_path)]
    started = subprocess.run(command, capture_output=True, timeout=120, text=True, check=False, env=environment)
    assert (started.returncode, "Traceback" in started.stderr) == (0, False), started.stderr
    assert started.stdout.startswith("a.dcm, ")


def test_what_the_window_is_drawn_with_needs_neither_log_nor_records_nor_reports() -> None:
    """Each of them takes as long to import as the window itself."""
    heavy = {"sqlalchemy", "pydantic", "reportlab", "torch", "pydicom", "cryptography", "multiprocessing"}
    script = f"import sys, app.desktop.application; print(sorted({heavy} & sys.modules.keys()))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=_ROOT)
    assert ended.stdout.strip() == "[]"
