"""From films to scores, maps and anatomy: the one way of a film, for screening and for collecting references."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.cardiothoracic import cardiothoracic_ratio
from models.anatomy.cut_off import cut_off
from models.anatomy.segmenter import Segmentation
from models.anatomy.spacing import judged_spacing
from models.attention.film import ClassScore, FilmAttention, Looked
from models.attention.reference.patients import patient_names
from models.attention.seen import Seen
from models.challenge.film_input import FilmInput
from models.input_check.checker import CheckedFilm
from models.networks.preparation import Prepared
from models.regions.missing import missing
from models.regions.places import FilmRegions
from models.screening.foreign import foreign
from models.screening.loaded_method import LoadedMethod
from models.values.cardiothoracic import CardiothoracicRatio
from models.values.cut_off import CutOff
from models.values.progress import Progress
from models.values.radiograph import Header
from models.values.spacing import JudgedSpacing
from models.values.verdict import Why

Looks = Mapping[int, Looked]
"""The maps of a film's positive and challenged classes, by class; those that say nothing on the film are left out."""


@dataclass(frozen=True)
class Examination:
    """One film that was accepted, with scores and maps; without a segmentation that passed its quality check there is no attention.

    Attributes:
        checked: The film and its canonical grid.
        prepared: As the classifier sees it.
        logits: K.
        maps: K×h×w signed maps, on the classifier's grid.
        segmentation: Of lungs and heart.
        anatomy: On the canonical grid; None where there is next to no lung.
        cut_off: Which lungs go on beyond the film.
        ratio: The cardiothoracic ratio.
        spacing: The header's, judged by the lungs.
        places: Regions of the findings; None where there is no attention.
        attention: Describes its maps.
        probabilities, positive: K, what the logits are as probabilities, and the decisions.
    """

    checked: CheckedFilm
    prepared: Prepared
    logits: NDArray[np.float64]
    maps: NDArray[np.float32]
    segmentation: Segmentation
    anatomy: Anatomy | None
    cut_off: tuple[CutOff, ...]
    ratio: CardiothoracicRatio
    spacing: JudgedSpacing
    places: FilmRegions | None
    attention: FilmAttention | None
    probabilities: list[float]
    positive: list[bool]

    @property
    def header(self) -> Header:
        """The film's identity."""
        return self.checked.film.header

    @property
    def network_input(self) -> FilmInput:
        """Where its pixels are changed; for films with attention."""
        assert self.attention is not None, "only films with attention are changed"
        return FilmInput.of(self.prepared.tensor.numpy(), self.attention.field, self.seen)

    @property
    def seen(self) -> Seen:
        """How the classifier sees the film."""
        return Seen(self.checked.canonical.geometry, self.prepared.geometry)


def examine(films: Sequence[CheckedFilm], method: LoadedMethod) -> Generator[Progress, None, list[Examination]]:
    """Classify films with all maps from one watched pass, and find their anatomy.

    Args:
        films: One or more that the input check accepted.
        method: By what they are screened.

    Yields:
        A Progress before each network, and while a classifier is called.

    Raises:
        NoScore: The classifier gives no score for one of them.
    """
    yield Progress(0, len(films), "finding the lungs")
    lungs = [_lungs(*one) for one in zip(films, method.segmenter.segmented([one.canonical for one in films]), strict=True)]
    yield Progress(0, len(films), "classifying")
    classifier = method.classifier
    prepared = [
        classifier.prepared(one.film.pixels, one.canonical.intensities).spaced(found.spacing.mm)
        for one, found in zip(films, lungs, strict=True)
    ]
    logits, maps = yield from classifier.scoring(prepared)
    return [_examination(*one, method) for one in zip(films, prepared, logits, maps, lungs, strict=True)]


@dataclass(frozen=True)
class _Lungs:
    """What is known of a film before it is classified."""

    segmentation: Segmentation
    anatomy: Anatomy | None
    spacing: JudgedSpacing


def _lungs(checked: CheckedFilm, segmentation: Segmentation) -> _Lungs:
    anatomy = segmentation.anatomy(checked.canonical)
    return _Lungs(segmentation, anatomy, judged_spacing(checked.film.header, anatomy.frame if anatomy else None))


def _examination(
    checked: CheckedFilm, prepared: Prepared, logits: NDArray[np.float64], maps: NDArray[np.float32], lungs: _Lungs, method: LoadedMethod
) -> Examination:
    manifest, canonical, header = method.classifier.manifest, checked.canonical, checked.film.header
    chances, positive = method.classifier.decided(logits)
    segmentation, anatomy, spacing = lungs.segmentation, lungs.anatomy, lungs.spacing
    cuts = cut_off(anatomy) if anatomy else ()
    ratio = cardiothoracic_ratio(anatomy, segmentation.quality, header.view)
    places = attention = None
    if anatomy is not None and segmentation.quality.assessable:
        likely = method.table.likely(manifest.labels, chances, manifest.thresholds)
        seen = Seen(canonical.geometry, prepared.geometry)
        contents = method.contents(canonical.grey, anatomy.structures.field)
        places = FilmRegions(method.table, anatomy, spacing.mm, likely, partial(foreign, contents, anatomy))
        attention = FilmAttention(anatomy, places, contents, seen, spacing.mm, method.parameters, method.reference, patient_names(header))
    return Examination(checked, prepared, logits, maps, segmentation, anatomy, cuts, ratio, spacing, places, attention, chances, positive)


def described(film: Examination, whys: Sequence[Why], method: LoadedMethod) -> Looks:
    """Describe the maps of a film's positive classes, and of those that are challenged.

    Args:
        film: Examined.
        whys: K, why each class is challenged.
        method: By what it is screened.
    """
    if film.attention is None:
        return {}
    classifier, biases = method.classifier, method.classifier.biases
    looks = {}
    for k in (k for k, positive in enumerate(film.positive) if positive or whys[k] is not Why.NOT_CHALLENGED):
        bias, label = None if biases is None else float(biases[k]), classifier.manifest.labels[k]
        if missing(method.table.of(label)[0], film.cut_off):
            continue
        score = ClassScore(k, label, float(film.logits[k]), film.positive[k], bias, classifier.precision)
        if look := film.attention.look(film.maps[k], score):
            looks[k] = look
    return looks
