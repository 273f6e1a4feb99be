"""``cohort --atlas``: what is told of maps, and what is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit.cohort.atlas.frame import COARSE
from tests.audit.cohort.atlas.mapped import Mapped, mapped_log, noise

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty films of as many patients; those of even entries are AP, and have something in a corner of the map of Mass."""
    films = []
    for number, maps in enumerate(noise(60)):
        maps[0, 16:, :4] += 0.05 * (number % 2)
        films.append(Mapped(maps, number, ("PA", "AP")[number % 2]))
    return mapped_log(tmp_path_factory.mktemp("atlas") / "a.db", films)


def test_hot_places_are_told_with_their_films_and_written_with_grids(run: Run, planted: Path, tmp_path: Path) -> None:
    ended = run("cohort", planted, "--atlas", "--json", tmp_path / "out.json")
    assert (ended.code, ended.err) == (0, "")
    told = ended.out[ended.out.index("Atlas: maps of 60 films of 60 patients, in the common lung frame.") :].splitlines()
    assert told[1] == "Where maps differ, of 2 comparisons of a finding between groups:"
    assert told[2].startswith("1. With view AP, the map for Mass adds more to the score at the image’s lower left corner than otherwise: ")
    entries = [int(one) for one in told[3].removeprefix("   Films that stand out most, by entry: ").rstrip(".").split(", ")]
    assert len(entries) == 20
    assert all(entry % 2 == 0 for entry in entries)
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))["atlas"]
    difference = next(one for one in written["differences"] if one["label"] == "Mass")
    assert np.shape(difference["difference"]) == np.shape(written["seen"]) == (written["frame"]["rows"], written["frame"]["columns"])
    assert np.shape(difference["p"]) == COARSE.shape
    row, column = written["hot_places"][0]["peak"]
    assert difference["p"][row][column] == written["hot_places"][0]["p"] == 0.001
    assert written["hot_places"][0]["seq"] == entries


def test_without_the_option_no_map_is_read(run: Run, planted: Path, tmp_path: Path) -> None:
    ended = run("cohort", planted, "--json", tmp_path / "out.json")
    assert "Atlas" not in ended.out
    assert "atlas" not in json.loads((tmp_path / "out.json").read_text("utf-8"))


def test_what_is_missing_and_too_little_is_told(run: Run, tmp_path: Path) -> None:
    films = [Mapped(maps, number, ("PA", "AP")[number % 2]) for number, maps in enumerate(noise(4))]
    ended = run("cohort", mapped_log(tmp_path / "a.db", films, keep=False), "--atlas")
    lines = ended.out.splitlines()
    assert "Atlas: maps of 0 films of 0 patients, in the common lung frame." in lines
    assert "Not in it: 4 films whose maps are no longer kept." in lines
    assert "Too few films for mean maps of 30 patients: about 120 needed, there are 4." in lines
