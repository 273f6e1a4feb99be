"""Which entries a person wants to see; it asks the entries themselves, never the tables made from them."""

from __future__ import annotations

from dataclasses import dataclass

from audit.log.store import Stored
from audit.records.film import FilmRecord


@dataclass(frozen=True)
class EntryQuery:
    """Which entries are wanted; None is any. What only films have leaves all other entries out.

    Attributes:
        finding: Label of a finding on the film; positive where ``positive`` says nothing else.
        verdict: The film's, or that of the finding.
        view: As the header says it.
        positive: Whether the finding, or any, is positive.
        since, until: First and last moment, in UTC as the log writes it; the last is not included.
        file: SHA-256 of a file, and keyed hash of a path; either of them.
        uid: SOP or study instance UID.
    """

    finding: str | None = None
    verdict: str | None = None
    view: str | None = None
    positive: bool | None = None
    since: str | None = None
    until: str | None = None
    file: tuple[str, ...] = ()
    uid: str | None = None

    def passes(self, stored: Stored) -> bool:
        """Tell whether an entry is wanted."""
        if (self.since and stored.time_utc < self.since) or (self.until and stored.time_utc >= self.until):
            return False
        if not any((self.finding, self.verdict, self.view, self.positive is not None, self.file, self.uid)):
            return True
        return isinstance(stored.record, FilmRecord) and self._film_passes(stored.record, stored.subject)

    def _film_passes(self, record: FilmRecord, subject: str) -> bool:
        film = record.radiograph
        if self.view and (film is None or film.view != self.view):
            return False
        if self.uid and (film is None or self.uid not in (film.sop_instance_uid, film.study_instance_uid)):
            return False
        if self.file and subject not in self.file and (film is None or film.file_sha256 not in self.file):
            return False
        return self._findings_pass(record)

    def _findings_pass(self, record: FilmRecord) -> bool:
        if self.finding is None and self.positive is None:
            return self.verdict is None or record.verdict == self.verdict
        found = [finding for finding in record.findings or () if self.finding in (None, finding.label)]
        if self.verdict:
            found = [finding for finding in found if finding.verdict == self.verdict]
        positive = any(finding.positive for finding in found)
        return bool(found) and positive == (self.positive is not False)
