"""The guide to one's own classifier: its example in Python does what it says, as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from audit.log.store import Log
from audit.records.kinds import EntryKind
from models.attention.reasons import ZERO_MAP
from models.film.phantom_file import write_phantom

_ROOT = Path(__file__).resolve().parents[2]
_GUIDE = _ROOT / "docs" / "own-classifier.md"


def _example() -> str:
    (found,) = re.findall(r"```python\n(.*?)```", _GUIDE.read_text("utf-8"), re.DOTALL)
    return str(found)


def test_the_example_is_shorter_than_20_lines() -> None:
    assert 0 < sum(bool(line.strip()) for line in _example().splitlines()) < 20


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
    with Log(tmp_path / "chest.db", writing=False) as log:
        entries = list(log.entries(kinds={EntryKind.SCREENED}))
    assert len(entries) == 2
    said = {(film, label): sentence for film, label, _, sentence in (line.split(maxsplit=3) for line in ended.stdout.splitlines())}
    assert said.keys() == {(f"{number}.dcm", label) for number in (1, 2) for label in ("Effusion", "Nodule")}
    findings = [finding for entry in entries for finding in entry.film.findings or ()]
    assert all(finding.positive for finding in findings)
    # Of random weights a map may be zero everywhere; then there is no sentence.
    assert all(finding.attention or finding.reasons["attention"] == ZERO_MAP for finding in findings)
    assert sorted(said.values()) == sorted(str(finding.sentence) for finding in findings)
