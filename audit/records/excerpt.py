"""What a cohort asks of a screened film's record: a part of it, read without the rest, which is most of it.

What is not named here is passed over unread. That an entry is what its hash says was checked before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeVar, dataclass_transform

from pydantic import ConfigDict

from audit.records.agreement import check_labels, check_verdicts
from audit.records.film import FrameRecord, MapsBlob, RegionsBlob
from audit.records.radiograph import TagsRecord
from audit.records.typed import Sha256

T = TypeVar("T")

_CONFIG = ConfigDict(extra="ignore", strict=True, allow_inf_nan=False)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def excerpt(cls: type[T]) -> type[T]:
    """Make a frozen dataclass that is read from a larger object of JSON: as strictly as a record, and without what it does not name."""
    cls.__pydantic_config__ = _CONFIG  # type: ignore[attr-defined]
    made: Any = dataclass(frozen=True, kw_only=True, slots=True)(cls)
    return made  # type: ignore[no-any-return]


@excerpt
class FillerTestExcerpt:
    """Of ``FillerTestRecord``."""

    delta_logit: float


@excerpt
class TestExcerpt:
    """Of ``TestRecord``."""

    __test__ = False

    region: int
    fillers: tuple[FillerTestExcerpt, ...]
    delta_logit: float


@excerpt
class AttentionExcerpt:
    """Of ``AttentionRecord``."""

    enrichment: float | None


@excerpt
class AllowedRegionExcerpt:
    """Of ``AllowedRegionRecord``."""

    name: str
    known: bool


@excerpt
class FindingExcerpt:
    """Of ``FindingRecord``."""

    label: str
    logit: float
    positive: bool
    attention: AttentionExcerpt | None
    allowed_region: AllowedRegionExcerpt | None
    tests: tuple[TestExcerpt, ...]
    verdict: str | None
    deciding_region: int | None
    scope: str | None


@excerpt
class RegionExcerpt:
    """Of ``RegionRecord``."""

    id: int
    zone: str | None
    removed: str | None = None


@excerpt
class RadiographExcerpt:
    """Of ``RadiographRecord``."""

    file_sha256: Sha256
    pixel_sha256: Sha256 | None = None
    sop_instance_uid: str | None = None
    study_instance_uid: str | None = None
    patient_digest: str | None = None
    view: str | None = None
    tags: TagsRecord | None = None


@excerpt
class ClassifierExcerpt:
    """Of ``ClassifierRecord``."""

    name: str
    weights_sha256: Sha256
    labels: tuple[str, ...]


@excerpt
class QualityExcerpt:
    """Of ``QualityRecord``."""

    score: float
    reason: str | None


@excerpt
class AnatomyExcerpt:
    """Of ``AnatomyRecord``."""

    quality: QualityExcerpt | None
    lung_area_share: float
    frame: FrameRecord | None


@excerpt
class MethodExcerpt:
    """Of ``MethodRecord``."""

    fingerprint: str | None


@excerpt
class BlobsExcerpt:
    """Of ``BlobsRecord``."""

    signed_maps: MapsBlob
    allowed: RegionsBlob | None


@excerpt
class FilmExcerpt:
    """Of the ``FilmRecord`` of a screened film; labels, maps and verdicts are checked as there."""

    schema: Literal[4]
    status: Literal["screened"]
    radiograph: RadiographExcerpt
    method: MethodExcerpt
    classifier: ClassifierExcerpt
    anatomy: AnatomyExcerpt
    regions: tuple[RegionExcerpt, ...]
    verdict: str | None
    findings: tuple[FindingExcerpt, ...]
    blobs: BlobsExcerpt

    def __post_init__(self) -> None:
        """Check that labels, maps and verdicts agree.

        Raises:
            ValueError: They do not.
        """
        check_labels(self.findings, self.classifier.labels, self.blobs.signed_maps.shape[0])
        check_verdicts(self.verdict, self.findings)
