"""The record of one film (contract, section 3). This package alone spells its keys; all others use attributes.

Coordinates are source pixels of the film as stored, origin top left, x to the right, boxes half-open. Unknown is null; what was not
computed is null, and ``reasons`` beside it says why.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from audit.records.agreement import check_labels, check_outlines, check_regions, check_transplants, check_verdicts
from audit.records.challenges import ChallengeRecord, NotRunRecord, RegionRecord, TransplantRecord
from audit.records.findings import FindingRecord, Verdict
from audit.records.method import MethodRecord
from audit.records.radiograph import RadiographRecord
from audit.records.typed import Probability, Reasons, Sha256, chosen, record

FILM_SCHEMA: Literal[4] = 4

NOT_COMPUTED = frozenset(
    {
        "seconds", "blobs", "code_version", "device", "dtype", "challenge_dtype", "patient_digest", "reason", "reasons", "sentence",
        "spacing_reason", "operating_point", "prevalence", "scope", "verdict_sentence",
        "called",
    }
)  # fmt: skip
"""Keys of what film and method do not decide: when, where and by which version it was computed, by whose key, and in which words.

An operating point's name is a word, too: what it stands for are thresholds. So is the prevalence, which decides nothing. How often a
program was called, and how well it repeats itself, is its own affair.
"""


@record
class SecondsRecord:
    """Where the time of a film went; null where it was not measured."""

    reading: Annotated[float, Field(ge=0)] | None = None
    engine: Annotated[float, Field(ge=0)] | None = None


@record
class InputCheckRecord:
    """What the input check says of a film.

    Attributes:
        rotate_clockwise: Degrees by which the film must be rotated clockwise to stand upright.
        upright: Probability that this is 0.
        mirrored: That left and right are exchanged; a question for a person.
        inverted: That white and black are exchanged in the film as its header spells it.
        chest: That it is a frontal chest film at all.
    """

    rotate_clockwise: int
    upright: Probability
    mirrored: Probability
    inverted: Probability
    chest: Probability


@record
class CalledRecord:
    """How a program was called for score and occlusion map of the film; in a certificate, for the certificate.

    Attributes:
        version: Of the classifier, as its manifest gives it.
        calls: How many.
        unanswered: How many of them gave no score.
        repeat: By how much log-odds of the same film differed at most when it was asked again; null where it did not answer again.
        step: In which its probabilities come; null where they come in no steps.
        resolution: Of each label, the smallest change of log-odds that such steps can show; null as for the step.
        clipped: Labels whose log-odds were bounded.
    """

    version: str
    calls: Annotated[int, Field(ge=0)]
    unanswered: Annotated[int, Field(ge=0)]
    repeat: Annotated[float, Field(ge=0)] | None = None
    step: Annotated[float, Field(gt=0, le=1)] | None = None
    resolution: tuple[float, ...] | None = None
    clipped: tuple[str, ...] = ()


@record
class ClassifierRecord:
    """The classifier whose scores were audited.

    Attributes:
        weights_sha256: Of the weights; of the program's file where the classifier can only be called.
        called: Null for a network.
        operating_point: Name of the point at which it decided; null where the entry does not tell it, or its only point has no name.
    """

    name: str
    weights_sha256: Sha256
    labels: tuple[str, ...]
    grid: tuple[int, int]
    device: str
    dtype: str
    challenge_dtype: str
    kind: Literal["network", "external"]
    operating_point: str | None = None
    called: CalledRecord | None = None


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
class CutOffRecord:
    """A lung that goes on beyond an edge of the film, along a share of its breadth."""

    lung: Annotated[str, chosen("lung")]
    edge: Annotated[str, chosen("edge")]
    share: float


@record
class AnatomyRecord:
    """The film's anatomy.

    Attributes:
        heart_area_share: Of the film, over the lungs too; before method 4 no heart was looked for.
        cardiothoracic_ratio: Width of the heart by inner width of the thorax; before method 4 it was not measured.
        cut_off: Lungs that the film does not show whole; before method 3 none was looked for.
        reasons: Why quality, heart_area_share, cardiothoracic_ratio or frame is null.
    """

    quality: QualityRecord | None
    lung_area_share: float
    heart_area_share: Annotated[float, Field(gt=0)] | None = None
    cardiothoracic_ratio: Annotated[float, Field(gt=0)] | None
    cut_off: tuple[CutOffRecord, ...] = ()
    frame: FrameRecord | None
    reasons: Reasons

    @property
    def not_assessable(self) -> str | None:
        """Why nothing is said that rests on the lungs; None where the quality check was passed, or not yet made."""
        return self.quality.reason if self.quality else None


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
    """What is kept beside the record, by hash; it may be purged, with a signed tombstone.

    Attributes:
        heart: Null where it was not found; before method 4 it was not looked for.
        outlines: Masks of the challenged regions on the film's canonical grid, in their order; none before method 5.
    """

    signed_maps: MapsBlob
    lungs: PictureBlob
    heart: PictureBlob | None = None
    allowed: RegionsBlob | None
    outlines: tuple[PictureBlob, ...]

    def named(self) -> dict[str, str]:
        """Return the hash of each blob by its role."""
        always = {"lungs": self.lungs.sha256, "signed_maps": self.signed_maps.sha256}
        optional = {"allowed": self.allowed, "heart": self.heart} | {f"outline_{n}": one for n, one in enumerate(self.outlines)}
        return always | {name: blob.sha256 for name, blob in optional.items() if blob}


@record
class FilmRecord:
    """One film: screened, refused or failed. Whether its parts agree is checked when it is written and when it is read.

    Attributes:
        code, reason: Why it was not screened, for people and for machines.
        method: By what it was, or would have been, screened.
        radiograph: Null where not even the file's hash is known.
        not_run: Fillers that could not be run.
        transplants: Null where they were not asked for, and in entries from before they were made.
        verdict: The worst of the findings'; null for a film that was not screened, and where the findings have none.
        findings: Every label, in the classifier's order; null for a film that was not screened.
    """

    schema: Literal[4] = FILM_SCHEMA
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
    not_run: tuple[NotRunRecord, ...] = ()
    transplants: tuple[TransplantRecord, ...] | None = None
    verdict: Verdict | None = None
    findings: tuple[FindingRecord, ...] | None = None
    blobs: BlobsRecord | None = None

    def __post_init__(self) -> None:
        """Check parts against the status.

        Raises:
            ValueError: A screened film lacks what a screening finds, or another one has it or lacks its reason.
        """
        found = (self.radiograph, self.input_check, self.classifier, self.anatomy, self.findings, self.blobs)
        if self.status == "screened":
            if None in found or (self.code, self.reason) != (None, None):
                raise ValueError("a screened film has all that a screening finds, and no reason against it")
        elif None in (self.code, self.reason) or (self.classifier, self.anatomy, self.findings, self.blobs) != (None, None, None, None):
            raise ValueError("a film that was not screened has a reason, and nothing that a screening finds")

    @model_validator(mode="after")
    def _check_agreement(self) -> Self:
        check_regions(self.regions, self.challenges, self.not_run, self.findings or ())
        check_transplants(self.transplants or (), self.regions, self.findings or ())
        check_verdicts(self.verdict, self.findings or ())
        check_outlines(self.regions, [one.sha256 for one in self.blobs.outlines] if self.blobs else ())
        if self.findings is not None and self.classifier and self.blobs:
            check_labels(self.findings, self.classifier.labels, self.blobs.signed_maps.shape[0])
        return self
