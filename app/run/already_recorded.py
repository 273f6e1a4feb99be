"""What the log holds already of films to be screened: the same pixels under the same method are not screened twice."""

from __future__ import annotations

from dataclasses import dataclass

from app import __version__
from audit.log.store import Log, Stored
from audit.records.method import MethodRecord
from audit.records.radiograph import RadiographRecord
from models.values.radiograph import Header, Radiograph


@dataclass(frozen=True)
class AlreadyRecorded:
    """What a log holds of one method.

    Attributes:
        log: The log.
        method: By what films are screened.
    """

    log: Log
    method: MethodRecord

    def film(self, film: Radiograph) -> Stored | None:
        """Return the entry of a film that was screened, or refused after it was read."""
        found = self._last(film.header)
        while found and not _same_film(found.film.radiograph, film.header):
            found = self._last(film.header, before=found.seq)
        return found

    @property
    def any(self) -> bool:
        """Whether the log holds a film by this method, so that asking it by a file's hash may spare its decoding."""
        return self.method.fingerprint is not None and self.log.knows_method(self.method.fingerprint)

    def file(self, file_sha256: str) -> Stored | None:
        """Return the entry of this very file: screened, or refused, also as one that this version could not read."""
        if self.method.fingerprint is None:
            return None
        return self.log.recorded_file(file_sha256=file_sha256, fingerprint=self.method.fingerprint) or self.refusal(file_sha256)

    def refusal(self, file_sha256: str | None) -> Stored | None:
        """Return the entry in which this version could not read a file as a film."""
        return self.log.unreadable(file_sha256=file_sha256, code_version=__version__) if file_sha256 else None

    def _last(self, header: Header, before: int | None = None) -> Stored | None:
        """Return the last entry of these pixels by this method, of those before a number."""
        if self.method.fingerprint is None:
            return None
        return self.log.recorded(
            pixel_sha256=header.pixel_sha256, file_sha256=header.file_sha256, patient_digest=header.patient_digest,
            fingerprint=self.method.fingerprint, before=before,
        )  # fmt: skip


def _same_film(was: RadiographRecord | None, now: Header) -> bool:
    """Tell whether the same pixels are the same film: spacing and age grow the allowed regions, a body part asks for clearer pixels."""
    of = (was.pixel_spacing_mm, was.tags.body_part, was.tags.age_band) if was and was.tags else None
    return of == (now.pixel_spacing_mm, now.tags.body_part, now.tags.age_band)
