"""Films to screen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def folder(phantom_folder: Path, tmp_path: Path) -> Path:
    """Film, no film, film: by name in this order."""
    made = tmp_path / "films"
    made.mkdir()
    shutil.copy(phantom_folder / "marked.dcm", made / "1.dcm")
    (made / "2.dcm").write_text("not a film")
    shutil.copy(phantom_folder / "plain.dcm", made / "3.dcm")
    return made
