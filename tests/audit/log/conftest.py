"""Records as the log takes them, keys, and ways of a forger: raw SQLite, past the log's own verbs."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.log.chain.signing import Signer
from audit.log.store import EntryKind, Log

Write = Callable[..., Path]
Raw = Callable[..., list[Any]]


def _finding(label: str, positive: bool, number: int) -> dict[str, Any]:
    attention = {"share_outside": 0.625} if positive else None
    first = {"delta_logit": 0.75 + number, "decision_changed": True}
    challenges = [first, {"delta_logit": 9.0, "decision_changed": False}] if positive else []
    return {"label": label, "logit": -1.5, "probability": 0.1824, "threshold": 0.1 if positive else 0.5, "positive": positive,
            "attention": attention, "challenges": challenges, "verdict": None}  # fmt: skip


def screened_record(number: int, *, blobs: bool = True) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A screened film's record, as far as the log looks into it, and its blobs."""
    digit = str(number % 10)
    pictures = {role: f"{role} {number}".encode() for role in ("lungs", "signed_maps")} if blobs else {}
    tags = {"sex": "F", "age_band": "40-49", "manufacturer": f"Maker {number % 3}", "model": "M", "station": "S", "institution": "Clinic"}
    record = {
        "status": "screened", "code": None, "reason": None, "code_version": "0", "parameters_sha256": "a" * 64, "number": number,
        "radiograph": {"file_sha256": "b" * 64, "pixel_sha256": digit * 64, "sop_instance_uid": f"1.2.3.{number}",
                       "study_instance_uid": "1.2", "patient_digest": "9" * 64, "view": ("PA", "AP")[number % 2], "tags": tags},
        "classifier": {"name": "embedded", "weights_sha256": "d" * 64}, "anatomy": {"weights_sha256": "e" * 64}, "verdict": None,
        "findings": [_finding("Mass", True, number), _finding("Nodule", False, number)],
        "blobs": {role: {"sha256": sha256(data).hexdigest()} for role, data in pictures.items()} or None,
    }  # fmt: skip
    return record, {sha256(data).hexdigest(): data for data in pictures.values()}


@pytest.fixture
def record() -> dict[str, Any]:
    """A screened film's record without blobs."""
    return screened_record(0, blobs=False)[0]


@pytest.fixture
def refusal() -> dict[str, Any]:
    """A refused file's record."""
    return {
        "status": "refused", "code": "truncated", "reason": "It is cut off.", "code_version": "0", "parameters_sha256": "a" * 64,
        "radiograph": {"file_sha256": "f" * 64}, "classifier": None, "anatomy": None, "verdict": None, "findings": None, "blobs": None,
    }  # fmt: skip


def new_signer(seed: int = 1) -> Signer:
    """A key that is the same in every test."""
    return Signer(Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32)))


@pytest.fixture
def signer() -> Signer:
    return new_signer()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a log may come to be."""
    return tmp_path / "audit.db"


@pytest.fixture
def witness(tmp_path: Path) -> Path:
    """Where a witness may come to be."""
    return tmp_path / "witness.jsonl"


@pytest.fixture
def log(file: Path) -> Iterator[Log]:
    """An empty log, open for appending."""
    with Log(file, writing=True) as opened:
        yield opened


@pytest.fixture
def written(file: Path) -> Write:
    """Make a log of so many films and close it."""

    def write(entries: int, **options: Any) -> Path:
        with Log(file, writing=True, **options) as log:
            append_films(log, entries)
        return file

    return write


def append_films(log: Log, count: int, *, first: int = 0) -> None:
    """Append so many films, one by one."""
    for number in range(first, first + count):
        record, blobs = screened_record(number)
        log.append(EntryKind.SCREENED, actor="ann", subject=f"film {number}", record=record, blobs=blobs)


@pytest.fixture(scope="session")
def full_log(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A log with rows in every table, signed in three runs, and its witness."""
    folder = tmp_path_factory.mktemp("full")
    file, witness = folder / "audit.db", folder / "witness.jsonl"
    for first in (0, 3, 6):
        with Log(file, writing=True, signer=new_signer(), witness=witness) as log:
            append_films(log, 3, first=first)
            if first == 3:
                log.purge_blobs(before=datetime.now(UTC) + timedelta(seconds=1), actor="ann")
    return file, witness


@pytest.fixture
def forged(full_log: tuple[Path, Path], file: Path, witness: Path) -> Path:
    """A copy of that log, for a forger."""
    shutil.copy(full_log[0], file)
    shutil.copy(full_log[1], witness)
    return file


@pytest.fixture
def raw(file: Path) -> Raw:
    """Run SQL on the file past the log; ``forging`` takes the guards away before, and puts them back afterwards."""

    def run(*statements: str | tuple[str, tuple[Any, ...]], forging: bool = False) -> list[Any]:
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            guards = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall() if forging else []
            for name, _ in guards:
                database.execute(f"DROP TRIGGER {name}")
            if forging:
                database.execute("PRAGMA foreign_keys = OFF")
                database.execute("PRAGMA ignore_check_constraints = ON")
            rows: list[Any] = []
            for statement in statements:
                rows = database.execute(*((statement,) if isinstance(statement, str) else statement)).fetchall()
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for name, sql in guards:
                if name.rpartition("_no_")[0] in tables:
                    database.execute(sql)
            return rows

    return run
