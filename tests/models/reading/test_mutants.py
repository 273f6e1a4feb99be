"""Damaged films: 2,000 in every run of the tests, more by ``make soak``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from tests.soak.mutants import mutated, originals

SOAK = Path(__file__).resolve().parents[2] / "soak" / "mutants.py"
COUNT = 2_000


def test_damaged_films_end_as_films_or_as_refusals_with_a_code() -> None:
    """In a process of its own: a decoder that crashes on damage takes one film with it, as in the reader process."""
    ended = subprocess.run([sys.executable, str(SOAK), str(COUNT), "2026"], capture_output=True, text=True, check=False, timeout=200)
    report = json.loads(ended.stdout)
    assert report["mutants"] == sum(report["endings"].values()) == COUNT
    assert (report["defects"], report["hangs"]) == ([], [])
    assert ended.returncode == 0
    assert report["peak_memory_mb"] < 1500
    assert report["endings"]["film"] > COUNT / 10, "Damage that always kills the header tests no decoder."
    assert report["endings"]["damaged_pixels"] > COUNT / 10
    assert len(report["crashes"]) < COUNT / 200


def test_the_same_seed_gives_the_same_damage() -> None:
    film = originals()["PNG"]
    one, other, third = (mutated(film, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert one == other != third
