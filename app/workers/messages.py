"""What crosses between the program and a worker (contract, section 2): frozen values, nothing else.

A Request is followed by any number of Progressed and PartialResult, and then by exactly one of Result, Refused, Failed and Cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.values.progress import Progress


class Task(StrEnum):
    """What can be asked: of a reader (read, read_tags, hash, draw_phantom) or of an engine (the others)."""

    READ = "read"
    READ_TAGS = "read_tags"
    HASH = "hash"
    DRAW_PHANTOM = "draw_phantom"
    SCREEN = "screen"
    ATTRIBUTE = "attribute"
    CHALLENGED = "challenged"
    ON_DEMAND = "on_demand"
    REMOVALS = "removals"
    ANATOMY = "anatomy"
    LOAD_METHOD = "load_method"
    CERTIFY = "certify"
    SELF_TEST = "self_test"
    TARGET_LAYERS = "target_layers"
    COLLECT = "collect"
    CONTROL_PLACES = "control_places"
    GUESS_ARCHITECTURE = "guess_architecture"
    IMPORT = "import"


@dataclass(frozen=True)
class Request:
    """One thing asked of a worker; ``payload`` is the ask of its kind."""

    id: int
    kind: Task
    payload: Any


@dataclass(frozen=True)
class Cancel:
    """Stop a request between two of its steps."""

    id: int


@dataclass(frozen=True)
class Ready:
    """A worker has imported what it needs; a worker that dies before it said so cannot start at all."""


@dataclass(frozen=True)
class Progressed:
    """How far a request is."""

    id: int
    progress: Progress


@dataclass(frozen=True)
class PartialResult:
    """A part of what a request will find, told before its end."""

    id: int
    payload: Any


Interim = Progressed | PartialResult
"""What may come before the Outcome, any number of times."""


@dataclass(frozen=True)
class Result:
    """A request that succeeded; ``seconds`` are those that the worker took."""

    id: int
    payload: Any
    seconds: float = 0.0


@dataclass(frozen=True)
class Refused:
    """A request that an expected reason stands against; the sentence is for a radiologist."""

    id: int
    code: str
    sentence: str
    file_sha256: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Failed:
    """A request that met a defect, a crash or a lack of memory; the traceback is for its author."""

    id: int
    sentence: str
    traceback: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Cancelled:
    """A request that was stopped as asked."""

    id: int


Outcome = Result | Refused | Failed | Cancelled


def why_not(ending: Refused | Failed | Cancelled) -> str:
    """Return why a request has no result, as a sentence."""
    return "It was cancelled." if isinstance(ending, Cancelled) else ending.sentence
