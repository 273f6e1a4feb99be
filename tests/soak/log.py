"""Three processes append films to one log and are killed at random moments; copies of its files are taken while they stand still.

No entry that was told as written is lost, the chain and all that hangs on it verify, and no film stands there by half: in the log itself,
in every copy of its files, on a full disk, and with the clock set back. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.records.film import FilmRecord

ROOT = Path(__file__).resolve().parents[2]
_LABELS, _POSITIVE, _ROUND = 14, 5, 50


def _film(chance: random.Random) -> tuple[FilmRecord, dict[str, bytes]]:
    """A screened film of 14 labels, and blobs as large as real ones."""
    from tests.audit.films import screened_film

    data = {"signed_maps": chance.randbytes(11_200), "lungs": chance.randbytes(3_600)}
    film = screened_film(chance.randrange(10**9), blobs={role: sha256(some).hexdigest() for role, some in data.items()})
    findings = tuple(
        replace(film.findings[number >= _POSITIVE], label=f"Label {number}", logit=chance.gauss(0, 2), probability=chance.random())
        for number in range(_LABELS)
    )
    assert film.classifier
    assert film.blobs
    classifier = replace(film.classifier, labels=tuple(finding.label for finding in findings))
    maps = replace(film.blobs.signed_maps, shape=(_LABELS, 20, 20))
    film = replace(film, findings=findings, classifier=classifier, blobs=replace(film.blobs, signed_maps=maps))
    return film, {sha256(some).hexdigest(): some for some in data.values()}


def _opened(file: Path) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from audit.log.chain.signing import Signer
    from audit.log.store import Log

    signer = Signer(Ed25519PrivateKey.from_private_bytes(bytes([1] * 32)))
    return Log(file, writing=True, signer=signer, witness=file.with_name("witness"))


def write(file: Path, told: Path, seed: int) -> None:
    """Append films without end, singly and in batches; tell each entry once it is written."""
    from audit.log import store
    from audit.log.database.appending import Draft

    chance, now = random.Random(seed), store._now
    store._now = lambda: "1999-12-31T23:59:59.000+00:00" if chance.random() < 0.05 else now()  # type: ignore[assignment]
    with _opened(file) as log, told.open("a") as lines:
        while True:
            drafts = [Draft(store.EntryKind.SCREENED, "soak", f"{seed}", *_film(chance)) for _ in range(chance.choice((1, 1, 4)))]
            numbers = [one.entry.seq for one in log.append_new(drafts)]
            lines.write("".join(f"{seq}\n" for seq in numbers))
            lines.flush()
            if chance.random() < 0.05:
                log.checkpoint(actor="soak")


class _Writers:
    """Three of them; one that is killed is started again."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.file, self.told, self._chance = folder / "audit.db", [folder / f"told-{number}" for number in range(3)], chance
        self._running = [self._start(number) for number in range(3)]

    def _start(self, number: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, __file__, "--write", str(self.file), str(self.told[number]), str(self._chance.getrandbits(32))]
        return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)})

    def kill(self) -> None:
        """Kill one and start it again."""
        number = self._chance.randrange(3)
        self._running[number].kill()
        assert self._running[number].wait() == -signal.SIGKILL, "a writer ended by itself"
        self._running[number] = self._start(number)

    def copy(self, folder: Path) -> None:
        """Copy the files while all writers stand still, and once more where something let them go on meanwhile."""
        while True:
            for process in self._running:
                process.send_signal(signal.SIGSTOP)
            for process in self._running:
                os.waitpid(process.pid, os.WUNTRACED)
            folder.mkdir()
            for source in (*self.told, *self.file.parent.glob(f"{self.file.name}*")):
                with suppress(FileNotFoundError):
                    shutil.copy(source, folder)
            still = all(_state(process.pid) == "T" for process in self._running)
            for process in self._running:
                process.send_signal(signal.SIGCONT)
            if still:
                return
            shutil.rmtree(folder)

    def close(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()


def _check(file: Path, told: list[Path], *, witness: Path | None = None) -> int:
    """Verify a log and that it holds what was told; return its number of entries."""
    from audit.log.verify.verify import verify

    found = verify(file, deep=True, witness=witness)
    assert found.damage is None, f"{file.name}: {found.damage}"
    lines = [line for name in told if name.is_file() for line in name.read_text().split("\n")[:-1]]
    assert max(map(int, lines), default=0) <= found.entries, "an entry that was told is not in the log"
    with closing(sqlite3.connect(file)) as database:
        films = database.execute("SELECT count(*), sum(n) FROM (SELECT count(*) AS n FROM finding GROUP BY entry_seq)").fetchone()
        (screened,) = database.execute("SELECT count(*) FROM entry WHERE kind = 'screened'").fetchone()
    assert films[0] == screened, "a film without findings"
    assert (films[1] or 0) == screened * _LABELS, "half a film"
    return found.entries


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def killed(folder: Path, kills: int, chance: random.Random) -> dict[str, int]:
    """Kill writers at random moments; take copies meanwhile, and check each of them."""
    from audit.log.store import EntryKind
    from tests.audit.films import self_check

    with _opened(folder / "audit.db") as log:  # The witness knows it, however early the writers are killed.
        log.append(EntryKind.SELF_CHECK, actor="soak", subject="", record=self_check("It begins."))
    writers, copies = _Writers(folder, chance), 0
    try:
        for number in range(kills):
            time.sleep(chance.uniform(0.05, 1.5))
            writers.kill()
            if number % 4 == 0:
                writers.copy(folder / "copy")
                _check(folder / "copy" / "audit.db", [folder / "copy" / told.name for told in writers.told])
                shutil.rmtree(folder / "copy")
                copies += 1
    finally:
        writers.close()
    return {"kills": kills, "copies": copies, "entries": _check(writers.file, writers.told, witness=folder / "witness")}


def full(folder: Path, rounds: int, chance: random.Random) -> dict[str, int]:
    """Let the disk be full at random moments: by the database's own limit, and by the system's on the size of files."""
    stops = 0
    for number in range(rounds):
        file, told = folder / f"full-{number}.db", folder / f"full-told-{number}"
        limit: Callable[[], None] | None = None
        if number % 2:
            size = chance.randrange(200_000, 3_000_000)
            limit = lambda size=size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # type: ignore[misc]  # noqa: E731
        pages = str(chance.randrange(40, 600)) if not number % 2 else "0"
        command = [sys.executable, __file__, "--write", str(file), str(told), str(number), "--pages", pages]
        ended = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
        assert "LogUnavailable" in ended.stderr, ended.stderr
        if file.is_file() and told.is_file():
            _check(file, [told])
        stops += 1
    return {"full_disks": stops}


def _limit_pages(pages: int) -> None:
    from audit.log.database import connection

    configure = connection._configure_writer

    def bounded(opened: Any, told: Any) -> None:
        configure(opened, told)
        opened.execute(f"PRAGMA max_page_count = {pages}")

    connection._configure_writer = bounded


def main() -> None:
    """Print what was done and found, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--disks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", nargs=3, metavar=("LOG", "TOLD", "SEED"), help="be a writer")
    parser.add_argument("--pages", type=int, default=0)
    options = parser.parse_args()
    if options.write:
        if options.pages:
            _limit_pages(options.pages)
        write(Path(options.write[0]), Path(options.write[1]), int(options.write[2]))
    with tempfile.TemporaryDirectory() as name:
        chance, folder = random.Random(options.seed), Path(name)
        found: Counter[str] = Counter(full(folder, options.disks, chance))
        for first in range(0, options.kills, _ROUND):
            (folder / str(first)).mkdir()
            found.update(killed(folder / str(first), min(_ROUND, options.kills - first), chance))
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main()
