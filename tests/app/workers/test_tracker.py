"""However a run is stopped: Python's tracker of shared memory, which clears up after it, says nothing on the terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the tracker is POSIX")
_ROOT = Path(__file__).resolve().parents[3]
_RUN = """
import sys
from pathlib import Path
from app.workers.messages import Task
from app.workers.pool import Pool
from app.workers.tasks.read import ReadFilm

if __name__ == "__main__":
    film = ReadFilm(Path(sys.argv[1]), None)
    with Pool(device="cpu", readers=2) as pool:
        pool.submit(Task.READ, film).result()
        print(*pool.processes(), flush=True)
        for _ in range(400):
            jobs = [pool.submit(Task.READ, film) for _ in range(8)]
            for job in jobs:
                job.result()
"""

_SAY = """
import os
from app.workers.pool import Pool

if __name__ == "__main__":
    with Pool(device="cpu"):
        for _ in range(20_000):
            os.write(2, b"said\\n")
"""


def test_what_is_said_while_the_workers_start_is_on_the_terminal(tmp_path: Path) -> None:
    (script := tmp_path / "say.py").write_text(_SAY)
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    ran = subprocess.run([sys.executable, str(script)], stderr=subprocess.PIPE, text=True, check=True, env=environment)
    assert ran.stderr.count("said\n") == 20_000


@pytest.mark.parametrize("how", ["worker killed", "terminated", "terminated together", "killed"])
def test_however_a_run_is_stopped_nothing_of_its_tracker_is_on_the_terminal(phantom_folder: Path, tmp_path: Path, how: str) -> None:
    script = tmp_path / "run.py"
    script.write_text(_RUN)
    with subprocess.Popen(
        [sys.executable, str(script), str(phantom_folder / "plain.dcm")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env={**os.environ, "PYTHONPATH": str(_ROOT)},
    ) as started:  # fmt: skip
        assert started.stdout is not None
        pids = list(map(int, started.stdout.readline().split()))
        time.sleep(0.1)
        match how:
            case "worker killed":
                os.kill(pids[0], signal.SIGKILL)
                time.sleep(0.1)
                os.kill(started.pid, signal.SIGTERM)
            case "terminated":
                os.kill(started.pid, signal.SIGTERM)
            case "terminated together":
                os.killpg(started.pid, signal.SIGTERM)
            case _:
                os.kill(started.pid, signal.SIGKILL)
        _, err = started.communicate(timeout=60)  # The tracker, which ends last, holds the pipe until then.
    assert "Traceback" not in err
    assert "resource_tracker" not in err
