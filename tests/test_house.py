"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_CODE = sorted([ROOT / "main.py", *(file for room in ("app", "audit", "models", "resources") for file in (ROOT / room).rglob("*.py"))])
_TESTS = sorted((ROOT / "tests").rglob("*.py"))
_SAYS_NOTHING = re.compile(r"^(utils?|helpers?|manager|misc|common)(\.py)?$")


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _imports(file: Path) -> set[str]:
    """Return the packages that a file imports anywhere, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def _python(script: str) -> str:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_there_is_code_to_check() -> None:
    assert len(_CODE) > 50
    assert len(_TESTS) > 15


def test_no_file_is_longer_than_300_lines() -> None:
    long = {_name(file): count for file in _CODE if (count := len(file.read_text("utf-8").splitlines())) > 300}
    assert long == {}


def test_every_module_has_a_name_of_the_domain() -> None:
    assert [_name(file) for file in _CODE if any(map(_SAYS_NOTHING.match, file.relative_to(ROOT).parts))] == []


def test_qt_lives_in_the_desktop_alone() -> None:
    assert [_name(file) for file in _CODE if "PySide6" in _imports(file) and not _name(file).startswith("app/desktop/")] == []


def test_torch_is_imported_by_nothing_that_people_run_or_read() -> None:
    """The engine imports it inside its process; app and audit otherwise know numpy at most."""
    users = [_name(file) for file in _CODE if {"torch", "torchvision"} & _imports(file) and not _name(file).startswith("models/")]
    assert users == ["app/workers/engine.py"]


def test_only_the_parcel_between_our_own_processes_is_ever_unpickled() -> None:
    """Checkpoints that others made are taken apart by pickletools, which names the steps of a pickle and runs none."""
    users = [_name(file) for file in _CODE if {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal"} & _imports(file)]
    assert users == ["app/workers/parcel.py"]
    assert [_name(file) for file in _CODE if "pickletools" in _imports(file)] == ["models/networks/checkpoints/inert.py"]
    unsafe = re.compile(r"pickle\.load\(|weights_only\s*=\s*False|allow_pickle\s*=\s*True|torch\.load\(|yaml\.load\(")
    assert [_name(file) for file in _CODE if unsafe.search(file.read_text("utf-8"))] == []


def test_no_code_is_made_from_text() -> None:
    calls = [
        (_name(file), node.func.id)
        for file in _CODE
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec", "compile"}
    ]
    assert calls == []


def test_nothing_is_swallowed() -> None:
    """No bare except, and no except Exception that only passes."""
    swallowed = [
        f"{_name(file)}:{node.lineno}"
        for file in _CODE
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (ast.unparse(node.type) in {"Exception", "BaseException"} and isinstance(node.body[0], ast.Pass)))
    ]
    assert swallowed == []


def _undescribed(file: Path) -> Iterator[str]:
    """Yield the public module, classes, functions and methods of a file that have no docstring."""
    tree = ast.parse(file.read_text("utf-8"))
    if tree.body and not ast.get_docstring(tree):
        yield "the module"
    for node in tree.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node.name
        # Methods of widgets override Qt's, which describes them.
        if isinstance(node, ast.ClassDef) and not _name(file).startswith("app/desktop/"):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_") and not ast.get_docstring(method):
                    yield f"{node.name}.{method.name}"


def test_everything_public_is_described() -> None:
    found = {_name(file): missing for file in _CODE if (missing := list(_undescribed(file)))}
    assert found == {}


_LIGHT = ("app.run.run", "app.cli.program", "app.workers.messages", "models.values.screening", "models.values.radiograph")


@pytest.mark.parametrize("module", _LIGHT)
def test_values_and_the_command_line_are_loaded_without_torch_decoders_and_qt(module: str) -> None:
    loaded = _python(f"import sys, {module}; print(sorted({{name.split('.')[0] for name in sys.modules}}))")
    assert "'models'" in loaded
    for name in ("torch", "torchvision", "pydicom", "PySide6"):
        assert f"'{name}'" not in loaded


def test_qt_survives_a_long_session() -> None:
    """PySide6 6.12.0 loses a reference at each call of a void function and crashes Python 3.11 after some thousands."""
    script = """
from PySide6.QtCore import QCoreApplication, QTimer
application = QCoreApplication([])
timer = QTimer()
for number in range(20_000):
    timer.setInterval(number)
print(timer.interval())
"""
    assert _python(script) == "19999\n"


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True, check=True, cwd=ROOT
    ).stdout
    return [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_no_file_names_this_machine_or_a_registry() -> None:
    names = [b"/work" + b"/", b"pypi" + b".org", b"files." + b"pythonhosted", b"/home" + b"/", b"/root" + b"/"]
    suffixes = {".py", ".toml", ".md", ".json", ".yml", ".yaml", ".cfg", ".txt", ""}
    files = [file for file in _tracked() if file.suffix in suffixes and file.is_file()]
    assert len(files) > 50
    assert {_name(file): name for file in files for name in names if name in file.read_bytes()} == {}


def test_tests_mirror_the_tree() -> None:
    """The folder of a test exists in the code; no test folder is a package."""
    ours = [file for file in _TESTS if len(file.relative_to(ROOT).parts) > 2]
    extra = {"benchmarks", "journeys", "reports", "soak"}
    strange = {
        folder
        for file in ours
        if (folder := file.parent.relative_to(ROOT / "tests").as_posix()).split("/")[0] not in extra and not (ROOT / folder).is_dir()
    }
    assert strange == set()
    assert [_name(file) for file in _TESTS if file.name == "__init__.py"] == []
