"""What a reference keeps of films: the same networks, anatomy and frame as in screening, all classes of every film."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import anatomy_of
from models.anatomy.segmenter import Segmenter
from models.attention.film import FilmAttention
from models.attention.reference.films import Films
from models.attribution.watched import WatchedClassifier
from models.input_check.checker import InputChecker, objection
from models.networks.preparation import unit
from models.regions.places import FilmRegions
from models.values.parameters import Parameters
from models.values.radiograph import Radiograph
from models.values.regions import RegionTable


def gather(
    films: Sequence[Radiograph], classifier: WatchedClassifier, segmenter: Segmenter, checker: InputChecker, table: RegionTable
) -> Films:
    """Return what a reference keeps of those films that are upright frontal chest films and whose lungs can be relied on.

    Args:
        films: One or more, which the classifier did not learn from.
        classifier: Whose reference it is.
        segmenter: Draws the lungs.
        checker: Tells what is no upright frontal chest film.
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
            places = FilmRegions(table, anatomy, film.header.mm_per_pixel)
            attention = FilmAttention(anatomy, places, grey, film.header.mm_per_pixel, Parameters(), None)
            parts.append(_kept(attention, signed[index], logits[index], classifier))
    return Films.joined(parts)


def _kept(film: FilmAttention, signed: NDArray[np.float32], logits: NDArray[np.float64], classifier: WatchedClassifier) -> Films:
    manifest = classifier.manifest
    outside = np.stack([film.outside(label) for label in manifest.labels])
    budgets = film.cells((signed.shape[1], signed.shape[2])).split(signed).sum(axis=0)
    with np.errstate(over="ignore"):  # What is too large is refused where the reference is built.
        maps = film.in_frame.maps(signed)[None].astype(np.float16)
    return Films(
        maps=maps,
        outside=outside[None],
        logits=logits[None].astype(np.float32),
        positive=np.array([classifier.decided(logits)[1]]),
        budgets=(budgets if classifier.biases is not None else budgets[:, :0])[None].astype(np.float32),
    )
