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
from audit.records.film import FilmRecord
from tests.audit.films import refused_film, screened_film

Write = Callable[..., Path]
Raw = Callable[..., list[Any]]


def screened_record(number: int) -> tuple[FilmRecord, dict[str, bytes]]:
    """A screened film's record and its blobs: one positive finding with two tests, and a negative one."""
    pictures = {role: f"{role} {number}".encode() for role in ("lungs", "outline_0", "outline_1", "signed_maps")}
    record = screened_film(number, blobs={role: sha256(data).hexdigest() for role, data in pictures.items()})
    return record, {sha256(data).hexdigest(): data for data in pictures.values()}


@pytest.fixture
def record() -> FilmRecord:
    """A screened film's record, whose blobs are not there."""
    return screened_film(0)


@pytest.fixture
def refusal() -> FilmRecord:
    """A refused file's record."""
    return refused_film("f" * 64)


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
