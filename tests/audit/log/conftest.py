"""Records as the log takes them, and ways of a forger: raw SQLite, past the log's own verbs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.log.store import Kind, Log

Write = Callable[[int], Path]
Raw = Callable[..., list[Any]]


@pytest.fixture
def record() -> dict[str, Any]:
    """A screened film's record, as far as the log looks into it."""
    challenge = {"delta_logit": 0.75}
    findings = [
        {"label": "Mass", "logit": -1.5, "probability": 0.1824, "threshold": 0.1, "positive": True,
         "attention": {"share_outside": 0.625}, "challenges": [challenge, {"delta_logit": 9.0}]},
        {"label": "Nodule", "logit": -4.0, "probability": 0.018, "threshold": 0.5, "positive": False, "attention": None, "challenges": []},
    ]  # fmt: skip
    return {
        "status": "screened", "code": None, "reason": None, "code_version": "0", "parameters_sha256": "a" * 64,
        "radiograph": {"file_sha256": "b" * 64, "pixel_sha256": "c" * 64, "sop_instance_uid": "1.2.3"},
        "classifier": {"name": "embedded", "weights_sha256": "d" * 64}, "anatomy": {"weights_sha256": "e" * 64},
        "findings": findings,
    }  # fmt: skip


@pytest.fixture
def refusal() -> dict[str, Any]:
    """A refused file's record."""
    return {
        "status": "refused", "code": "truncated", "reason": "It is cut off.", "code_version": "0", "parameters_sha256": "a" * 64,
        "radiograph": {"file_sha256": "f" * 64}, "classifier": None, "anatomy": None, "findings": None,
    }  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a log may come to be."""
    return tmp_path / "audit.db"


@pytest.fixture
def log(file: Path) -> Iterator[Log]:
    """An empty log, open for appending."""
    with Log(file, writing=True) as opened:
        yield opened


@pytest.fixture
def written(file: Path, record: dict[str, Any]) -> Write:
    """Make a log of so many entries and close it."""

    def write(entries: int) -> Path:
        with Log(file, writing=True) as log:
            for number in range(entries):
                picture = f"picture {number}".encode()
                blobs = {sha256(picture).hexdigest(): picture}
                log.append(Kind.SCREENED, actor="ann", subject=f"film {number}", record=record | {"number": number}, blobs=blobs)
        return file

    return write


@pytest.fixture
def raw(file: Path) -> Raw:
    """Run SQL on the file past the log; ``forging`` drops the triggers and the constraints' enforcement first."""

    def run(*statements: str, forging: bool = False) -> list[Any]:
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            if forging:
                for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    database.execute(f"DROP TRIGGER {name}")
            rows: list[Any] = []
            for statement in statements:
                rows = database.execute(statement).fetchall()
            return rows

    return run
