"""The record of one film (contract, section 3). This package alone spells its keys; all others use attributes.

Coordinates are source pixels of the film as stored, origin top left, x to the right, boxes half-open. Unknown is null; what was not
computed is null, and ``reasons`` beside it says why.
"""

from __future__ import annotations

from typing import Annotated, Literal

from audit.records.challenges import ChallengeRecord, RegionRecord
from audit.records.findings import FindingRecord, Verdict
from audit.records.method import MethodRecord
from audit.records.radiograph import RadiographRecord
from audit.records.typed import Reasons, Sha256, chosen, record

FILM_SCHEMA: Literal[2] = 2


@record
class SecondsRecord:
    """Where the time of a film went; null where it was not measured."""

    reading: float | None = None
    engine: float | None = None


@record
class InputCheckRecord:
    """What the input check says of a film; probabilities in [0, 1].

    Attributes:
        rotate_clockwise: Degrees by which the film must be rotated clockwise to stand upright.
        upright: Probability that this is 0.
        mirrored: That left and right are exchanged; a question for a person.
        inverted: That white and black are exchanged in the film as its header spells it.
        chest: That it is a frontal chest film at all.
    """

    rotate_clockwise: Literal[0, 90, 180, 270]
    upright: float
    mirrored: float
    inverted: float
    chest: float


@record
class ClassifierRecord:
    """The classifier whose scores were audited."""

    name: str
    weights_sha256: Sha256
    labels: tuple[str, ...]
    grid: tuple[int, int]
    device: str
    dtype: str
    challenge_dtype: str
    kind: Literal["network", "external"]


@record
class QualityRecord:
    """The quality check of the lung segmentation.

    Attributes:
        score: The Dice coefficient with a person's segmentation that is expected.
        parts: What it rests on, each 0 to 1, 1 best.
        reason: Why the film is not assessable; null where the check was passed.
    """

    score: float
    parts: dict[str, float]
    reason: str | None


@record
class FrameRecord:
    """The registration to the lung frame: outlines of both lungs in source pixels, and how well they were met."""

    landmarks: tuple[tuple[float, float], ...]
    source: tuple[int, int]
    error: float
    missing: tuple[float, float]


@record
class AnatomyRecord:
    """The film's anatomy.

    Attributes:
        reasons: Why cardiothoracic_ratio or frame is null.
    """

    quality: QualityRecord
    lung_area_share: float
    cardiothoracic_ratio: float | None
    frame: FrameRecord | None
    reasons: Reasons


@record
class MapsBlob:
    """The signed maps of all labels: K×h×w of a type, with the film's rectangle in grid coordinates."""

    sha256: Sha256
    dtype: str
    shape: tuple[int, int, int]
    film: tuple[float, float, float, float]


@record
class PictureBlob:
    """A mask as a picture of one bit a pixel."""

    sha256: Sha256
    type: str


@record
class RegionsBlob:
    """The allowed regions of several rows of the table as one picture, one under the other."""

    sha256: Sha256
    type: str
    regions: tuple[str, ...]


@record
class BlobsRecord:
    """What is kept beside the record, by hash; it may be purged, with a signed tombstone."""

    signed_maps: MapsBlob
    lungs: PictureBlob
    allowed: RegionsBlob | None

    def named(self) -> dict[str, str]:
        """Return the hash of each blob by its role."""
        always = {"lungs": self.lungs.sha256, "signed_maps": self.signed_maps.sha256}
        return always | ({"allowed": self.allowed.sha256} if self.allowed else {})


@record
class FilmRecord:
    """One film: screened, refused or failed.

    Attributes:
        code, reason: Why it was not screened, for people and for machines.
        method: By what it was, or would have been, screened.
        radiograph: Null where not even the file's hash is known.
        findings: Every label, in the classifier's order; null for a film that was not screened.
    """

    schema: Literal[2] = FILM_SCHEMA
    status: Literal["screened", "refused", "failed"]
    code: Annotated[str, chosen("code")] | None = None
    reason: str | None = None
    seconds: SecondsRecord
    radiograph: RadiographRecord | None = None
    method: MethodRecord
    input_check: InputCheckRecord | None = None
    classifier: ClassifierRecord | None = None
    anatomy: AnatomyRecord | None = None
    regions: tuple[RegionRecord, ...] = ()
    challenges: tuple[ChallengeRecord, ...] = ()
    verdict: Verdict | None = None
    findings: tuple[FindingRecord, ...] | None = None
    blobs: BlobsRecord | None = None
