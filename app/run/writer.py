"""What ended and is to be recorded: entries are appended in batches, and told once they stand in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.export.recorded_maps import as_recorded
from app.run.already_recorded import AlreadyRecorded
from app.run.events import FilmRecorded
from app.run.flight import Read
from app.run.recording import ended_record, screened_record
from app.site.keys import path_digest
from app.site.person import actor
from app.workers.messages import Failed, Refused
from audit.log.store import Draft, EntryKind, Log, Stored
from audit.records.film import FilmRecord
from models.values.input_check import NotScreened
from models.values.radiograph import Radiograph
from models.values.screening import Screening


@dataclass(frozen=True)
class _Ended:
    path: Path
    film: Radiograph | None
    draft: Draft
    details: str | None


class Writer:
    """Makes records of what ended, and appends them.

    Args:
        log: Of the thread that drives the run.
        known: What it holds already; None records also what is there.
        again: Record also what is there already.
    """

    def __init__(self, log: Log, known: AlreadyRecorded, *, again: bool) -> None:
        self._log, self._known, self._again = log, known, again
        self._ended: list[_Ended] = []

    def __len__(self) -> int:
        return len(self._ended)

    def append(self) -> Iterator[FilmRecorded]:
        """Append what ended in one transaction, then tell each film.

        Raises:
            LogError: Nothing of it was written.
        """
        ended, self._ended = self._ended, []
        for one, appended in zip(ended, self._log.append_new([one.draft for one in ended]), strict=True):
            film = as_recorded(one.film, appended.entry.film) if one.film else None
            blobs = {} if appended.was_there else one.draft.blobs
            yield FilmRecorded(one.path, appended.entry, appended.was_there, film, blobs, one.details)

    def screened(self, read: Read, found: Screening | NotScreened) -> None:
        """Take in what an engine found."""
        if isinstance(found, NotScreened):
            code, reason, check = found.code, found.sentence, found.check
            record = ended_record(
                "refused", self._known.method, code=code, reason=reason, reading=read.seconds, film=found.header, check=check
            )
            self._add_film(read, record)
        elif not found.has_finite_scores:
            self.engine_failed(read, "The network gave no finite score for this film.", found.seconds)
        else:
            self._add_film(read, *screened_record(found, self._known.method, reading=read.seconds))

    def engine_failed(self, read: Read, sentence: str, seconds: float, details: str | None = None) -> None:
        """Take in a film over which the engine failed."""
        record = ended_record(
            "failed", self._known.method, code="engine", reason=sentence, reading=read.seconds, engine=seconds, film=read.film.header
        )
        self._add_film(read, record, details=details)

    def refused(self, path: Path, outcome: Refused) -> None:
        """Take in a file that is no film."""
        file_sha256 = outcome.file_sha256
        record = ended_record(
            "refused", self._known.method, code=outcome.code, reason=outcome.sentence, reading=outcome.seconds, film=file_sha256
        )
        self._add(path, record, unless=lambda: self._known.refusal(file_sha256))

    def reader_failed(self, path: Path, outcome: Failed) -> None:
        """Take in a file over which the reader failed."""
        record = ended_record("failed", self._known.method, code="defect", reason=outcome.sentence, reading=outcome.seconds)
        self._add(path, record, details=outcome.traceback)

    def _add_film(self, read: Read, record: FilmRecord, blobs: Mapping[str, bytes] | None = None, details: str | None = None) -> None:
        self._add(read.path, record, film=read.film, blobs=blobs, details=details, unless=lambda: self._known.film(read.film))

    def _add(
        self, path: Path, record: FilmRecord, *, film: Radiograph | None = None, blobs: Mapping[str, bytes] | None = None,
        unless: Callable[[], Stored | None] | None = None, details: str | None = None,
    ) -> None:  # fmt: skip
        draft = Draft(EntryKind(record.status), actor(), path_digest(path), record, blobs or {}, None if self._again else unless)
        self._ended.append(_Ended(path, film, draft, details))
