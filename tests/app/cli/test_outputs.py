"""Where results go is looked at before the work."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli.outputs import check_outputs


def test_a_folder_that_takes_no_file_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a medium that is read-only, or full."""

    def refusing(**_: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refusing)
    with pytest.raises(typer.Exit) as ended:
        check_outputs(file=tmp_path / "out.json")
    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == f"{tmp_path / 'out.json'} cannot be written: Read-only file system.\n"


def test_nothing_is_left_by_the_look(tmp_path: Path) -> None:
    check_outputs(file=tmp_path / "out.json", folder=tmp_path / "maps")
    assert [path.name for path in tmp_path.iterdir()] == ["maps"]
    assert list((tmp_path / "maps").iterdir()) == []
