"""What the log tells of one screened film, as far as a cohort asks: plain values, small enough to hold a hundred thousand."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from statistics import median

from audit.log.store import Excerpted
from audit.records.excerpt import FilmExcerpt, FindingExcerpt, RadiographExcerpt
from audit.records.radiograph import TagsRecord
from audit.records.verdicts import DEPENDENT_ON_OUTSIDE, WORST_FIRST

TAGS = (
    "view", "sex", "age", "manufacturer", "model", "station", "institution", "body part", "patient position", "burned-in annotation",
)  # fmt: skip
"""What the log knows of each film, by the names of the attributes; ages are decades."""

_NO_TAGS = TagsRecord()
_VERDICTS = {verdict: at for at, verdict in enumerate(WORST_FIRST)}
_MONTH = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Decided:
    """One finding of one film; see ``audit.cohort.cohort.Decisions``.

    Attributes:
        verdict: Index into ``WORST_FIRST``; -1 where there is none.
        enrichment, largest_delta: None where there is none.
        zone: Of the region that decides a verdict *dependent on outside*; None where there is none.
    """

    logit: float
    positive: bool
    verdict: int
    enrichment: float | None
    largest_delta: float | None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class FilmRow:
    """One screened film.

    Attributes:
        seq, time_utc: Of its entry.
        subject: Keyed hash of the path that the film was read from.
        classifier: Its name and the SHA-256 of its weights.
        fingerprint: Of the method; None where an entry of an earlier schema does not tell it.
        labels: Of the classifier, in its order.
        patient: Keyed hash of the patient's identifier; None where it is not known.
        month: Of acquisition, counted from year 0 (12 · year + month - 1); -1 where it is unknown.
        quality: Of the lung segmentation, 0 to 1; None where it is unknown.
        lung_area_share: Of the film.
        tags: In the order of ``TAGS``; None is unknown.
        decided: A finding a label.
    """

    seq: int
    time_utc: str
    subject: str
    classifier: tuple[str, str]
    fingerprint: str | None
    labels: tuple[str, ...]
    sop_instance_uid: str | None
    study_instance_uid: str | None
    file_sha256: str
    pixel_sha256: str | None
    patient: str | None
    month: int
    quality: float | None
    lung_area_share: float
    tags: tuple[str | None, ...]
    decided: tuple[Decided, ...]

    @property
    def film(self) -> tuple[str, str | None]:
        """What makes two entries entries of one film: the same instance with the same pixels, or without an instance the same file."""
        return (self.sop_instance_uid, self.pixel_sha256) if self.sop_instance_uid else (self.file_sha256, None)


def film_row(entry: Excerpted) -> FilmRow:
    """Return the row of an entry of a screened film."""
    record = entry.film
    assert record, "asked of screened films alone"
    film, used, anatomy = record.radiograph, record.classifier, record.anatomy
    tags = film.tags or _NO_TAGS
    return FilmRow(
        seq=entry.seq, time_utc=entry.time_utc, subject=entry.subject, classifier=(used.name, used.weights_sha256),
        fingerprint=record.method.fingerprint,
        labels=used.labels, sop_instance_uid=film.sop_instance_uid, study_instance_uid=film.study_instance_uid,
        file_sha256=film.file_sha256, pixel_sha256=film.pixel_sha256, patient=film.patient_digest, month=month_of(tags.acquisition_month),
        quality=anatomy.quality.score if anatomy.quality else None, lung_area_share=anatomy.lung_area_share,
        tags=_tags(film, tags), decided=_decided(record),
    )  # fmt: skip


def month_of(text: str | None) -> int:
    """Return a month as "2026-01" or "202601", counted from year 0; -1 where it is none."""
    found = _MONTH.match(text or "")
    return 12 * int(found[1]) + int(found[2]) - 1 if found else -1


def _tags(film: RadiographExcerpt, tags: TagsRecord) -> tuple[str | None, ...]:
    return (
        film.view, tags.sex, tags.age_band, tags.manufacturer, tags.model, tags.station, tags.institution, tags.body_part,
        tags.patient_position, tags.burned_in,
    )  # fmt: skip


def _decided(record: FilmExcerpt) -> tuple[Decided, ...]:
    hot_spots = {region.id for region in record.regions if region.removed is None}
    zones = {region.id: sys.intern(region.zone) for region in record.regions if region.zone}
    return tuple(
        Decided(
            finding.logit, finding.positive, -1 if finding.verdict is None else _VERDICTS[finding.verdict],
            finding.attention.enrichment if finding.attention else None, _largest_delta(finding, hot_spots),
            zones.get(finding.deciding_region) if finding.verdict == DEPENDENT_ON_OUTSIDE and finding.deciding_region is not None else None,
        )
        for finding in record.findings
    )  # fmt: skip


def _largest_delta(finding: FindingExcerpt, hot_spots: set[int]) -> float | None:
    """Return Δ, median over the fillers, of the hot spot where it is largest, of either sign; entries before method 5 have one filler."""
    deltas = (
        median(one.delta_logit for one in test.fillers) if test.fillers else test.delta_logit
        for test in finding.tests
        if test.region in hot_spots
    )
    return max(deltas, key=abs, default=None)
