"""What a reference keeps of films: the same networks, anatomy and frame as in screening, all classes of every film."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import anatomy_of
from models.anatomy.quality import gate_sha256
from models.anatomy.segmenter import Segmenter
from models.attention.decomposition import sums_to
from models.attention.film import FilmAttention
from models.attention.reference.films import Films
from models.attention.reference.made_with import MadeWith
from models.attention.reference.patients import patient_name
from models.attribution.watched import WatchedClassifier
from models.input_check.checker import InputChecker, objection
from models.networks.preparation import unit
from models.regions.places import FilmRegions
from models.values.parameters import Parameters
from models.values.radiograph import Header, Radiograph
from models.values.regions import RegionTable


def made_with(classifier: WatchedClassifier, segmenter: Segmenter, table: RegionTable) -> MadeWith:
    """Return what a reference that is collected here depends on besides its films."""
    return MadeWith(classifier.manifest.weights_sha256, table.sha256, segmenter.manifest.weights_sha256, gate_sha256())


def collect(
    films: Sequence[Radiograph], classifier: WatchedClassifier, segmenter: Segmenter, checker: InputChecker, table: RegionTable
) -> Films:
    """Return what a reference keeps of upright frontal chest films whose lung segmentation passed its quality check.

    Args:
        films: One or more, which the classifier did not learn from.
        classifier: Whose reference it is.
        segmenter: Of the lungs.
        checker: Finds what is no upright frontal chest film.
        table: Of the allowed regions.
    """
    accepted = [film for film, check in checker.looked_at(films) if objection(check, film.header) is None]
    if not accepted:
        return Films.none(len(classifier.manifest.labels))
    prepared = [classifier.prepared(film.pixels) for film in accepted]
    logits, signed = classifier.scored(prepared)
    judged = segmenter.judged([film.pixels for film in accepted])
    parts = [Films.none(len(classifier.manifest.labels))]
    for index, film in enumerate(accepted):
        geometry, grey = prepared[index].geometry, unit(prepared[index].tensor[0].numpy())
        lungs, quality = judged[index]
        anatomy = anatomy_of(lungs.on(geometry), grey, geometry)
        if anatomy is not None and quality.assessable and np.isfinite(logits[index]).all():
            places = FilmRegions(table, anatomy, film.header.pixel_spacing_mm)
            attention = FilmAttention(anatomy, places, grey, film.header.pixel_spacing_mm, Parameters())
            parts.append(_kept(attention, signed[index], logits[index], classifier, film.header))
    return Films.joined(parts)


def _kept(
    film: FilmAttention, signed: NDArray[np.float32], logits: NDArray[np.float64], classifier: WatchedClassifier, header: Header
) -> Films:
    outside = np.stack([film.outside(label) for label in classifier.manifest.labels])
    with np.errstate(over="ignore"):  # What is too large is refused where the reference is built.
        maps = film.in_frame.maps(signed)[None].astype(np.float16)
    return Films(
        maps=maps,
        outside=outside[None],
        logits=logits[None].astype(np.float32),
        positive=np.array([classifier.decided(logits)[1]]),
        budgets=_budgets(film, signed, logits, classifier)[None],
        patients=np.array([patient_name(header)]),
    )


def _budgets(
    film: FilmAttention, signed: NDArray[np.float32], logits: NDArray[np.float64], classifier: WatchedClassifier
) -> NDArray[np.float32]:
    """Return K×S, the logits' parts; NaN for a class whose map and bias do not sum to its logit, as in screening."""
    budgets = np.asarray(film.cells((signed.shape[1], signed.shape[2])).split(signed).sum(axis=0), np.float32)
    if classifier.biases is None:
        return budgets[:, :0]
    for k, bias in enumerate(classifier.biases):
        if not sums_to(float(logits[k]), signed[k], float(bias), classifier.precision):
            budgets[k] = np.nan
    return budgets
