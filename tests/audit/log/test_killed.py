"""Writers killed, disks full, clocks set back: the short form of ``tests/soak/log.py``."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.soak.log import full, killed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")


def test_killed_writers_lose_nothing_and_leave_no_half_film(tmp_path: Path) -> None:
    found = killed(tmp_path, 5, random.Random(7))
    assert (found["kills"], found["copies"]) == (5, 2)


def test_a_full_disk_leaves_whole_films(tmp_path: Path) -> None:
    """One is full by the database's limit, one by the system's."""
    assert full(tmp_path, 2, random.Random(7)) == {"full_disks": 2}
