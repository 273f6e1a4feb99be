"""The guide to classifiers that can only be called: its programs answer as they stand."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.networks.external.arguments import Arguments, HandOver, arguments_of
from models.networks.external.calls import Calls
from models.networks.importing import imported
from models.networks.manifest import manifest_of, read_manifest
from models.values.progress import result_of

_GUIDE = Path(__file__).resolve().parents[2] / "docs" / "called-classifier.md"
_FILMS = [np.full((1, 320, 320), value, np.float32) for value in (0.0, 0.25, 1.0)]


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", _GUIDE.read_text("utf-8"), re.DOTALL)


def test_a_function_is_wrapped_in_at_most_15_lines() -> None:
    assert 0 < sum(bool(line.strip()) for line in _blocks("python")[0].splitlines()) <= 15


def test_the_first_program_and_its_manifest_score_films(tmp_path: Path) -> None:
    (file := tmp_path / "program.py").write_text(_blocks("python")[0])
    (described,) = _blocks("toml")
    (folder := tmp_path / "vendor").mkdir()
    manifest = manifest_of(tomllib.loads(described), file)
    command = [sys.executable, *manifest.arguments["command"][1:]]
    manifest, _ = imported(
        file, replace(manifest, arguments=manifest.arguments | {"command": command}), manifest.labels, folder
    )  # fmt: skip
    assert read_manifest(folder / "manifest.toml") == manifest
    calls = Calls(arguments_of(manifest), manifest.weights, manifest.labels)
    found = result_of(calls.scores([*_FILMS, np.full((1, 320, 320), np.nan, np.float32)]))
    calls.close()
    assert found[:3] == [(0.0, 0.0), (0.25, 0.25), (1.0, 1.0)]
    assert isinstance(found[3], str)


def test_the_second_wraps_a_program_that_reads_a_folder_and_writes_a_table(tmp_path: Path) -> None:
    vendor = (
        "import csv, os, sys, PIL.Image\n"
        "with open(sys.argv[2], 'w') as table:\n"
        "    rows = csv.writer(table); rows.writerow(['file', 'Effusion', 'Nodule'])\n"
        "    for name in sorted(os.listdir(sys.argv[1])):\n"
        "        grey = PIL.Image.open(os.path.join(sys.argv[1], name)).getpixel((0, 0)); rows.writerow([name, grey / 255, 0.5])\n"
    )
    (tmp_path / "vendor.py").write_text(vendor)
    command = [sys.executable, str(tmp_path / "vendor.py"), "films", "scores.csv"]
    (file := tmp_path / "program.py").write_text(_blocks("python")[1].replace('["vendor-cad", "films", "scores.csv"]', repr(command)))
    arguments = Arguments(command=(sys.executable, "{program}"), version="1", films=HandOver.PNG, batch=2)
    calls = Calls(arguments, file, ("Effusion", "Nodule"))
    found = result_of(calls.scores(_FILMS))
    calls.close()
    assert [score for one in found for score in one] == pytest.approx([0, 0.5, 64 / 255, 0.5, 1, 0.5])


def test_the_guide_names_every_argument() -> None:
    told = _GUIDE.read_text("utf-8")
    for name in Arguments.__dataclass_fields__:  # type: ignore[attr-defined]
        assert f"`{name}`" in told
