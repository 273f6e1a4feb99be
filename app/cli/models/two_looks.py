"""Films that are looked at twice for a reference and its calibration: read, asked of the engine, read again, asked again."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import Progress

from app.cli.films import answered
from app.workers.job import Workers
from app.workers.messages import Outcome, Refused, Result, Task
from app.workers.tasks.collect import CollectReference
from app.workers.tasks.control_places import NOT_LENT, FillControlPlaces
from audit.counted import counted
from models.values.radiograph import Radiograph
from models.values.regions import RegionTable

if TYPE_CHECKING:  # scipy is not wanted before a command needs it.
    from models.attention.reference.films import Films
    from models.challenge.calibration.calibration import Calibration
    from models.challenge.fillers.donors import Donor
    from models.screening.collected import Collected
    from models.screening.review import SecondLook

_SAME = "It is the same film as another."
_SAME_PATIENT = "Another film of the same patient is in the reference."
_CANNOT_SERVE = "It is no upright frontal chest film, or its lung segmentation failed its quality check."
_REASONS = 3
_CHANGED = "The file was changed since it was first looked at; it stays in the reference and is not in the calibration."


@dataclass(frozen=True)
class FirstLook:
    """What a first look at films keeps.

    Attributes:
        paths: Of the films that serve.
        parts: What the reference keeps of each.
        donors: Those that the calibration keeps; never more than that are held.
    """

    paths: tuple[Path, ...]
    parts: tuple[Films, ...]
    donors: tuple[Donor, ...]


@dataclass(frozen=True)
class TwoLooks:
    """Looks at films of one classifier.

    Attributes:
        classifier: Its name.
        table: Of allowed regions; None is the shipped one.
        key: Names patients in headers by a keyed hash.
        pool: Reads and computes.
        bar: Shows the progress.
    """

    classifier: str
    table: RegionTable | None
    key: bytes
    pool: Workers
    bar: Progress
    _seen: set[str] = field(default_factory=set)
    _patients: set[str] = field(default_factory=set)
    _unscored: Counter[str] = field(default_factory=Counter)

    @property
    def unscored(self) -> str | None:
        """How many films were left out, at either look, since the classifier gave no score, and why, in a sentence; None where none."""
        if not self._unscored:
            return None
        count = self._unscored.total()
        reasons = " ".join(f"{why} ({times} ×)" if count > 1 else why for why, times in self._unscored.most_common(_REASONS))
        return f"The classifier gave no score for {counted(count, 'film')}. {reasons}"

    def first(self, films: Sequence[Path]) -> FirstLook:
        """Collect what is kept of films; one that is no film, cannot serve or is of a patient that is there is left out, and told."""
        from models.challenge.calibration.bank import bank

        paths, parts, donors = list[Path](), list["Films"](), tuple["Donor", ...]()
        rows = answered(
            films, self._collect, pool=self.pool, bar=self.bar, doing="looking where the classifier looks", patient_key=self.key
        )
        for path, found in rows:
            kept: Collected = found
            paths.append(path)
            parts.append(kept.films)
            donors = bank([*donors, *kept.donors])
        return FirstLook(tuple(paths), tuple(parts), donors)

    def second(self, films: Sequence[Path], filling: Calibration) -> dict[Path, SecondLook]:
        """Fill in control places and regions of the films that serve.

        Args:
            films: The paths of the first look.
            filling: Donors and spread.
        """
        name = secrets.token_hex(8)

        def asked(film: Radiograph) -> Outcome:
            if film.header.pixel_sha256 not in self._seen:
                return Refused(0, "changed", _CHANGED)
            outcome = self._fill(FillControlPlaces((film,), self.classifier, name, self.table))
            if isinstance(outcome, Refused) and outcome.code == NOT_LENT:
                outcome = self._fill(FillControlPlaces((film,), self.classifier, name, self.table, filling))
            return self._scored(outcome)

        doing = "filling in places where nothing matters"
        return dict(answered(films, asked, pool=self.pool, bar=self.bar, doing=doing, patient_key=self.key))

    def _scored(self, outcome: Outcome) -> Outcome:
        """Refuse, and count, a film that the classifier gave no score for."""
        if not isinstance(outcome, Result) or not outcome.payload.unscored:
            return outcome
        (why,) = outcome.payload.unscored
        self._unscored[why] += 1
        return Refused(0, "no_score", why)

    def _fill(self, asked: FillControlPlaces) -> Outcome:
        return self.pool.submit(Task.CONTROL_PLACES, asked).result()

    def _collect(self, film: Radiograph) -> Outcome:
        """Refuse a film that is the same as one before it or of the same patient, and one of which nothing can be kept."""
        if film.header.pixel_sha256 in self._seen:
            return Refused(0, "duplicate", _SAME)
        self._seen.add(film.header.pixel_sha256)
        patient = film.header.patient_digest
        if patient in self._patients:
            return Refused(0, "duplicate", _SAME_PATIENT)
        outcome = self._scored(self.pool.submit(Task.COLLECT, CollectReference((film,), self.classifier, self.table)).result())
        if isinstance(outcome, Result) and not len(outcome.payload.films.logits):
            return Refused(0, "not_assessable", _CANNOT_SERVE)
        if patient and isinstance(outcome, Result):
            self._patients.add(patient)
        return outcome
