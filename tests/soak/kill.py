"""SIGKILL of readers, engines and parents at random moments, while two runs with batches in flight screen the same films into one log.

In the end the chain verifies, each film stands in the log once, what was said to be done stands there, and no process is left.
Linux only, since it looks processes up in /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_COHORT = ROOT.parent / "shared" / "data" / "cohort"
_VICTIMS = ("reader", "engine", "parent")
_ENDED = re.compile(r"^\d+ screened, \d+ refused", re.MULTILINE)
_SAID = re.compile(r"^(?P<name>.+): screened \(entry (?P<seq>\d+)(?:, already recorded[^)]*)?\)")


class Run:
    """One run over all films, started again when it is killed."""

    def __init__(self, films: list[Path], log: Path, output: Path) -> None:
        self.output = output
        options = ["--log", str(log), "--device", "cpu", "--batch-size", "2", "--readers", "2", "--no-challenges"]
        self._command = [sys.executable, str(ROOT / "main.py"), "screen", *map(str, films), *options]
        self.start()

    def start(self) -> None:
        with self.output.open("a") as output:
            self._process = subprocess.Popen(self._command, stdout=output, stderr=subprocess.STDOUT)

    @property
    def code(self) -> int | None:
        return self._process.poll()

    @property
    def said(self) -> str:
        """What it said so far, all its starts together."""
        return self.output.read_text()

    def go_on(self) -> None:
        """Start it again where it gave up before its last film, as it does when its engine is killed at every start."""
        if self.code is not None and not _ENDED.search(self.said):
            self.start()

    def processes(self) -> dict[str, list[int]]:
        """Return the processes that run, by what they do."""
        found: dict[str, list[int]] = {"parent": [self._process.pid]}
        for pid in _children(self._process.pid):
            if "spawn_main" in _read(pid, "cmdline"):
                found.setdefault("engine" if "libtorch" in _read(pid, "maps") else "reader", []).append(pid)
        return found

    def seconds(self) -> float:
        """Return the processor time of the processes that run; other work on the machine does not count."""
        return sum(_seconds(pid) for pids in self.processes().values() for pid in pids)

    def kill(self, victim: str, chance: random.Random) -> bool:
        """Kill one of a kind; a parent is started again. Tells whether there was one."""
        processes = self.processes()
        if self.code is not None or victim not in processes:
            return False
        os.kill(chance.choice(processes[victim]), signal.SIGKILL)
        if victim == "parent":
            self._process.wait()
            _gone([pid for name, pids in processes.items() if name != "parent" for pid in pids])
            with self.output.open("a") as output:
                output.write("\n")
            self.start()
        return True

    def finish(self) -> None:
        assert self._process.wait() in {0, 1}, self.said


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text("utf-8", "replace")
    except OSError:
        return ""


def _seconds(pid: int) -> float:
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _children(parent: int) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if re.search(rf"^PPid:\t{parent}$", _read(pid, "status"), re.MULTILINE)]


def _wait(condition: Callable[[], bool], most: int = 6000) -> None:
    """Wait for something, in naps of a tenth of a second; the clock would go on while the machine is given to somebody else."""
    for _ in range(most):
        if condition():
            return
        time.sleep(0.1)
    raise TimeoutError("nothing happens any more")


def _gone(pids: list[int]) -> None:
    """Wait until orphans have ended by themselves, as they must when their pipe closes."""
    _wait(lambda: not any("spawn_main" in _read(pid, "cmdline") for pid in pids), most=1200)


def _films(folder: Path) -> list[Path]:
    if _COHORT.is_dir():
        return sorted(_COHORT.glob("*.dcm"))[:40]
    from models.film.phantom_file import write_phantom

    return [write_phantom(folder / f"{number}.dcm", number, marked=bool(number % 2), size=512) for number in range(40)]


def _round(films: list[Path], folder: Path, kills: int, chance: random.Random) -> tuple[Counter[str], dict[str, int]]:
    """Screen into a fresh log by two runs, killing meanwhile; returns who was killed, and what stands in the log."""
    log, killed = folder / "audit.db", Counter[str]()
    runs = [Run(films, log, folder / "a.txt"), Run(films[::-1], log, folder / "b.txt")]
    _wait(lambda: any("screened (entry" in run.said or run.code is not None for run in runs))
    # As long as two starts and a film take: some are killed while they start, most at their work.
    longest = sum(run.seconds() for run in runs)
    while killed.total() < kills and any(run.code is None for run in runs):
        _work(runs, chance.uniform(0, longest))
        for run in runs:
            run.go_on()
        victim = chance.choice(_VICTIMS)
        killed[victim] += chance.choice(runs).kill(victim, chance)
    for run in runs:
        run.finish()
    # A film whose reader was killed twice was refused; the same command again goes on.
    last = Run(films, log, folder / "c.txt")
    last.finish()
    return killed, _check(films, log, [run.output for run in (*runs, last)])


def _work(runs: list[Run], seconds: float) -> None:
    """Let them work for some processor time together, or until they end."""
    moment = sum(run.seconds() for run in runs) + seconds
    _wait(lambda: all(run.code is not None for run in runs) or sum(run.seconds() for run in runs) >= moment)


def _check(films: list[Path], log: Path, outputs: list[Path]) -> dict[str, int]:
    from app.site.keys import path_digest
    from audit.log.store import Log
    from audit.log.verify.verify import verify

    found = verify(log)
    assert found.damage is None, found.damage
    with Log(log, writing=False) as opened:
        entries = {entry.seq: entry for entry in opened.entries()}
    assert len(entries) == found.entries
    times = Counter(entry.subject for entry in entries.values() if entry.kind == "screened")
    subjects = {film.name: path_digest(film) for film in films}
    assert set(times) == set(subjects.values()), "a film is missing in the log"
    said = [match for output in outputs for line in output.read_text().splitlines() if (match := _SAID.match(line))]
    assert said
    for match in said:
        entry = entries[int(match["seq"])]
        assert (entry.kind, entry.subject) == ("screened", subjects[match["name"]]), "an entry is not what was said of it"
    twice = sum(count > 1 for count in times.values())
    assert twice == 0, f"{twice} films stand in the log more than once"
    others = Counter(entry.kind for entry in entries.values())
    return {"entries": len(entries), "said": len(said), "refused": others["refused"], "failed": others["failed"]}


def main() -> None:
    """Print what was killed and what was found, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, killed, rounds = random.Random(options.seed), Counter[str](), []
    while killed.total() < options.kills:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_DATA_HOME"] = folder  # The person's own key is left alone.
            films = _films(Path(folder))
            some, found = _round(films, Path(folder), options.kills - killed.total(), chance)
        killed += some
        rounds.append(found)
        print(json.dumps({"killed": dict(killed), "round": found}), file=sys.stderr, flush=True)  # noqa: T201
    print(json.dumps({"killed": dict(killed), "films": len(films), "rounds": rounds}))  # noqa: T201


if __name__ == "__main__":
    main()
