"""Results into pipes and to standard output, by processes from a shell."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.log.store import EntryKind, Log
from tests.logs import last

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and descriptors by name are POSIX")
_MAIN = Path(__file__).resolve().parents[3] / "main.py"


def _ended(*arguments: str | Path, home: Path, **how: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(_MAIN), *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | how
    return subprocess.run(command, text=True, check=False, env={"XDG_DATA_HOME": str(home), "HOME": str(home)}, **pipes)


def test_records_go_to_standard_output_alone_and_all_else_to_standard_error(phantom_folder: Path, ready_log: Path, tmp_path: Path) -> None:
    films = [phantom_folder / "plain.dcm", phantom_folder / "notes.txt"]
    ended = _ended("screen", *films, "--log", ready_log, "--json", "/dev/stdout", "--device", "cpu", "--no-challenges", home=tmp_path)
    assert {json.loads(line)["status"] for line in ended.stdout.splitlines()} == {"screened", "refused"}
    assert "1 screened (1 not challenged), 1 refused, 0 failed" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_export_goes_to_standard_output_that_is_a_file_or_closed(ready_log: Path, tmp_path: Path) -> None:
    with (tmp_path / "out.csv").open("w") as out:
        ended = _ended("log", "export", ready_log, "--out", "/dev/stdout", "--format", "csv", home=tmp_path, stdout=out.fileno())
    assert (ended.returncode, ended.stderr) == (0, "28 findings in /dev/stdout.\n")
    assert len(list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8"))))) == 28


@pytest.mark.parametrize(
    "command", [["show"], ["show", "--entry", "2"], ["verify"], ["export", "--out", "/dev/stdout", "--format", "jsonl"]]
)
def test_a_reader_that_has_enough_is_no_defect(ready_log: Path, tmp_path: Path, command: list[str]) -> None:
    """As ``| head -1``; nothing is said of data folders that are well, and what may have been seen is in the log."""
    read, write = os.pipe()
    os.close(read)
    ended = _ended("log", command[0], ready_log, *command[1:], home=tmp_path, stdout=write)
    os.close(write)
    assert ended.returncode == 1
    assert ended.stderr in {"", "/dev/stdout cannot be written: Broken pipe.\n"}
    noted = {"show": EntryKind.READ, "export": EntryKind.EXPORTED}.get(command[0])
    with Log(ready_log, writing=False) as log:
        assert len(list(log.entries(kinds=[EntryKind.READ, EntryKind.EXPORTED]))) == (noted is not None)
        assert noted is None or list(log.entries(kinds=[noted]))


def test_an_export_through_a_named_pipe_is_an_entry_with_the_hash_of_what_went_through(ready_log: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "out.jsonl"
    os.mkfifo(pipe)
    with subprocess.Popen(["sha256sum", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
        ended = _ended("log", "export", ready_log, "--out", pipe, home=tmp_path)
        digest, _ = reader.communicate(timeout=60)
    assert (ended.returncode, ended.stdout) == (0, f"3 entries in {pipe}.\n")
    assert last(ready_log, "exported").as_written()["sha256"] == digest.split()[0]
    assert pipe.is_fifo()
