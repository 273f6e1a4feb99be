"""Damaged films by the thousand: each ends as a film or as a refusal with a code, soon, and within the reader's memory.

Run as a script it prints one line of JSON and exits with 1 where a promise is broken: ``mutants.py [COUNT [SEED]]``, 10,000 by default.
A child process reads, as the reader process does, so that a decoder that crashes takes one film with it; crashes are counted. Seconds are
of its own processor time, so that other work on the machine does not count.
"""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_SECONDS, _MOST_MEMORY_MB = 20.0, 1500.0
_CRASHED = "crashed_reader"
Random = np.random.Generator


@dataclass
class Report:
    """What became of the mutants; memory in MB."""

    mutants: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0
    slowest: str = ""
    peak_memory_mb: float = 0.0

    @property
    def promises_kept(self) -> bool:
        """No other exception than a refusal, no hang, and the memory within its bound."""
        return not self.defects and not self.hangs and self.peak_memory_mb < _MOST_MEMORY_MB


def originals() -> dict[str, bytes]:
    """Return a small film in every syntax and kind of picture, by name."""
    from pydicom.uid import JPEGBaseline8Bit

    from tests.films import RAMP, SYNTAXES, compressed, dataset

    byte = (RAMP >> 4).astype(np.uint8)
    rich = {"WindowCenter": [1500, 9], "WindowWidth": [3000, 9], "RescaleSlope": 1, "RescaleIntercept": 0, "PixelPaddingValue": 0}
    films = {str(s): compressed(dataset(byte if s == JPEGBaseline8Bit else RAMP, **rich), s) for s in SYNTAXES}
    for kind in ("PNG", "JPEG", "TIFF"):
        file = io.BytesIO()
        Image.fromarray(byte).save(file, kind)
        films[kind] = file.getvalue()
    return films


def mutated(data: bytes, random: Random) -> bytes:
    """Return a film with one or two kinds of damage."""
    content = bytearray(data)
    for _ in range(int(random.integers(1, 3))):
        if len(content) > 8:
            _DAMAGES[int(random.integers(len(_DAMAGES)))](content, random)
    return bytes(content)


def _flip_bits(content: bytearray, random: Random) -> None:
    for _ in range(int(random.integers(1, 12))):
        content[_place(content, random)] ^= 1 << int(random.integers(8))


def _cut_off(content: bytearray, random: Random) -> None:
    del content[_place(content, random) :]


def _cut_out(content: bytearray, random: Random) -> None:
    start = _place(content, random)
    del content[start : start + int(random.integers(1, 60))]


def _double(content: bytearray, random: Random) -> None:
    start = _place(content, random)
    content[start:start] = content[start : start + int(random.integers(1, 60))]


def _edit_tag(content: bytearray, random: Random) -> None:
    """Change the tag, the VR or the value of one element of the header."""
    if start := _element(content, random):
        offset = int(random.choice([0, 2, 4, 5, 8, 9]))
        content[start + offset : start + offset + 1] = random.bytes(1)


def _edit_length(content: bytearray, random: Random) -> None:
    """Give one element an absurd length."""
    if start := _element(content, random):
        absurd = random.choice([b"\xff\xff", b"\x00\x00", b"\xff\x7f", random.bytes(2)])
        at = start + 6 if random.random() < 0.5 else start + 8
        content[at : at + 2] = bytes(absurd)


_DAMAGES: tuple[Callable[[bytearray, Random], None], ...] = (_flip_bits, _flip_bits, _cut_off, _cut_out, _double, _edit_tag, _edit_length)


def _place(content: bytearray, random: Random) -> int:
    """In the first kilobyte every fourth time: there are the headers; else among the pixels, or what is compressed of them."""
    if random.random() < 0.25:
        return int(random.integers(min(132, len(content) - 1), min(len(content), 1024)))
    return int(random.integers(min(1024, len(content) // 2), len(content)))


def _element(content: bytearray, random: Random) -> int:
    starts = [match.start() for match in re.finditer(rb"[\x00-\xff]{4}(?:[A-Z]{2})", bytes(content[132:2048]))]
    return 132 + int(random.choice(starts)) if starts else 0


def soak(count: int, seed: int) -> Report:
    """Read ``count`` mutants; the same seed gives the same ones."""
    films, random, report = sorted(originals().items()), np.random.default_rng(seed), Report()
    with tempfile.TemporaryDirectory() as folder:
        path, reader = Path(folder) / "mutant", _start()
        for number in range(count):
            name, original = films[number % len(films)]
            path.write_bytes(mutated(original, random))
            said = _ask(reader, path)
            report.mutants += 1
            if not said:
                reader.communicate()
                hung = reader.returncode == -signal.SIGPROF
                (report.hangs if hung else report.crashes).append(f"{name} #{number}")
                report.endings["hang" if hung else _CRASHED] += 1
                reader = _start()
                continue
            report.endings[str(said["ending"])] += 1
            if said["defect"]:
                report.defects.append(f"{name} #{number}: {said['defect']}")
            if float(said["seconds"]) > report.slowest_seconds:
                report.slowest_seconds, report.slowest = float(said["seconds"]), f"{name} #{number}"
            report.peak_memory_mb = max(report.peak_memory_mb, float(said["memory_mb"]))
        reader.communicate()
    return report


def _start() -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "--reader"]
    return subprocess.Popen(
        command, cwd=_ROOT, env=None, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=1
    )


def _ask(reader: subprocess.Popen[str], path: Path) -> dict[str, Any]:
    """Have one file read; nothing in the answer where the reader crashed or took too long."""
    assert reader.stdin
    assert reader.stdout
    try:
        print(path, file=reader.stdin, flush=True)
    except BrokenPipeError:
        return {}
    line = reader.stdout.readline()
    return dict(json.loads(line)) if line else {}


def _serve() -> None:
    """Read the files that are named on stdin, one answer a line."""
    import resource

    from models.reading.read import read_radiograph
    from models.values.refusal import NotARadiograph

    for line in sys.stdin:
        begun, ending, defect = time.process_time(), "film", ""
        signal.setitimer(signal.ITIMER_PROF, _LONGEST_SECONDS)  # Ends the process.
        try:
            film = read_radiograph(Path(line.strip()))
            if not 0 <= film.pixels.min() < film.pixels.max() <= 1:
                defect = "grey out of range"
        except NotARadiograph as refusal:
            ending = str(refusal.code)
            if not re.fullmatch(r"[A-Z].+; .+\.", refusal.sentence) or "entinel" in refusal.sentence:
                defect = f"sentence: {refusal.sentence}"
        except BaseException as error:  # Whatever it is, it is a defect to be told.
            ending, defect = "defect", f"{type(error).__name__}: {error}"
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        answer = {"ending": ending, "defect": defect, "seconds": time.process_time() - begun, "memory_mb": memory}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(_ROOT))
    if sys.argv[1:] == ["--reader"]:
        _serve()
    else:
        found = soak(int(sys.argv[1]) if sys.argv[1:] else 10_000, int(sys.argv[2]) if sys.argv[2:] else 0)
        sys.stdout.write(json.dumps(vars(found)) + "\n")
        sys.exit(not found.promises_kept)
