"""Bodies as the log takes them, with values that tests know; each of the type that its kind of entry has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from audit.records.challenges import ChallengeRecord, NotRunRecord, RegionRecord
from audit.records.events import SelfCheckRecord
from audit.records.film import (
    AnatomyRecord,
    BlobsRecord,
    ClassifierRecord,
    FilmRecord,
    InputCheckRecord,
    MapsBlob,
    PictureBlob,
    QualityRecord,
    SecondsRecord,
)
from audit.records.findings import AttentionRecord, FillerTestRecord, FindingRecord, HotSpotRecord, PeakRecord, TestRecord
from audit.records.fingerprint import method_record
from audit.records.radiograph import RadiographRecord, TagsRecord
from audit.records.verdicts import NO_OUTSIDE_DEPENDENCE_FOUND, worst

_BOX = (10, 20, 30, 40)
METHOD = method_record(
    number=1, parameters={"controls": 19, "filler_noise": 0.01}, regions_sha256="1" * 64, gate_sha256="2" * 64, reference_sha256=None,
    calibration_sha256=None, networks={"classifier": "d" * 64, "lungs": "e" * 64}, manifests={"classifier": "c" * 64}, code_version="0",
)  # fmt: skip
FINGERPRINT = METHOD.fingerprint or ""


NO_BLOBS = {"lungs": "1" * 64, "signed_maps": "2" * 64, "outline_0": "4" * 64, "outline_1": "5" * 64}
"""Names of what is not kept."""
FILLERS = ("noisy_linear", "kept_blur", "registered_donor")
_SHARES = (1.125, 1.0, 0.875)
"""What each filler does, as a share of their mean."""


def screened_film(number: int, *, blobs: Mapping[str, str] = NO_BLOBS) -> FilmRecord:
    """A screened film whose labels are Mass, positive, tested on two regions and dependent on the first, and Nodule, not challenged.

    Args:
        number: Tells this film from others by its pixels, its UID, its maker, its view and its numbers.
        blobs: SHA-256 by "lungs" and "signed_maps", and by "outline_0" and "outline_1" where these are kept.
    """
    tags = TagsRecord(sex="F", age_band="40-49", manufacturer=f"Maker {number % 3}", model="M", station="S", institution="Clinic")
    film = RadiographRecord(
        file_sha256="b" * 64, pixel_sha256=str(number % 10) * 64, rows=512, columns=512, sop_instance_uid=f"1.2.3.{number}",
        study_instance_uid="1.2", patient_digest="9" * 64, pixel_spacing_mm=0.143, view=("PA", "AP")[number % 2], tags=tags,
    )  # fmt: skip
    maps = MapsBlob(sha256=blobs["signed_maps"], dtype="float16", shape=(2, 20, 20), film=(0.0, 0.0, 20.0, 20.0))
    return FilmRecord(
        status="screened", seconds=SecondsRecord(reading=0.25, engine=1.5), radiograph=film, method=METHOD,
        input_check=InputCheckRecord(rotate_clockwise=0, upright=1.0, mirrored=0.0, inverted=1e-9, chest=0.99),
        classifier=ClassifierRecord(
            name="embedded", weights_sha256="d" * 64, labels=("Mass", "Nodule"), grid=(20, 20), device="cpu", dtype="float32",
            challenge_dtype="float32", kind="network",
        ),
        anatomy=AnatomyRecord(
            quality=QualityRecord(score=0.96, parts={"area": 1.0}, reason=None), lung_area_share=0.3, cardiothoracic_ratio=None, frame=None,
            reasons={"cardiothoracic_ratio": "Not measured.", "frame": "Next to no lung was found."},
        ),
        regions=(_region(0, "non_anatomical", blobs), _region(1, "plausible_context", blobs)),
        challenges=(*_challenges(0, 0.75 + number), *_challenges(1, 9.0)[:2]),
        not_run=(NotRunRecord(filler=FILLERS[2], region=1, sentence="No donor film covers this place."),), verdict="dependent_on_outside",
        findings=(_finding("Mass", _test(0, 0.75 + number, lost=True), _test(1, 9.0, lost=False)), _finding("Nodule")),
        blobs=BlobsRecord(
            signed_maps=maps, lungs=PictureBlob(sha256=blobs["lungs"], type="image/png"), allowed=None,
            outlines=tuple(PictureBlob(sha256=name, type="image/png") for role, name in blobs.items() if role.startswith("outline")),
        ),
    )  # fmt: skip


def refused_film(file_sha256: str | None) -> FilmRecord:
    """A refused file of which no more than its hash is known."""
    known = RadiographRecord(file_sha256=file_sha256) if file_sha256 else None
    return FilmRecord(
        status="refused", code="truncated", reason="It is cut off.", seconds=SecondsRecord(reading=0.5), radiograph=known, method=METHOD
    )


def ended_film(record: FilmRecord, status: Literal["refused", "failed"]) -> FilmRecord:
    """The same film, which was read and then refused, or failed."""
    return replace(
        record, status=status, code="rotated", reason="It is rotated.", classifier=None, anatomy=None, regions=(), challenges=(),
        not_run=(), verdict=None, findings=None, blobs=None,
    )  # fmt: skip


def judged_film(record: FilmRecord, *verdicts: str | None) -> FilmRecord:
    """The same film with other verdicts of its findings."""
    scopes = ("Not all was tested." if verdict == NO_OUTSIDE_DEPENDENCE_FOUND else None for verdict in verdicts)
    findings = tuple(
        replace(finding, verdict=verdict, scope=scope)
        for finding, verdict, scope in zip(record.findings or (), verdicts, scopes, strict=True)
    )
    return replace(record, findings=findings, verdict=worst((finding.verdict, finding.positive) for finding in findings))


def of_patient(record: FilmRecord, digest: str | None) -> FilmRecord:
    """The same film of another patient."""
    assert record.radiograph is not None
    return replace(record, radiograph=replace(record.radiograph, patient_digest=digest))


def self_check(sentence: str = "All passed.") -> SelfCheckRecord:
    """The body of an entry of no film, which may be as long as its sentence."""
    return SelfCheckRecord(
        sentence=sentence, code_version="0", passed=True, items=(), weights={}, device=None, kept_sha256="3" * 64, python="3", libraries={}
    )


def _finding(label: str, *tests: TestRecord) -> FindingRecord:
    attention = AttentionRecord(
        share_outside=0.625, area_outside=0.5, enrichment=0.25, resolution_floor=0.1, focal_excess=None,
        peak=PeakRecord(x=15.0, y=30.5, inside=False, distance_mm=3.0, distance_px=21.0),
        hot_spots=(HotSpotRecord(box=_BOX, share=0.5, zone="corner", holds="text"),), decomposition=None,
        reasons={"focal_excess": "No reference.", "decomposition": "The classifier's head is not linear."},
    )  # fmt: skip
    return FindingRecord(
        label=label, logit=-1.5, probability=0.1824, threshold=0.1 if tests else 0.5, positive=bool(tests),
        attention=attention if tests else None, allowed_region=None, challenged="positive" if tests else "not_challenged", tests=tests,
        verdict="dependent_on_outside" if tests else "not_challenged",
        verdict_sentence="The score falls when the corner is filled in." if tests else "Below threshold, and not sampled.",
        deciding_region=0 if tests else None, scope=None, sentence=None, reasons={} if tests else {"attention": "Below threshold."},
    )  # fmt: skip


def _test(region: int, delta: float, *, lost: bool) -> TestRecord:
    fillers = tuple(
        FillerTestRecord(
            filler=filler, delta_logit=share * delta, probability=0.0625, decision_changed=lost, p=0.0025, p_adjusted=0.005,
            controls_n=400, floor=0.5, supports=lost,
        )
        for filler, share in zip(FILLERS, _SHARES, strict=True)
    )  # fmt: skip
    return TestRecord(
        region=region, place=("non_anatomical", "plausible_context")[region], tested=True, fillers=fillers[: 3 - region], delta_logit=delta,
        spread=0.125, delta_probability=0.1, share_of_margin=0.5, decision_changed=lost, fillers_agree=lost, p=0.0025, p_adjusted=0.005,
        controls_n=400, reasons={},
    )  # fmt: skip


def _region(number: int, place: str, blobs: Mapping[str, str]) -> RegionRecord:
    outline = blobs.get(f"outline_{number}")
    return RegionRecord(
        id=number, place=place, box=_BOX, area_share=0.0625, zone="corner", holds="text", outline=outline, of=("Mass",),
        reasons={} if outline else {"outline": "Not kept."},
    )  # fmt: skip


def _challenges(region: int, delta: float) -> tuple[ChallengeRecord, ...]:
    return tuple(
        ChallengeRecord(
            region=region, kind="local_removal", filler=filler, ood_cost=0.125, delta_logit={"Mass": share * delta, "Nodule": 0.25},
            controls=None, reasons={"controls": "Not made."},
        )
        for filler, share in zip(FILLERS, _SHARES, strict=True)
    )  # fmt: skip
