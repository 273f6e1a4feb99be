"""What one classifier found on each film: the last screening counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from audit.records.method import MethodRecord

_CLASSIFIER, _LUNGS = "classifier", "lungs"


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of one film.

    Attributes:
        share_outside: Of its map; None where there is none.
        flagged: Whether its map is unusual outside; None where that was not judged.
    """

    probability: float
    positive: bool
    share_outside: float | None
    flagged: bool | None

    @classmethod
    def of(cls, finding: FindingRecord) -> Self:
        """Return what a record tells."""
        attention = finding.attention
        excess = attention.focal_excess if attention else None
        share = attention.share_outside if attention else None
        return cls(finding.probability, finding.positive, share, excess.flagged if excess else None)


@dataclass(frozen=True, slots=True)
class ScreenedFilm:
    """One film.

    Attributes:
        patient: Keyed hash of the patient's identifier; None where it is not known.
        computation: Hash of what the classifier's manifest said; None where the entry does not tell.
        method: All else that maps and regions were judged by.
        findings: By label.
    """

    patient: str | None
    computation: str | None
    method: tuple[object, ...]
    findings: Mapping[str, Found]


@dataclass
class Screenings:
    """The films that one classifier screened, gathered from a log's records, oldest first.

    Attributes:
        weights: The SHA-256 of its weights, or how it begins.
        computations: Hashes of what its manifest may have said; None takes any.
        films: By the hash of their pixels.
        seen: The whole hashes of weights that begin so.
        otherwise: How many screenings with these weights were left out, since the manifest was another.
    """

    weights: str
    computations: frozenset[str] | None = None
    films: dict[str, ScreenedFilm] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    otherwise: int = 0

    def add(self, record: FilmRecord) -> None:
        """Take a record, where it is of this classifier."""
        used, film = record.classifier, record.radiograph
        if not (used and film and film.pixel_sha256 and record.findings and used.weights_sha256.startswith(self.weights)):
            return
        computation = record.method.manifests.get(_CLASSIFIER)
        self.seen.add(used.weights_sha256)
        if self.computations is not None and computation is not None and computation not in self.computations:
            self.otherwise += 1
            return
        self.films[film.pixel_sha256] = ScreenedFilm(
            film.patient_digest, computation, _judged_by(record.method), {one.label: Found.of(one) for one in record.findings}
        )

    @property
    def decided_as(self) -> int:
        """In how many ways its manifest read on the films that count: another operating point is another way."""
        return len({film.computation for film in self.films.values()})


def _judged_by(method: MethodRecord) -> tuple[object, ...]:
    return method.number, method.regions_sha256, method.gate_sha256, method.networks.get(_LUNGS)
