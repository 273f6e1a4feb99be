"""screen(): films in, Screenings out; a plain generator that yields after each step and can be closed between two of them."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from models.anatomy.anatomy import anatomy_of
from models.anatomy.frame import Frame
from models.anatomy.segmenter import Lungs, Segmenter
from models.attention.film import FilmAttention, Scored
from models.attention.reasons import BELOW_THRESHOLD, NO_LUNGS, ZERO_MAP
from models.attention.reference.patients import patient_names
from models.attention.reference.reference import Reference
from models.attention.sentences import sentence
from models.attribution.watched import WatchedClassifier
from models.challenge.challenges import LocalRemoval, plan_local_removal, read_local_removal
from models.grids.geometry import Geometry, map_box
from models.input_check.checker import InputChecker, objection
from models.networks.preparation import Prepared, unit
from models.regions.places import FilmRegions
from models.regions.table import shipped_table
from models.values.attention import Attention
from models.values.challenge import Challenge
from models.values.finding import AllowedRegion, Finding
from models.values.input_check import InputCheck, NotScreened
from models.values.parameters import Parameters
from models.values.progress import Progress
from models.values.quality import AnatomyFound, Quality
from models.values.radiograph import Header, Radiograph
from models.values.regions import RegionTable
from models.values.screening import ClassifierUsed, Screening

_CHUNK = 8


def screen(
    films: Sequence[Radiograph],
    classifier: WatchedClassifier,
    segmenter: Segmenter,
    checker: InputChecker,
    parameters: Parameters,
    *,
    reference: Reference | None = None,
    table: RegionTable | None = None,
) -> Generator[Progress, None, tuple[Screening | NotScreened, ...]]:
    """Check a batch of films; classify, attribute, segment and challenge those that are upright frontal chest films.

    Args:
        films: One or more; they share one forward pass.
        classifier: Whose scores are audited; watched, never changed.
        segmenter: Of the lungs.
        checker: Finds what is no upright frontal chest film.
        parameters: The method's numbers.
        reference: Of the classifier, where it has one.
        table: Of the allowed regions; None is the shipped one.

    Yields:
        A Progress before the networks run and after each film.

    Returns:
        One Screening or NotScreened a film, in order.
    """
    yield Progress(0, len(films), "looking at the film")
    started = time.perf_counter()
    seen = checker.looked_at(films)
    seconds = (time.perf_counter() - started) / len(films)
    against = [objection(check, film.header) for film, check in seen]
    accepted = [each for each, reason in zip(seen, against, strict=True) if reason is None]
    means = _Means(classifier, parameters, table or shipped_table(), reference)
    screened = iter((yield from _screen(accepted, segmenter, means, seconds)) if accepted else ())
    return tuple(reason or next(screened) for reason in against)


def _screen(
    accepted: Sequence[tuple[Radiograph, InputCheck]], segmenter: Segmenter, means: _Means, spent: float
) -> Generator[Progress, None, list[Screening]]:
    films, classifier = [film for film, _ in accepted], means.classifier
    started = time.perf_counter()
    yield Progress(0, len(films), "classifying")
    prepared = [classifier.prepared(film.pixels) for film in films]
    logits, maps = classifier.scored(prepared)
    grid = (maps.shape[-2], maps.shape[-1])
    yield Progress(0, len(films), "finding the lungs")
    judged = segmenter.judged([film.pixels for film in films])
    shared = spent + (time.perf_counter() - started) / len(films)
    used = ClassifierUsed(
        name=classifier.manifest.name, weights_sha256=classifier.manifest.weights_sha256, labels=classifier.manifest.labels,
        grid=grid, device=str(classifier.device), dtype=str(classifier.dtype).removeprefix("torch."),
    )  # fmt: skip
    results: list[Screening] = []
    for index, (film, check) in enumerate(accepted):
        yield Progress(index, len(films), "testing where the score comes from")
        started = time.perf_counter()
        likely = means.table.likely(used.labels, classifier.decided(logits[index])[0], classifier.manifest.thresholds)
        lungs, quality = judged[index]
        examined = _Examined.of(film, prepared[index], lungs, quality, likely, means)
        findings = _findings(examined, logits[index], maps[index], means)
        on_film = lungs.on_film()
        frame = asdict(examined.frame) if examined.frame else None
        anatomy = AnatomyFound(segmenter.manifest.weights_sha256, means.table.sha256, float((on_film > 0).mean()), quality, frame)
        box = map_box(prepared[index].geometry, grid)
        seconds = shared + time.perf_counter() - started
        results.append(
            Screening(
                header=film.header, check=check, classifier=used, anatomy=anatomy, findings=findings, seconds=seconds, map_box=box,
                signed_maps=maps[index].astype(np.float16), lungs=on_film, allowed=examined.allowed(findings),
            )
        )  # fmt: skip
    yield Progress(len(films), len(films), "done")
    return results


@dataclass(frozen=True)
class _Examined:
    """One film on the network's pixels; without a segmentation that passed its quality check there is no attention."""

    header: Header
    image: NDArray[np.float32]
    geometry: Geometry
    quality: Quality
    frame: Frame | None
    attention: FilmAttention | None
    places: FilmRegions | None = None

    @classmethod
    def of(cls, film: Radiograph, prepared: Prepared, lungs: Lungs, quality: Quality, likely: frozenset[str], means: _Means) -> _Examined:
        geometry, image = prepared.geometry, prepared.tensor.numpy()
        grey = unit(image[0])
        anatomy = anatomy_of(lungs.on(geometry), grey, geometry)
        if anatomy is None or not quality.assessable:
            return cls(film.header, image, geometry, quality, anatomy.frame if anatomy else None, None)
        places = FilmRegions(means.table, anatomy, film.header.pixel_spacing_mm, likely)
        spacing, patients = film.header.pixel_spacing_mm, patient_names(film.header)
        attention = FilmAttention(anatomy, places, grey, spacing, means.parameters, means.reference, patients)
        return cls(film.header, image, geometry, quality, anatomy.frame, attention, places)

    def no_attention(self, *, positive: bool) -> str:
        """Return why a finding has no attention."""
        if self.quality.reason is not None:
            return self.quality.reason
        if not positive:
            return BELOW_THRESHOLD
        return NO_LUNGS if self.attention is None else ZERO_MAP

    def region(self, label: str) -> AllowedRegion | None:
        """Return where the score of a finding may come from."""
        if self.places is None:
            return None
        of = self.places.of(label)
        return AllowedRegion(of.region.name, of.known, of.region.tolerance_mm, of.spacing_known, of.region.reason)

    def allowed(self, findings: Sequence[Finding]) -> dict[str, NDArray[np.bool_]]:
        """Return the allowed regions of the findings' rows, cut to the film."""
        if self.places is None:
            return {}
        x0, y0, x1, y1 = self.geometry.film_box()
        return {f.region.name: self.places.of(f.label).allowed[y0:y1, x0:x1] for f in findings if f.region}


