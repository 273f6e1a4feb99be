"""What a screening came to: how many films ended how, and their records in a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Self, TextIO

from app.cli.terminal import warn
from app.export.outputs import Output
from app.export.records import record_line
from app.export.writing import check_ours, open_text
from app.run.events import FilmRecorded
from audit.records.told import verdict_text
from models.values.verdict import WORST_FIRST, Verdict


class Counts:
    """How many films ended how.

    Attributes:
        operating_point: Name of the point at which they were decided; None where none was, or the only point has no name.
    """

    def __init__(self) -> None:
        self.operating_point: str | None = None
        self._status: Counter[str] = Counter()
        self._already_recorded = 0
        self._verdicts: Counter[str] = Counter()

    def add(self, done: FilmRecorded) -> None:
        """Count a film."""
        record = done.entry.film
        self._status[record.status] += 1
        self._already_recorded += done.already_recorded
        not_assessable = Verdict.NOT_ASSESSABLE if record.anatomy and record.anatomy.not_assessable else None
        if verdict := record.verdict or not_assessable:  # Entries by earlier methods have no verdict.
            self._verdicts[verdict] += 1
        if record.classifier and record.classifier.operating_point:
            self.operating_point = record.classifier.operating_point

    @property
    def all_screened(self) -> bool:
        """Whether no film was refused or failed."""
        return not self._status["refused"] and not self._status["failed"]

    @property
    def sentence(self) -> str:
        """The last line of a screening, its verdicts the worst first."""
        status = self._status
        counted = ", ".join(f"{self._verdicts[one]} {verdict_text(one)}" for one in WORST_FIRST if self._verdicts[one])
        verdicts = f" ({counted})" if counted else ""
        return (
            f"{status['screened']} screened{verdicts}, {status['refused']} refused, {status['failed']} failed; "
            f"{self._already_recorded} of them already recorded."
        )


class RecordsFile:
    """The records of films as JSON Lines, each written when its film ends, so that what ended stands in the file whatever comes after.

    Args:
        out: The file; None writes nothing. Records of an earlier run are replaced when the first film ends, and nothing else.
    """

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if self._file:
                self._file.close()
        except OSError as error:
            if kind is None:
                raise
            warn(f"{self._out} cannot be written: {error.strerror or type(error).__name__}.")

    def add(self, done: FilmRecorded) -> None:
        """Write the record of a film; a name that is no text of UTF-8 is written with escapes.

        Raises:
            OSError: It cannot be written.
        """
        if self._out is None:
            return
        if self._file is None:
            check_ours(self._out, Output.RECORDS.is_in)
            self._file = open_text(self._out)
        self._file.write(record_line(done.path, done.entry))
        self._file.flush()
