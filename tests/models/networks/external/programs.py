"""Programs that score films, good and bad; each is a script of the standard library alone, so that it starts at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.networks.external.arguments import Arguments
from models.networks.external.calls import Calls
from models.values.digests import sha256_of
from models.values.entries import validated
from models.values.progress import result_of

LABELS = ("Mass", "Nodule")

_ASKED = """
import array, json, os, sys, time
def load(file):
    data = open(file, "rb").read()[128:]
    return array.array("f", data[:len(data) // 4 * 4])
def told(film, **said):
    print(json.dumps({"id": film} | said), flush=True)
for line in sys.stdin:
    film = line.strip()
    if not film:
        continue
    image = load(film)
    mean = sum(image) / max(len(image), 1)
    good = {"Mass": mean, "Nodule": 1 - mean}
"""

GOOD = "    told(film, scores=good)\n"


def script(folder: Path, body: str, before: str = "") -> Path:
    """Write a program that does ``body`` for each film; ``image``, ``mean`` and ``good`` scores are there."""
    file = folder / "program.py"
    file.write_text(before + _ASKED + body)
    return file


def arguments(**others: Any) -> Arguments:
    """Return how it is called: in steps of four films, without patience."""
    said = {"command": [sys.executable, "-S", "{program}"], "version": "1.0", "batch": 4, "seconds": 5.0, "starting_seconds": 20.0}
    return validated(Arguments, said | others)


def calls_of(folder: Path, body: str, before: str = "", **others: Any) -> Calls:
    """Return the calls of a program that does ``body`` for each film."""
    return Calls(arguments(**others), script(folder, body, before), LABELS)


def asked(calls: Calls, films: Sequence[Any]) -> list[tuple[float, ...] | str]:
    """Ask for films, and end the program."""
    try:
        return result_of(calls.scores(films))
    finally:
        calls.close()


def manifest_text(file: Path, labels: Sequence[str], side: int, **others: Any) -> str:
    """Return the manifest of a program beside it."""
    said = {"command": [sys.executable, "-S", "{program}"], "version": "1.0"} | others
    lines = "\n".join(f"{name} = {_toml(value)}" for name, value in said.items())
    return f'''schema = 2
name = "called"
task = "multi-label"
labels = {_toml(list(labels))}
thresholds = {_toml([0.5] * len(labels))}
preparation = [
  {{ step = "scale", from = "percentiles", to = [0.0, 1.0] }},
  {{ step = "pad_square", fill = 0.0 }},
  {{ step = "resize", height = {side}, width = {side}, method = "area" }},
]
[architecture]
family = "external"
name = "program"
[architecture.arguments]
{lines}
[weights]
file = "{file.name}"
sha256 = "{sha256_of(file)}"
[attribution]
target_layer = "last-spatial"
[card]
data = "nobody's"
'''


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
