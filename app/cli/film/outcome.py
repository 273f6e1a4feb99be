"""What a screening came to: how many films ended how, and their records in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from app.cli.terminal import warn
from app.export.records import write_records
from app.export.writing import replacing
from app.run.events import FilmRecorded
from audit.records.film import FilmRecord


class Counts:
    """How many films ended how."""

    def __init__(self) -> None:
        self._status: Counter[str] = Counter()
        self._already_recorded = 0
        self._not_assessable = 0

    def add(self, done: FilmRecorded) -> None:
        """Count a film."""
        record = done.entry.film
        self._status[record.status] += 1
        self._already_recorded += done.already_recorded
        self._not_assessable += bool(record.anatomy and record.anatomy.not_assessable)

    @property
    def all_screened(self) -> bool:
        """Whether no film was refused or failed."""
        return not self._status["refused"] and not self._status["failed"]

    @property
    def sentence(self) -> str:
        """The last line of a screening."""
        status = self._status
        unsure = f" ({self._not_assessable} not assessable)" if self._not_assessable else ""
        return (
            f"{status['screened']} screened{unsure}, {status['refused']} refused, {status['failed']} failed; "
            f"{self._already_recorded} of them already recorded."
        )


class RecordsFile:
    """The records of all films that ended, written when the screening ends, also by an error; then that error stays the one raised.

    Args:
        out: The JSON file; None writes nothing.
        films: In their order in the file.
    """

    def __init__(self, out: Path | None, films: Sequence[Path]) -> None:
        self._out, self._films = out, films
        self._records: dict[Path, FilmRecord] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._write()
        except OSError as error:
            if kind is None:
                raise
            warn(f"{self._out} cannot be written: {error.strerror or type(error).__name__}.")

    def add(self, done: FilmRecorded) -> None:
        """Take in a film."""
        if self._out:
            self._records[done.path] = done.entry.film

    def _write(self) -> None:
        if self._out and self._records:
            with replacing(self._out) as file:
                write_records(((path, self._records[path]) for path in self._films if path in self._records), file)
