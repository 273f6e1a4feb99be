"""What a reference keeps of films: examined as in screening, all classes of every film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.attention.decomposition import sums_to
from models.attention.film import FilmAttention
from models.attention.reference.films import Films
from models.attention.reference.patients import patient_name
from models.challenge.fillers.donors import Donor
from models.input_check.checker import CheckedFilm
from models.regions.missing import missing
from models.screening.collected import Collected
from models.screening.examination import Examination, examine
from models.screening.loaded_method import LoadedMethod
from models.values.progress import result_of
from models.values.radiograph import Radiograph
from models.values.refusal import NoScore


@dataclass(frozen=True)
class Serving:
    """Films that can serve a reference.

    Attributes:
        films: Examined.
        unscored: Why the classifier gave no score, a sentence for each other film of which there is none.
    """

    films: tuple[Examination, ...]
    unscored: tuple[str, ...] = ()


def collect(films: Sequence[Radiograph], method: LoadedMethod) -> Films:
    """Return what a reference keeps of upright frontal chest films that show enough, and whose lung segmentation passed its quality check.

    Args:
        films: One or more, which the classifier did not learn from.
        method: By what they are examined; its own reference is not asked.
    """
    return collected(films, method).films


def collected(films: Sequence[Radiograph], method: LoadedMethod) -> Collected:
    """Return what a reference keeps of films, as ``collect``, and the films as donors."""
    none, found = Films.none(len(method.classifier.manifest.labels)), serving(films, method)
    kept = [_kept(film, film.attention, method) for film in found.films if film.attention is not None]
    return Collected(Films.joined([none, *kept]), tuple(map(donor_of, found.films)), found.unscored)


def serving(films: Sequence[Radiograph], method: LoadedMethod) -> Serving:
    """Examine films; those that cannot serve a reference are left out, and of which there is no score is told."""
    found = _examined([one for one in method.checker.looked_at(films) if one.objection is None], method)
    return Serving(tuple(film for film in found.films if _serves(film, method)), found.unscored)


def _examined(accepted: Sequence[CheckedFilm], method: LoadedMethod) -> Serving:
    """Examine films together; where one has no score, each alone."""
    if not accepted:
        return Serving(())
    try:
        return Serving(tuple(result_of(examine(accepted, method))))
    except NoScore as reason:
        if len(accepted) == 1:
            return Serving((), (str(reason),))
    alone = [_examined([film], method) for film in accepted]
    return Serving(tuple(film for one in alone for film in one.films), tuple(why for one in alone for why in one.unscored))


def _serves(film: Examination, method: LoadedMethod) -> bool:
    return film.attention is not None and _shows_enough(film, method) and bool(np.isfinite(film.logits).all())


def donor_of(film: Examination) -> Donor:
    """Return a film as it lends its pixels."""
    assert film.anatomy is not None, "a film that serves has lungs"
    return Donor(
        image=film.prepared.tensor.numpy().astype(np.float16), geometry=film.prepared.geometry, landmarks=film.anatomy.frame.landmarks,
        positives=tuple(film.positive), view=film.header.view, patient=patient_name(film.header),
    )  # fmt: skip


def _shows_enough(film: Examination, method: LoadedMethod) -> bool:
    """Tell whether every finding could be assessed on a film: no lung is cut off where one may lie."""
    return not any(missing(method.table.of(label)[0], film.cut_off) for label in method.classifier.manifest.labels)


def _kept(film: Examination, attention: FilmAttention, method: LoadedMethod) -> Films:
    outside = np.stack([attention.outside(label) for label in method.classifier.manifest.labels])
    with np.errstate(over="ignore"):  # What is too large is refused where the reference is built.
        maps = attention.in_frame.maps(film.maps)[None].astype(np.float16)
    return Films(
        maps=maps,
        outside=outside[None],
        logits=film.logits[None].astype(np.float32),
        positive=np.array([film.positive]),
        budgets=_budgets(film, attention, method)[None],
        patients=np.array([patient_name(film.header)]),
    )


def _budgets(film: Examination, attention: FilmAttention, method: LoadedMethod) -> NDArray[np.float32]:
    """Return K×S, the logits' parts; NaN for a class whose map and bias do not sum to its logit, as in screening."""
    signed, classifier = film.maps, method.classifier
    budgets = np.asarray(attention.cells((signed.shape[1], signed.shape[2])).split(signed).sum(axis=0), np.float32)
    if classifier.biases is None:
        return budgets[:, :0]
    for k, bias in enumerate(classifier.biases):
        if not sums_to(float(film.logits[k]), signed[k], float(bias), classifier.precision):
            budgets[k] = np.nan
    return budgets
