"""What the log costs beside plain SQLite: appending, verifying, the worklist's pages, bytes a film; interleaved, in one process.

Films are made: 14 findings, five of them positive, with random digits where a network's would stand, maps and mask of random bytes.
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
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.log.chain.links import packed
from audit.log.chain.signing import Signer
from audit.log.database.appending import add_entries
from audit.log.database.connection import open_engine, transaction
from audit.log.database.schema import blob, blob_use, entry, examination, finding
from audit.log.store import Draft, EntryKind, Log
from audit.log.verify.verify import verify
from audit.log.worklist import Worklist, WorklistFilters

_LABELS = ("Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia", "Pneumothorax", "Consolidation",
           "Edema", "Emphysema", "Fibrosis", "Pleural_Thickening", "Hernia")  # fmt: skip
_TABLES = (entry, examination, finding, blob_use, blob)


def _hex(chance: random.Random) -> str:
    return chance.randbytes(32).hex()


def _box(chance: random.Random) -> list[int]:
    return [chance.randrange(2500) for _ in range(4)]


def _finding(chance: random.Random, label: str, *, positive: bool) -> dict[str, Any]:
    found = {"label": label, "logit": chance.gauss(0, 2), "probability": chance.random(), "threshold": 0.153142, "positive": positive,
             "attention": None, "challenges": [], "verdict": None, "sentence": None}  # fmt: skip
    if positive:
        spots = [{"box": _box(chance), "holds": None, "share": chance.random(), "zone": None} for _ in range(4)]
        peak = {"distance_mm": chance.gauss(0, 30), "distance_px": chance.gauss(0, 99), "inside": True, "x": 283.2, "y": 382.4}
        controls = {"mean": chance.gauss(0, 1), "n": 19, "percentile": chance.random() * 100, "spread": chance.random()}
        found["attention"] = {
            "share_outside": chance.random(), "area_outside": chance.random(), "enrichment": chance.gauss(0, 1), "focal_excess": None,
            "resolution_floor": chance.random(), "peak": peak, "hot_spots": spots, "budget": None,
        }  # fmt: skip
        found["challenges"] = [{
            "kind": "local_removal", "place": None, "region": _box(chance), "filler": "noisy_linear", "delta_logit": chance.gauss(0, 1),
            "delta_probability": chance.gauss(0, 1), "share_of_margin": chance.gauss(0, 1), "decision_changed": chance.random() < 0.2,
            "ood_cost": None, "p": None, "controls": controls,
        }]  # fmt: skip
    return found


def film(chance: random.Random, *, blobs: bool) -> Draft:
    """Make the entry of a film as large as those of real ones."""
    data = {"signed_maps": chance.randbytes(11_200), "lungs": chance.randbytes(3_600)} if blobs else {}
    positive = set(chance.sample(_LABELS, 5))
    tags = {"sex": "F", "age_band": "40-49", "manufacturer": f"Maker {chance.randrange(9)}", "model": "DX-1", "station": "CR2",
            "institution": f"Clinic {chance.randrange(99)}", "body_part": "CHEST", "laterality": None, "patient_position": None,
            "burned_in": None}  # fmt: skip
    record = {
        "schema": 1, "status": "screened", "code": None, "reason": None, "seconds": 1.2, "code_version": "0.1.0",
        "radiograph": {
            "file_sha256": _hex(chance), "pixel_sha256": _hex(chance), "rows": 2991, "columns": 2992, "decoder": "gdcm",
            "sop_instance_uid": f"1.2.826.0.1.{chance.getrandbits(120)}", "study_instance_uid": f"1.2.826.0.1.{chance.getrandbits(120)}",
            "patient_digest": _hex(chance), "mm_per_pixel": 0.143, "spacing_from": "PixelSpacing", "view": chance.choice(("PA", "AP")),
            "modality": "DX", "photometric": "MONOCHROME2", "transfer_syntax": "1.2.840.10008.1.2.4.70", "tags": tags,
        },
        "classifier": {"name": "embedded", "weights_sha256": "d" * 64, "labels": list(_LABELS), "grid": [20, 20], "device": "cpu"},
        "anatomy": {"weights_sha256": "e" * 64, "lung_area_share": chance.random(), "quality": None, "frame": None},
        "film_check": {"weights_sha256": "f" * 64, "chest": chance.random(), "upright": chance.random(), "mirrored": chance.random()},
        "verdict": None, "findings": [_finding(chance, label, positive=label in positive) for label in _LABELS],
        "parameters_sha256": "a" * 64, "parameters": {"mass": 0.2, "dilation_mm": 10.0, "controls": 19, "spots": 4, "seed": 0},
        "blobs": {role: {"sha256": sha256(some).hexdigest()} for role, some in data.items()} or None,
    }  # fmt: skip
    return Draft(EntryKind.SCREENED, "radiologist", _hex(chance), record, {sha256(some).hexdigest(): some for some in data.values()})


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _spread(values: Sequence[float], digits: int = 3) -> dict[str, float]:
    """Median and quartiles."""
    low, middle, high = statistics.quantiles(values, n=4)
    return {"median": round(middle, digits), "low": round(low, digits), "high": round(high, digits)}


def _appending(folder: Path, films: int, batch: int) -> dict[str, Any]:
    """Append the same films in batches, by the log and by plain inserts of the rows that the log wrote."""
    chance, ours, plain = random.Random(1), list[float](), list[float]()
    file = folder / f"log-{batch}.db"
    with Log(file, writing=True, signer=_signer()) as log, closing(_plain(folder / f"plain-{batch}.db")) as other:
        for _ in range(films // batch):
            drafts = [film(chance, blobs=True) for _ in range(batch)]
            first = log.head()[0] + 1
            ours.append(_timed(lambda drafts=drafts: log.append_many(drafts)) / batch * 1e3)
            rows = _rows(file, first)
            plain.append(_timed(lambda rows=rows: _insert(other, rows)) / batch * 1e3)
    ratios = [one / another for one, another in zip(ours, plain, strict=True)]
    return {"films": films, "ms_a_film": _spread(ours), "plain_ms_a_film": _spread(plain), "times_plain": _spread(ratios)}


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


def _sizes(folder: Path, films: int) -> dict[str, int]:
    """Bytes that the file grows by, a film."""
    sizes = {}
    for blobs in (False, True):
        file, chance = folder / f"size-{blobs}.db", random.Random(2)
        with Log(file, writing=True) as log:
            pass
        empty = file.stat().st_size
        with Log(file, writing=True, signer=_signer()) as log:
            log.append_many([film(chance, blobs=blobs) for _ in range(films)])
        sizes["with_blobs" if blobs else "without_blobs"] = (file.stat().st_size - empty) // films
    return sizes


def _verifying(folder: Path, entries: int, rounds: int) -> dict[str, Any]:
    file, chance = folder / "verify.db", random.Random(3)
    with Log(file, writing=True, signer=_signer()) as log:
        for _ in range(entries // 100):
            log.append_many([film(chance, blobs=False) for _ in range(100)])
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


def _worklist(folder: Path, findings: int, rounds: int) -> dict[str, Any]:
    """Time first pages of a log of so many findings, each through a connection of its own being warm."""
    file, chance = folder / "worklist.db", random.Random(4)
    drafts = [film(chance, blobs=False) for _ in range(500)]
    bodies = [packed(draft.record) for draft in drafts]
    engine = open_engine(file, create=True)
    for _ in range(findings // (len(drafts) * len(_LABELS)) + 1):
        with transaction(engine, writing=True) as connection:
            add_entries(connection, drafts, bodies, time_utc="2026-01-01T00:00:00.000+00:00")
    engine.dispose()
    wanted = {
        "all": WorklistFilters(), "finding": WorklistFilters(finding="Mass"), "view": WorklistFilters(view="PA"),
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
    return {"findings": found * len(_LABELS), "rounds": rounds, "first_page": pages, "counters_ms": round(counters, 1)}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=960)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--findings", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = {
            "appending_in_batches_of": {batch: _appending(folder, options.films, batch) for batch in (4, 16, 64)},
            "bytes_a_film": _sizes(folder, 500),
            "verifying": _verifying(folder, options.entries, 15), "worklist": _worklist(folder, options.findings, 200),
        }  # fmt: skip
    print(json.dumps(figures, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
