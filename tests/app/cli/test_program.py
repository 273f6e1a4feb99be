"""All commands: they teach, they end with the code they promise, and they import nothing heavy."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from app import __version__
from app.cli import COMMANDS
from app.cli.program import app
from app.cli.terminal import INTERRUPTED, printable, say
from audit.log.verify.verify import verify

_ROOT = Path(__file__).resolve().parents[3]
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

_COMMANDS = [
    ["screen"],
    ["cohort"],
    ["report"],
    ["regions"],
    ["replay"],
    ["anatomy"],
    ["log", "show"],
    ["log", "verify"],
    ["log", "head"],
    ["log", "export"],
    ["log", "backup"],
    ["log", "restore"],
    ["models", "list"],
    ["models", "show"],
    ["models", "certify"],
    ["models", "compare"],
    ["models", "download"],
    ["models", "import"],
    ["models", "remove"],
    ["models", "layers"],
    ["models", "new"],
    ["models", "point"],
    ["models", "reference"],
    ["selfcheck"],
    ["selftest"],
    ["demo"],
]


def test_the_commands_that_main_knows_are_the_ones_that_there_are() -> None:
    command = typer.main.get_command(app)
    assert sorted(COMMANDS) == sorted(command.commands)


def test_every_command_has_a_help_that_is_tested() -> None:
    command = typer.main.get_command(app)
    leaves = [[name, *sub] for name, one in command.commands.items() for sub in ([[s] for s in getattr(one, "commands", {})] or [[]])]
    assert sorted(leaves) == sorted(_COMMANDS)


@pytest.mark.parametrize("command", _COMMANDS, ids=" ".join)
def test_the_help_of_a_command_teaches(run: Callable[..., Any], command: list[str]) -> None:
    """It shows an example or says what the exit codes mean."""
    ended = run(*command, "--help")
    assert ended.code == 0
    assert f"Example: python main.py {' '.join(command)}" in ended.out or "Exit code" in ended.out


def test_the_help_of_the_program_names_all_commands_and_exit_codes(run: Callable[..., Any]) -> None:
    ended = run("--help")
    assert ended.code == 0
    assert "Exit codes: 0 done, 1 something was refused or failed, 2" in ended.out
    assert all(f"\n  {name} " in ended.out for name in COMMANDS)
    assert "not for diagnosis" in ended.out


def test_the_version_is_printed(run: Callable[..., Any]) -> None:
    assert run("--version").out == f"CXR Audit {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [["screen"], ["screen", "x", "--batch-size", "0"], ["screen", "x", "--device", "tpu"], ["log", "burn", "x"], ["anatomy", "x"]],
)
def test_a_command_that_is_not_understood_ends_with_2_and_says_why(run: Callable[..., Any], arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert "Usage: main.py" in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_what_a_terminal_cannot_show_is_escaped(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Output sent to a file on Windows is in an old encoding, and names of files need be no text at all."""
    import io

    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding, write_through=True, newline="\n"))
    say("f\udcfclm \u0394 +1.00")
    assert written.getvalue().decode(encoding) in {"f\\udcfclm \\u0394 +1.00\n", "f\\udcfclm Δ +1.00\n"}


@given(st.text())
def test_a_terminal_reads_nothing_that_it_obeys(text: str) -> None:
    """Names of files may hold escape sequences, and characters that turn the line around."""
    shown = printable(text, "utf-8")
    assert not {one for one in shown if unicodedata.category(one) in {"Cc", "Zl", "Zp"} or unicodedata.bidirectional(one) in _TURNS}


@pytest.mark.parametrize("name", ["Röntgen", "胸部レントゲン", "عکس\u200cقفسه", "🩻", "ถ่ายภาพ"])
def test_names_in_any_alphabet_are_shown_as_they_are(name: str) -> None:
    assert printable(name, "utf-8") == name


def test_an_escape_sequence_is_shown_and_not_obeyed() -> None:
    assert printable("a\x1b[31m\x9bm\r\u202e", "utf-8") == "a\\x1b[31m\\x9bm\\r\\u202e"
    assert printable("a\nentry 7: screened", "utf-8") == "a\\nentry 7: screened"


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are POSIX")
def test_ctrl_c_ends_with_130_and_one_sentence(phantom_folder: Path, tmp_path: Path) -> None:
    """The terminal sends it to the workers too; none of them says anything. What was printed stands in the log."""
    films = [tmp_path / f"{number}.dcm" for number in range(40)]
    for film in films:
        film.symlink_to(phantom_folder / "plain.dcm")
    # A shell that starts the tests in the background has them ignore Ctrl-C, and their children too.
    heeding = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    start = [sys.executable, "-c", heeding, str(_ROOT / "main.py")]
    command = [*start, "screen", str(phantom_folder / "notes.dcm"), *map(str, films)]
    with subprocess.Popen(
        [*command, "--again", "--batch-size", "1", "--device", "cpu", "--log", str(tmp_path / "audit.db")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env={"HOME": str(tmp_path)},
    ) as started:  # fmt: skip
        assert started.stdout is not None
        assert "refused (entry 1)" in started.stdout.readline()
        os.killpg(started.pid, signal.SIGINT)
        out, err = started.communicate(timeout=60)
    assert (started.returncode, err) == (130, INTERRUPTED + "\n")
    found = verify(tmp_path / "audit.db")
    assert found.damage is None
    # What was printed stands in the log; one film may stand there that there was no time to print.
    assert found.entries - 1 - out.count(": screened") in (0, 1)


def test_screening_by_processes_from_a_shell(phantom_folder: Path, tmp_path: Path) -> None:
    """The process that was started imports neither torch nor a decoder nor Qt; the workers do."""
    script = (
        "import sys, main; code = main.main(sys.argv[1:]);"
        "print('LOADED', sorted({name.split('.')[0] for name in sys.modules}));"
        "sys.exit(code)"
    )
    guarded = tmp_path / "start.py"
    guarded.write_text(f"if __name__ == '__main__':\n    {script}\n")
    command = [sys.executable, str(guarded), "screen", str(phantom_folder / "plain.dcm"), "--device", "cpu", "--log", "audit.db"]
    root = str(Path(__file__).parents[3])
    ended = subprocess.run(
        [*command, "--json", "out.json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": root, "HOME": str(tmp_path)},
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "plain.dcm: screened (entry 1)." in ended.stdout
    loaded = ended.stdout.splitlines()[-1]
    assert loaded.startswith("LOADED")
    assert "'sqlalchemy'" in loaded
    for name in ("torch", "pydicom", "PySide6", "torchvision"):
        assert f"'{name}'" not in loaded
    (record,) = map(json.loads, (tmp_path / "out.json").read_text("utf-8").splitlines())
    assert (record["status"], record["classifier"]["device"]) == ("screened", "cpu")
