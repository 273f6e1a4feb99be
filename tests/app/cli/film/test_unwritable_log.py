"""A log that the system itself does not let grow: ``main.py`` in a process of its own says so, ends with 1, and loses nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
_AS_ORDINARY_PERSON = """
import contextlib, io, os, sys
import main
home = os.environ["XDG_DATA_HOME"]
os.environ["XDG_DATA_HOME"] = os.path.join(home, "of root")  # Whose key the ordinary person may not read.
with contextlib.redirect_stdout(io.StringIO()):
    main.main(["log", "show", sys.argv.pop(1)])  # Opens it for writing too, and so imports what only root may read here.
os.environ["XDG_DATA_HOME"] = home
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65_534)
    os.setuid(65_534)
sys.exit(main.main(sys.argv[1:]))
"""
_ON_A_SMALL_DISK = """
mount -t tmpfs -o size=400k tmpfs "$1" || exit 9
"$2" main.py screen "$3" --log "$1/audit.db" --json "$4/out.json" --device cpu
code=$?
cp "$1"/* "$4"
exit $code
"""
_FILES = 400


def _ended(command: list[str | Path], home: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | dict.fromkeys(("XDG_DATA_HOME", "HOME"), str(home))
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder whose parents anybody may enter, and in which anybody may write."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another matter there")
def test_a_log_on_a_read_only_medium_is_reported_and_left_alone(ready_log: Path, phantom_folder: Path, open_folder: Path) -> None:
    kept = open_folder / "kept"
    kept.mkdir()
    log = Path(shutil.copy(ready_log, kept / "audit.db"))
    film = Path(shutil.copy(phantom_folder / "notes.dcm", open_folder))
    before = log.read_bytes()
    log.chmod(0o444)
    kept.chmod(0o555)
    ended = _ended([sys.executable, "-c", _AS_ORDINARY_PERSON, ready_log, "screen", film, "--log", log], open_folder)
    kept.chmod(0o777)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "The audit log audit.db is read-only. Nothing was written.\n"
    assert log.read_bytes() == before


@pytest.fixture
def unshare() -> list[str]:
    """The command that gives its child a file system of its own, where the system allows it."""
    command = ["unshare", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no file system of one's own here")
    return command


def test_a_disk_that_fills_up_is_reported_and_what_was_printed_before_stands(unshare: list[str], tmp_path: Path) -> None:
    disk, films, out = (tmp_path / name for name in ("disk", "films", "out"))
    for folder in (disk, films, out):
        folder.mkdir()
    for number in range(_FILES):
        (films / f"{number}.dcm").write_text(f"no film {number}")
    ended = _ended([*unshare, "sh", "-c", _ON_A_SMALL_DISK, "sh", disk, sys.executable, films, out], tmp_path)
    assert (ended.returncode, ended.stderr) == (1, "The audit log audit.db cannot grow: the disk is full. Nothing was written.\n")
    printed = re.findall(r"refused \(entry (\d+)\)", ended.stdout)
    assert 0 < len(printed) == len([json.loads(line) for line in (out / "out.json").read_text().splitlines()]) < _FILES
    main = [sys.executable, "main.py", "log"]
    assert _ended([*main, "verify", out / "audit.db"], tmp_path).stdout.startswith("Intact: ")
    assert json.loads(_ended([*main, "show", out / "audit.db", "--entry", printed[-1]], tmp_path).stdout)["code"] == "not_an_image"
