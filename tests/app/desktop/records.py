"""Records made by hand, for what shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.desktop.film.known import KnownFilm
from app.desktop.film.news import News, news
from app.export.recorded_maps import RecordedMaps
from app.run.events import Event, FilmRecorded
from audit.log.store import Stored
from audit.records.challenges import ChallengeRecord, ControlsRecord, NotRunRecord, RegionRecord, SpreadRecord
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
from audit.records.findings import (
    AllowedRegionRecord,
    AttentionRecord,
    DecompositionRecord,
    FillerTestRecord,
    FindingRecord,
    HotSpotRecord,
    PeakRecord,
    TestRecord,
)
from audit.records.fingerprint import method_record
from audit.records.radiograph import RadiographRecord
from audit.records.verdicts import worst
from models.values.verdict import SCOPE

BEFORE = "Not kept by the version that wrote this entry."
BELOW = "Below threshold: no attention map and no perturbation test."
LABEL = "Pleural_Thickening"
ALLOWED = AllowedRegionRecord(name="pleura", known=True, tolerance_mm=15.0, spacing_known=True, reason="At the rim.")
SPOT = HotSpotRecord(box=(0, 0, 9, 9), share=0.4, zone="upper_left_corner", holds="text_or_marker")
CONTROLS = ControlsRecord(n=19, delta_logit={LABEL: SpreadRecord(mean=-0.001, spread=0.25, percentile=100.0, quantiles=None)})
METHOD = method_record(
    number=4, parameters={"seed": 7}, regions_sha256="c" * 64, gate_sha256="d" * 64, reference_sha256=None, calibration_sha256=None,
    networks={}, manifests={}, code_version="0.2.0",
)  # fmt: skip
CHECK = InputCheckRecord(rotate_clockwise=0, upright=1.0, mirrored=0.0, inverted=0.0, chest=1.0)
BLOBS = BlobsRecord(
    signed_maps=MapsBlob(sha256="1" * 64, dtype="float16", shape=(1, 2, 2), film=(0.0, 0.0, 2.0, 2.0)),
    lungs=PictureBlob(sha256="2" * 64, type="image/png"),
    allowed=None,
    outlines=(),
)
FILLERS = ("noisy_linear", "kept_blur", "registered_donor")
DECOMPOSITION = DecompositionRecord(
    total={"below_diaphragm": 0.25, "bias": -2.0, "elsewhere": 0.0, "left_lung": 1.0, "mediastinum": 0.5, "right_lung": -0.25},
    against={"below_diaphragm": -0.25, "bias": -2.0, "elsewhere": 0.0, "left_lung": 0.0, "mediastinum": 0.0, "right_lung": -0.5},
    reference={"right_lung": 0.5, "left_lung": 0.75, "mediastinum": 0.0, "below_diaphragm": 0.0, "elsewhere": 0.0, "bias": -2.0},
)


def attention(**changes: Any) -> AttentionRecord:
    """Return where a map lies, with one hot spot."""
    found = AttentionRecord(
        share_outside=0.5, area_outside=0.7, enrichment=-1.2, resolution_floor=0.06, focal_excess=None,
        peak=PeakRecord(x=1.0, y=1.0, inside=False, distance_mm=None, distance_px=12.4), hot_spots=(SPOT,), decomposition=DECOMPOSITION,
        reasons={"focal_excess": "No reference."},
    )  # fmt: skip
    return replace(found, **changes)


def tested(**changes: Any) -> TestRecord:
    """Return a test, as of an earlier method, that took the decision away."""
    found = TestRecord(
        region=0, place=None, tested=False, fillers=(), delta_logit=4.0, spread=None, delta_probability=0.7, share_of_margin=1.8,
        decision_changed=True, fillers_agree=None, p=None, p_adjusted=None, controls_n=19, reasons={},
    )  # fmt: skip
    return replace(found, **changes)


def finding(**changes: Any) -> FindingRecord:
    """Return a positive finding whose largest hot spot was tested."""
    found = FindingRecord(
        label=LABEL, logit=2.2, probability=0.9, threshold=0.5, prevalence=0.117, positive=True,
        attention=attention(), allowed_region=ALLOWED,
        challenged=None, tests=(tested(),), verdict=None, verdict_sentence=None, deciding_region=None, scope=None, sentence="Measured.",
        reasons={},
    )  # fmt: skip
    return replace(found, **changes)


def negative(**changes: Any) -> FindingRecord:
    """Return a finding below its threshold."""
    nothing = {"attention": None, "allowed_region": None, "tests": (), "sentence": None, "reasons": {"attention": BELOW}}
    return finding(**{"positive": False, "logit": -2.2, "probability": 0.1} | nothing | changes)


def quality(score: float = 0.961, reason: str | None = None) -> AnatomyRecord:
    """Return an anatomy whose segmentation passed its quality check, or did not for a reason."""
    checked = QualityRecord(score=score, parts={}, reason=reason)
    return AnatomyRecord(
        quality=checked, lung_area_share=0.3, heart_area_share=0.1, cardiothoracic_ratio=None, frame=None,
        reasons={"cardiothoracic_ratio": "Not measured: the view is AP."},
    )  # fmt: skip


def film(*findings: FindingRecord, **changes: Any) -> FilmRecord:
    """Return a screened film; its first region is a part of the largest hot spot."""
    found = findings or (finding(),)
    region = RegionRecord(
        id=0, place=None, box=(1, 2, 3, 4), area_share=None, zone=SPOT.zone, holds=SPOT.holds, outline=None, of=(LABEL,), reasons={}
    )
    challenge = ChallengeRecord(
        region=0, kind="local_removal", filler="noisy_linear", ood_cost=None, delta_logit={LABEL: 4.0}, controls=CONTROLS, reasons={}
    )
    used = ClassifierRecord(
        name="teaching", weights_sha256="e" * 64, labels=tuple(each.label for each in found), grid=(512, 512), device="cpu",
        dtype="float32", challenge_dtype="float32", kind="network",
    )  # fmt: skip
    whole = FilmRecord(
        status="screened", seconds=SecondsRecord(), radiograph=RadiographRecord(file_sha256="f" * 64), method=METHOD, input_check=CHECK,
        classifier=used, anatomy=quality(), regions=(region,), challenges=(challenge,), findings=found, blobs=BLOBS,
    )  # fmt: skip
    return replace(whole, **changes)


def filled(*, supports: bool = True, region: int = 0) -> TestRecord:
    """Return a test of all three fillers, which support that the score depends on the region, or do not."""
    deltas = (4.5, 4.0, 3.5) if supports else (0.25, 0.0, -0.25)
    fillers = tuple(
        FillerTestRecord(
            filler=filler, delta_logit=delta, probability=0.9 - 0.175 * delta, decision_changed=supports, p=0.0025 if supports else 0.5,
            p_adjusted=0.005 if supports else 1.0, controls_n=412, floor=0.75, supports=supports,
        )
        for filler, delta in zip(FILLERS, deltas, strict=True)
    )  # fmt: skip
    return tested(
        region=region, place="non_anatomical" if region == 0 else "plausible_context", tested=True, fillers=fillers,
        delta_logit=4.0 if supports else 0.0, spread=0.5 if supports else 0.25, delta_probability=0.7 if supports else 0.0,
        share_of_margin=1.8 if supports else 0.0, decision_changed=supports, fillers_agree=supports, p=0.0025 if supports else 0.5,
        p_adjusted=0.005 if supports else 1.0, controls_n=412,
    )  # fmt: skip


def judged(verdict: str = "dependent_on_outside") -> FilmRecord:
    """Return a film as the present method records it: two regions, three fillers of which one could not be run on the second.

    Its first finding has the verdict, and is tested on both regions; the second is tested on the second region and undetermined or as
    mild as the first; the third was not challenged.
    """
    decides = 0 if verdict in {"dependent_on_outside", "suppressed_by_outside", "dependent_on_plausible_context"} else None
    second = filled(supports=False, region=1)
    second = replace(second, fillers=second.fillers[:2])
    first = finding(
        challenged="positive", tests=(filled(supports=decides == 0), second), verdict=verdict, deciding_region=decides,
        verdict_sentence="The score falls from 0.90 to 0.20 when the upper left corner (text or marker) is filled in.",
        scope=SCOPE if verdict == "no_outside_dependence_found" else None,
    )  # fmt: skip
    mild = replace(
        first, label="Mass", challenged="near_threshold", tests=(second,), deciding_region=None,
        verdict="not_challenged" if verdict == "not_challenged" else "no_outside_dependence_found", scope=SCOPE,
        verdict_sentence="The score stays when the left border is filled in.",
    )  # fmt: skip
    unasked = negative(label="Nodule", challenged="not_challenged", verdict="not_challenged", verdict_sentence="Below threshold.")
    findings = (first, mild, unasked)
    labels = tuple(each.label for each in findings)
    regions = (
        RegionRecord(
            id=0, place="non_anatomical", box=SPOT.box, area_share=0.01, zone=SPOT.zone, holds=SPOT.holds, outline="3" * 64,
            of=(LABEL,), reasons={},
        ),
        RegionRecord(
            id=1, place="plausible_context", box=(0, 20, 9, 40), area_share=0.02, zone="left_border", holds="nothing_special",
            outline="4" * 64, of=(LABEL, "Mass"), reasons={},
        ),
    )  # fmt: skip
    challenges = tuple(
        ChallengeRecord(
            region=region, kind="local_removal", filler=filler, ood_cost=0.125, delta_logit=dict.fromkeys(labels, 0.25), controls=None,
            reasons={"controls": "Made when someone asks for them."},
        )
        for region in (0, 1)
        for filler in FILLERS[: 3 - region]
    )  # fmt: skip
    outlines = tuple(PictureBlob(sha256=region.outline or "", type="image/png") for region in regions)
    return film(
        *findings, method=replace(METHOD, number=5), regions=regions, challenges=challenges,
        not_run=(NotRunRecord(filler=FILLERS[2], region=1, sentence="No donor film covers this place."),),
        verdict=worst((each.verdict, each.positive) for each in findings),
        blobs=replace(BLOBS, signed_maps=replace(BLOBS.signed_maps, shape=(3, 2, 2)), outlines=outlines),
    )  # fmt: skip


def of_an_earlier_version() -> FilmRecord:
    """Return a record as an upgrade gives it, with everything null that the first shape did not keep."""
    spot = replace(SPOT, zone=None, holds=None)
    missing = dict.fromkeys(("focal_excess", "decomposition", "resolution_floor"), BEFORE)
    seen = attention(hot_spots=(spot,), resolution_floor=None, decomposition=None, reasons=missing)
    anatomy = replace(quality(), quality=None, reasons=dict.fromkeys(("quality", "frame", "cardiothoracic_ratio"), BEFORE))
    found = finding(attention=seen, allowed_region=None, sentence=None)
    return film(found, anatomy=anatomy, method=replace(METHOD, fingerprint=None, regions_sha256=None))


def ended(reason: str = "The film is upside down.", status: Any = "refused") -> FilmRecord:
    """Return the record of a film that was not screened."""
    return FilmRecord(status=status, code="rotated", reason=reason, seconds=SecondsRecord(), method=METHOD)


def entry(record: FilmRecord, seq: int = 3) -> Stored:
    """Return an entry of the log that holds a record."""
    return Stored(seq, "2026-11-21T10:11:12.000+00:00", "reviewer", record.status, "0" * 64, record, "b" * 64, b"")


def recorded(record: FilmRecord, path: Path = Path("a.dcm"), **changes: Any) -> FilmRecorded:
    """Return what a run says of a film that it recorded."""
    return replace(FilmRecorded(path, entry(record), already_recorded=False, film=None), **changes)


def known(record: FilmRecord, maps: RecordedMaps | None = None) -> KnownFilm:
    """Return what is known of a film that stands in the log."""
    return KnownFilm(record, maps, entry(record))


def told(event: Event, attended: Collection[Path] = ()) -> News:
    """Return the first that the window learns of an event."""
    return next(news(event, attended))
