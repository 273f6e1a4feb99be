"""What was found on a film, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np

from models.anatomy.heart import WITHOUT_LUNGS
from models.attention.film import Looked
from models.attention.reasons import BELOW_THRESHOLD, NO_LUNGS, ZERO_MAP
from models.attention.sentences import sentence
from models.grids.geometry import map_box
from models.regions.missing import missing
from models.screening.examination import Examination, Looks
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed
from models.values.challenge import GlobalRemovals
from models.values.finding import AllowedRegion, Finding
from models.values.quality import AnatomyFound
from models.values.regions import Region
from models.values.screening import Screening
from models.values.verdict import Why
from models.verdict.film import FilmVerdicts


def scored_screening(film: Examination, whys: Sequence[Why], looks: Looks, method: LoadedMethod, seconds: float) -> Screening:
    """Return the screening of a film without challenges.

    Args:
        film: With scores, maps and anatomy.
        whys: K, why each finding is challenged.
        looks: The maps that were described, by class.
        method: By what it was screened.
        seconds: Its share of the time so far.
    """
    classifier, segmentation, grid = method.classifier, film.segmentation, film.checked.canonical.geometry
    lungs = film.anatomy.lungs if film.anatomy else segmentation.organs.lungs(grid)
    heart = film.anatomy.heart if film.anatomy else None
    cells = (film.maps.shape[-2], film.maps.shape[-1])
    used = classifier.used_on(film.prepared, cells)
    anatomy = AnatomyFound(
        method.segmenter.manifest.weights_sha256, method.table.sha256, float((lungs > 0).mean()),
        float(heart.mask.mean()) if heart and heart.is_found else None, segmentation.quality,
        asdict(film.anatomy.frame) if film.anatomy else None, film.cut_off, film.ratio,
        heart.sentence if heart else WITHOUT_LUNGS,
    )  # fmt: skip
    findings = tuple(_finding(film, k, looks.get(k), whys[k], method) for k in range(len(used.labels)))
    regions = {found.region.name: film.places.of(found.label).allowed for found in findings if film.places and found.region}
    return Screening(
        header=film.header, check=film.checked.check, classifier=used, anatomy=anatomy, spacing=film.spacing, findings=findings,
        signed_maps=film.maps.astype(np.float16), lungs=lungs,
        heart=heart.mask if heart and heart.is_found else None, allowed=regions, map_box=map_box(film.prepared.geometry, cells),
        seconds=seconds,
    )  # fmt: skip


def with_verdicts(
    screening: Screening, whys: Sequence[Why], found: Perturbed, removals: GlobalRemovals | None, judged: FilmVerdicts, seconds: float
) -> Screening:
    """Return a screening with what its challenges found."""
    findings = tuple(
        replace(finding, challenged=why, tests=tests, verdict=verdict)
        for finding, why, tests, verdict in zip(screening.findings, whys, judged.tests, judged.findings, strict=True)
    )
    return replace(
        screening, findings=findings, regions=found.regions, challenges=found.challenges, not_run=found.not_run,
        global_removals=removals, verdict=judged.verdict, seconds=seconds,
    )  # fmt: skip


def not_assessable(film: Examination, method: LoadedMethod) -> dict[int, str]:
    """Return why nothing can be said of a finding, by class: its film's lungs, or what of them the film does not show."""
    labels, quality = method.classifier.manifest.labels, film.segmentation.quality.reason
    if film.attention is None:
        return dict.fromkeys(range(len(labels)), quality or NO_LUNGS)
    reasons = {k: missing(method.table.of(label)[0], film.cut_off) for k, label in enumerate(labels)}
    return {k: reason for k, reason in reasons.items() if reason}


def _finding(film: Examination, k: int, look: Looked | None, why: Why, method: LoadedMethod) -> Finding:
    manifest, positive = method.classifier.manifest, film.positive[k]
    asked = positive or why is not Why.NOT_CHALLENGED
    return Finding(
        label=manifest.labels[k], logit=float(film.logits[k]), probability=film.probabilities[k], threshold=manifest.thresholds[k],
        positive=positive, attention=look.attention if look else None,
        region=_region(film, manifest.labels[k]) if look else None,
        sentence=sentence(look.attention) if look else film.segmentation.quality.reason,
        reasons={} if look else {"attention": _no_attention(film, method.table.of(manifest.labels[k])[0], asked=asked)},
        prevalence=manifest.prevalence[k] if manifest.prevalence else None,
    )  # fmt: skip


def _region(film: Examination, label: str) -> AllowedRegion | None:
    """Return where the score of a finding may come from."""
    if film.places is None:
        return None
    of = film.places.of(label)
    return AllowedRegion(of.region.name, of.known, of.region.tolerance_mm, of.spacing_known, of.region.reason)


def _no_attention(film: Examination, region: Region, *, asked: bool) -> str:
    """Return why a finding has no attention; that of negative ones is asked for where they are challenged."""
    if film.segmentation.quality.reason is not None:
        return film.segmentation.quality.reason
    if not asked:
        return BELOW_THRESHOLD
    if film.attention is None:
        return NO_LUNGS
    return missing(region, film.cut_off) or ZERO_MAP
