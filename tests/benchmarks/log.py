"""What the log costs beside plain SQLite: recording, appending, verifying, the worklist's pages, bytes a film; interleaved, in one process.

Films are one phantom, screened by the embedded classifier and recorded as a run does; each has hashes, a UID, maps and masks of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.run.recording import screened_record
from app.site.recorded import recorded_method
from app.workers.inline import InlineWorkers
from app.workers.messages import Result, Task
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.log.chain.links import packed
from audit.log.chain.signing import Signer
from audit.log.database.appending import add_entries
from audit.log.database.connection import open_engine, transaction
from audit.log.database.schema import blob, blob_use, entry, film, finding
from audit.log.store import Draft, EntryKind, Log
from audit.log.verify.verify import verify
from audit.log.worklist import Worklist, WorklistFilters
from audit.records.body import json_of
from audit.records.method import MethodRecord
from models.film.phantom_file import write_phantom
from models.values.screening import Screening

_TABLES = (entry, film, finding, blob_use, blob)


@dataclass(frozen=True)
class Films:
    """Makes films of a real screening."""

    screening: Screening
    method: MethodRecord

    def screened(self, chance: random.Random) -> Screening:
        """Another film: the same findings under other hashes, and maps and masks with another value somewhere."""
        header, tags = self.screening.header, self.screening.header.tags
        own = replace(
            header, file_sha256=chance.randbytes(32).hex(), pixel_sha256=chance.randbytes(32).hex(),
            patient_digest=chance.randbytes(32).hex(), sop_instance_uid=f"1.2.826.0.1.{chance.getrandbits(120)}",
            study_instance_uid=f"1.2.826.0.1.{chance.getrandbits(120)}", view=chance.choice(("PA", "AP")),
            tags=replace(tags, manufacturer=f"Maker {chance.randrange(9)}", institution=f"Clinic {chance.randrange(99)}"),
        )  # fmt: skip
        pictures = [
            self.screening.signed_maps.copy(),
            self.screening.lungs.copy(),
            *(one.copy() for one in self.screening.allowed.values()),
        ]
        for picture in pictures:
            for at in (chance.randrange(picture.size) for _ in range(3)):
                picture.flat[at] = not picture.flat[at]
        maps, lungs, *allowed = pictures
        return replace(
            self.screening, header=own, signed_maps=maps, lungs=lungs, allowed=dict(zip(self.screening.allowed, allowed, strict=True))
        )

    def draft(self, screening: Screening, *, blobs: bool = True) -> Draft:
        """The entry of a film."""
        record, data = screened_record(screening, self.method, reading=0.25)
        return Draft(EntryKind.SCREENED, "radiologist", screening.header.file_sha256, record, data if blobs else {})

    def draft_of(self, template: Draft, chance: random.Random) -> Draft:
        """The entry of another film, without its blobs: made of a record, as thousands are needed."""
        film = template.record.radiograph  # type: ignore[union-attr]
        tags = replace(film.tags, institution=f"Clinic {chance.randrange(99)}", manufacturer=f"Maker {chance.randrange(9)}")
        own = replace(film, pixel_sha256=chance.randbytes(32).hex(), sop_instance_uid=f"1.2.826.0.1.{chance.getrandbits(120)}",
                      view=chance.choice(("PA", "AP")), tags=tags)  # fmt: skip
        return replace(template, record=replace(template.record, radiograph=own), blobs={})  # type: ignore[call-arg]


def real_films(folder: Path, size: int) -> Films:
    """Screen a phantom of so many pixels by the embedded classifier."""
    workers, load = InlineWorkers(), LoadMethod("embedded")
    file = write_phantom(folder / "film.dcm", 4_000_001, marked=True, size=size)
    loaded, read = workers.submit(Task.LOAD_METHOD, load).result(), workers.submit(Task.READ, ReadFilm(file)).result()
    assert isinstance(loaded, Result)
    assert isinstance(read, Result)
    method = recorded_method(loaded.payload)
    assert method.fingerprint is not None
    screened = workers.submit(Task.SCREEN, ScreenFilms((read.payload,), method.fingerprint, load)).result()
    assert isinstance(screened, Result)
    return Films(screened.payload[0], method)


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _spread(values: Sequence[float], digits: int = 3) -> dict[str, float]:
    """Median and quartiles."""
    low, middle, high = statistics.quantiles(values, n=4)
    return {"median": round(middle, digits), "low": round(low, digits), "high": round(high, digits)}


def _appending(folder: Path, films: Films, count: int, batch: int) -> dict[str, Any]:
    """Record films and append them in batches, put the rows that the log wrote into plain tables; wall time, and the processor's.

    Recording makes the bodies as they will be stored.
    """
    chance, ours, plain = random.Random(1), list[float](), list[float]()
    recording, appending, inserting = list[float](), list[float](), list[float]()
    file = folder / f"log-{batch}.db"
    with Log(file, writing=True, signer=_signer()) as log, closing(_plain(folder / f"plain-{batch}.db")) as other:
        for _ in range(count // batch):
            screenings, first = [films.screened(chance) for _ in range(batch)], log.head()[0] + 1
            begun = time.process_time()
            drafts = [films.draft(screening) for screening in screenings]
            recorded, wall = time.process_time(), time.perf_counter()
            log.append_new(drafts)
            ours.append((time.perf_counter() - wall) / batch * 1e3)
            appending.append((time.process_time() - recorded) / batch * 1e3)
            recording.append((recorded - begun) / batch * 1e3)
            rows = _rows(file, first)
            begun = time.process_time()
            plain.append(_timed(lambda rows=rows: _insert(other, rows)) / batch * 1e3)
            inserting.append((time.process_time() - begun) / batch * 1e3)
    ratios, both = (
        [one / another for one, another in zip(ours, plain, strict=True)],
        [a + b for a, b in zip(recording, appending, strict=True)],
    )
    return {
        "films": count, "ms_a_film": _spread(ours), "plain_ms_a_film": _spread(plain), "times_plain": _spread(ratios),
        "processor_ms_a_film": {
            "recording": _spread(recording), "appending": _spread(appending), "both": _spread(both), "plain": _spread(inserting),
        },
    }  # fmt: skip


def _writing(films: Films, rounds: int) -> dict[str, Any]:
    """Time what makes the stored body of one record."""
    record = films.draft(films.screening).record
    text = json_of(record)
    return {
        "json_bytes": len(text), "stored_bytes": len(packed(text)), "challenges": len(record.challenges),  # type: ignore[union-attr]
        "json_of_ms": _spread([_timed(lambda: json_of(record)) * 1e3 for _ in range(rounds)]),
        "packed_ms": _spread([_timed(lambda: packed(text)) * 1e3 for _ in range(rounds)]),
    }  # fmt: skip


def _signer() -> Signer:
    return Signer(Ed25519PrivateKey.generate())


def _plain(file: Path) -> sqlite3.Connection:
    """Make the same tables, with their keys and nothing else, as durable as the log."""
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    for table in _TABLES:
        columns = ", ".join(column.name for column in table.columns)
        keys = ", ".join(column.name for column in table.primary_key)
        database.execute(f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({keys}))")
    return database


def _rows(file: Path, first: int) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(file)) as database:
        rows = {}
        for table in _TABLES[:4]:
            key = table.primary_key.columns[0].name
            rows[table.name] = database.execute(f"SELECT * FROM {table.name} WHERE {key} >= ?", (first,)).fetchall()
        names = [name for *_, name in rows["blob_use"]]
        rows["blob"] = [database.execute("SELECT * FROM blob WHERE sha256 = ?", (name,)).fetchone() for name in names]
    return rows


def _insert(database: sqlite3.Connection, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    database.execute("BEGIN IMMEDIATE")
    for name, some in rows.items():
        if some:
            database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(some[0]))})", some)
    database.execute("COMMIT")


def _sizes(folder: Path, films: Films, count: int) -> dict[str, int]:
    """Bytes that the file grows by, a film."""
    sizes = {}
    for blobs in (False, True):
        file, chance = folder / f"size-{blobs}.db", random.Random(2)
        with Log(file, writing=True) as log:
            pass
        empty = file.stat().st_size
        with Log(file, writing=True, signer=_signer()) as log:
            log.append_new([films.draft(films.screened(chance), blobs=blobs) for _ in range(count)])
        sizes["with_blobs" if blobs else "without_blobs"] = (file.stat().st_size - empty) // count
    return sizes


def _verifying(folder: Path, films: Films, entries: int, rounds: int) -> dict[str, Any]:
    file, chance, template = folder / "verify.db", random.Random(3), films.draft(films.screening)
    with Log(file, writing=True, signer=_signer()) as log:
        for _ in range(entries // 100):
            log.append_new([films.draft_of(template, chance) for _ in range(100)])
    ours, plain, deep = list[float](), list[float](), list[float]()
    for _ in range(rounds):
        ours.append(_timed(lambda: verify(file)))
        plain.append(_timed(lambda: _select_and_hash(file)))
    deep.append(_timed(lambda: verify(file, deep=True)))
    ratios = [one / another for one, another in zip(ours, plain, strict=True)]
    return {"entries": entries, "seconds": _spread(ours), "plain_seconds": _spread(plain), "times_plain": _spread(ratios),
            "deep_seconds": round(deep[0], 3)}  # fmt: skip


def _select_and_hash(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        for row in database.execute("SELECT seq, time_utc, actor, kind, subject, body, previous_hash, hash FROM entry ORDER BY seq"):
            sha256(row[5]).hexdigest()


def _worklist(folder: Path, films: Films, findings: int, rounds: int) -> dict[str, Any]:
    """Time first pages of a log of so many findings, each through a connection of its own being warm."""
    file, chance, template = folder / "worklist.db", random.Random(4), films.draft(films.screening)
    drafts, labels = [films.draft_of(template, chance) for _ in range(500)], len(films.screening.findings)
    positive = next(found.label for found in films.screening.findings if found.positive)
    engine = open_engine(file, create=True)
    for _ in range(findings // (len(drafts) * labels) + 1):
        with transaction(engine, writing=True) as connection:
            add_entries(connection, drafts, time_utc="2026-01-01T00:00:00.000+00:00")
    engine.dispose()
    wanted = {
        "all": WorklistFilters(), "finding": WorklistFilters(finding=positive), "view": WorklistFilters(view="PA"),
        "none": WorklistFilters(status="failed"),
        "text": WorklistFilters(text="clinic 7"), "text_nowhere": WorklistFilters(text="nowhere"),
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in wanted}
    with Worklist(file) as worklist:
        for _ in range(rounds):
            for name, filters in wanted.items():
                times[name].append(_timed(lambda filters=filters: worklist.page(filters)) * 1e3)
        counters, found = _timed(worklist.counters) * 1e3, worklist.count()
    pages = {name: {"median_ms": round(statistics.median(some), 2), "p99_ms": round(statistics.quantiles(some, n=100)[98], 2)}
             for name, some in times.items()}  # fmt: skip
    return {"findings": found * labels, "rounds": rounds, "first_page": pages, "counters_ms": round(counters, 1)}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=960)
    parser.add_argument("--size", type=int, default=2048, help="pixels of the phantom")
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--findings", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        films = real_films(folder, options.size)
        figures = {
            "writing": _writing(films, 300),
            "appending_in_batches_of": {batch: _appending(folder, films, options.films, batch) for batch in (4, 16, 64)},
            "bytes_a_film": _sizes(folder, films, 500),
            "verifying": _verifying(folder, films, options.entries, 15), "worklist": _worklist(folder, films, options.findings, 200),
        }  # fmt: skip
    print(json.dumps(figures, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