@dataclass(frozen=True)
class _Means:
    """What all films of a run are screened by."""

    classifier: WatchedClassifier
    parameters: Parameters
    table: RegionTable
    reference: Reference | None


@dataclass(frozen=True)
class _Looked:
    """The map of one positive finding, described, and its planned challenge."""

    attention: Attention
    removal: LocalRemoval | None


def _findings(film: _Examined, logits: NDArray[np.float64], maps: NDArray[np.float32], means: _Means) -> tuple[Finding, ...]:
    classifier, manifest = means.classifier, means.classifier.manifest
    chances, positive = classifier.decided(logits)
    biases = classifier.biases
    looked = {}
    for k in (k for k, is_positive in enumerate(positive) if is_positive):
        bias = None if biases is None else float(biases[k])
        looked[k] = _look(
            film, maps[k], Scored(k, manifest.labels[k], float(logits[k]), True, bias, classifier.precision), means.parameters
        )
    challenges = _challenged(film, looked, logits, classifier)
    findings = []
    for k, label in enumerate(manifest.labels):
        seen = looked.get(k)
        findings.append(
            Finding(
                label=label, logit=float(logits[k]), probability=chances[k], threshold=manifest.thresholds[k], positive=positive[k],
                attention=seen.attention if seen else None, challenges=challenges.get(k, ()),
                region=film.region(label) if seen else None, sentence=sentence(seen.attention) if seen else film.quality.reason,
                reasons={} if seen else {"attention": film.no_attention(positive=positive[k])},
            )
        )  # fmt: skip
    return tuple(findings)


def _look(film: _Examined, signed: NDArray[np.float32], score: Scored, parameters: Parameters) -> _Looked | None:
    """Describe the Grad-CAM map of one class; None where there are no lungs or the map is zero on the film."""
    seen = film.attention.look(signed, score) if film.attention else None
    if seen is None:
        return None
    entropy = [parameters.seed, int(film.header.pixel_sha256[:16], 16), *score.label.encode()]
    rng = np.random.default_rng(entropy)
    return _Looked(seen.attention, plan_local_removal(film.image, seen.heat, seen.spots, seen.where, parameters, rng))


def _challenged(
    film: _Examined, looked: dict[int, _Looked | None], logits: NDArray[np.float64], classifier: WatchedClassifier
) -> dict[int, tuple[Challenge, ...]]:
    """Score all planned challenges of a film together and read them."""
    plans = {k: seen.removal for k, seen in looked.items() if seen and seen.removal}
    images = [image for plan in plans.values() for image in plan.images]
    if not images:
        return {}
    scores = np.concatenate(
        [
            classifier.logits(torch.from_numpy(np.stack(images[start : start + _CHUNK]))).double().cpu().numpy()
            for start in range(0, len(images), _CHUNK)
        ]
    )
    read: dict[int, tuple[Challenge, ...]] = {}
    start = 0
    for k, plan in plans.items():
        own = scores[start : start + len(plan.images), k]
        start += len(plan.images)
        threshold = classifier.manifest.thresholds[k]
        read[k] = (read_local_removal(plan, original=float(logits[k]), scores=own, threshold=threshold, geometry=film.geometry),)
    return read
