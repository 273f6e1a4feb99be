"""Asks a classifier's program for scores of films, and starts it anew where it crashed, hung or wrote nonsense (contract, section 6)."""

from __future__ import annotations

import itertools
import tempfile
import time
import weakref
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.networks.external.answers import Answer, Nonsense, read_answer
from models.networks.external.arguments import PROGRAM, Arguments
from models.networks.external.hand_over import written
from models.networks.external.program import Program, TooSlow, Trouble, emptied

_TRIES = 2
"""Of a film that is named alone: something else may have killed the program."""
_WRONG_FILM = "The classifier's program answered for a film that it was not asked about, or twice for one."

Scored = tuple[float, ...] | str
"""K scores of a film, or why there are none in a sentence."""


class Calls:
    """A program that is started when it is first asked, and runs until it is closed.

    Args:
        arguments: How it is called.
        file: The program's.
        labels: K.
    """

    def __init__(self, arguments: Arguments, file: Path, labels: Sequence[str]) -> None:
        self._arguments, self._labels = arguments, tuple(labels)
        self._command = [word.replace(PROGRAM, str(file.resolve())) for word in arguments.command]
        self._numbers = itertools.count()
        self._state = _State()
        self._closing = weakref.finalize(self, self._state.close)

    def scores(
        self, films: Sequence[NDArray[np.float32]], spacings: Sequence[float | None] | None = None
    ) -> Generator[int, None, list[Scored]]:
        """Ask for the scores of films.

        Args:
            films: C×H×W each, as the preparation makes them.
            spacings: Side of a pixel of each in millimetres; None where it is unknown.

        Yields:
            After each batch, how many films are done.
        """
        found, handed = list[Scored](), list(zip(films, spacings or [None] * len(films), strict=True))
        for start in range(0, len(handed), self._arguments.batch):
            found += self._batch(handed[start : start + self._arguments.batch])
            yield len(found)
        return found

    def close(self) -> None:
        """Kill the program; it is started again when it is asked again."""
        self._state.stop()

    @property
    def pid(self) -> int | None:
        """The number of the program that runs, if one does."""
        return self._state.program.pid if self._state.program else None

    def _batch(self, films: Sequence[tuple[NDArray[np.float32], float | None]]) -> list[Scored]:
        """Name films at once, and those that are not answered each alone; a film's file is gone when it has an outcome."""
        folder = self._state.folder()
        files = [written(film, folder / f"{next(self._numbers):09d}", self._arguments.films, mm) for film, mm in films]
        try:
            names = [str(file) for file in files]
            found, trouble = self._asked(names)
            for name in names:
                tries = _TRIES - (len(names) == 1)
                while name not in found and tries and not (len(names) == 1 and isinstance(trouble, TooSlow)):
                    alone, trouble = self._asked([name])
                    found |= alone
                    tries = 0 if isinstance(trouble, TooSlow) else tries - 1
                found.setdefault(name, Answer(name, reason=str(trouble)))
            return [found[name].reason or found[name].scores for name in names]
        finally:
            for file in files:
                file.unlink(missing_ok=True)

    def _asked(self, names: Sequence[str]) -> tuple[dict[str, Answer], Exception | None]:
        """Ask once; what is not answered goes with the reason, and the program with it."""
        found = dict[str, Answer]()
        try:
            program, grace = self._state.running(self._command, self._arguments)
            deadline = time.monotonic() + grace + self._arguments.seconds * len(names)
            program.name(names)
            while len(found) < len(names):
                answer = read_answer(program.line(deadline), self._labels)
                if answer.film not in names or answer.film in found:
                    raise Nonsense(_WRONG_FILM)
                found[answer.film] = answer
        except (Trouble, Nonsense) as trouble:
            self._state.stop()
            return found, trouble
        return found, None


class _State:
    """The program and its folder, apart from who asks, so that both go when that is forgotten."""

    def __init__(self) -> None:
        self.program: Program | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def folder(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="cxr-audit-", ignore_cleanup_errors=True)
        return Path(self._folder.name)

    def running(self, command: Sequence[str], arguments: Arguments) -> tuple[Program, float]:
        """Return the program, and how many seconds longer it may take because it is new."""
        if self.program and self.program.runs:
            return self.program, 0.0
        self.stop()
        self.program = Program(command, emptied(self.folder() / "work"), int(arguments.memory_gib * 2**30))
        return self.program, arguments.starting_seconds

    def stop(self) -> None:
        if self.program:
            self.program.close()
            self.program = None

    def close(self) -> None:
        self.stop()
        if self._folder:
            self._folder.cleanup()
            self._folder = None
