"""The guide to one's own classifier: its example in Python does what it says, as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from audit.log.store import Log
from audit.records.kinds import EntryKind
from models.film.phantom_file import write_phantom

_ROOT = Path(__file__).resolve().parents[2]
_GUIDE = _ROOT / "docs" / "own-classifier.md"


def _example() -> str:
    (found,) = re.findall(r"```python\n(.*?)```", _GUIDE.read_text("utf-8"), re.DOTALL)
    return str(found)


def test_the_example_is_shorter_than_20_lines() -> None:
    assert 0 < len(_example().splitlines()) < 20


def test_the_example_audits_a_network_on_a_folder(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    for seed in (1, 2):
        write_phantom(tmp_path / "films" / f"{seed}.dcm", seed, marked=True, size=512)
    (tmp_path / "example.py").write_text(_example(), "utf-8")
    ended = subprocess.run(
        [sys.executable, "example.py"], capture_output=True, text=True, check=False, cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    said = [line.split(maxsplit=3) for line in ended.stdout.splitlines()]
    assert sorted((film, label) for film, label, *_ in said) == [(f"{n}.dcm", label) for n in (1, 2) for label in ("Effusion", "Nodule")]
    with Log(tmp_path / "chest.db", writing=False) as log:
        assert [entry.film.classifier.name for entry in log.entries(kinds={EntryKind.SCREENED})] == ["chest", "chest"]
    assert all("outside the allowed region" in sentence for *_, sentence in said), said
