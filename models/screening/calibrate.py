"""What a calibration keeps of films: donors, and what filling in control places does to their scores (method, sections 6 and 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.attention.film import FilmAttention
from models.attention.hot import Hot
from models.attention.reference.films import Films
from models.attention.reference.patients import patient_name
from models.attention.reference.reference import Reference
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import Surroundings
from models.challenge.calibration.places import drawn_controls
from models.challenge.calibration.spread import logit_spread
from models.challenge.fillers.donors import Donor
from models.challenge.film_input import FilmInput
from models.challenge.hot_pieces import HotPiece, hot_pieces
from models.challenge.regions import challenged_regions
from models.screening.collect import Collected, collected, serving
from models.screening.examination import Examination
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import entropy_of, fillers_of, rescored
from models.values.challenge import Filler
from models.values.radiograph import Radiograph

_CHANCE = 0xC0
"""Sets the chance by which control places are drawn apart from that by which regions are filled."""

DONORS_A_VIEW = 12
_AT_ONCE = 8

Mask = NDArray[np.bool_]


def calibrated(
    films: Sequence[Radiograph],
    method: LoadedMethod,
    lending: Callable[[Sequence[Donor]], tuple[Donor, ...]] | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[Reference, Calibration]:
    """Build reference and calibration of a classifier from films, each looked at twice.

    Args:
        films: One a patient, that the classifier did not learn from; those that cannot serve are left out.
        method: By what they are examined.
        lending: Makes the donors that are kept of the films; None keeps some as they are.
        progress: Hears how many looks of how many are done.

    Raises:
        NotAReference: Too few films can serve.
    """
    kept = list[Collected]()
    for film in films:
        kept.append(collected([film], method))
        progress(len(kept), 2 * len(films))
    reference = Reference.build(method.made_with, Films.joined([one.films for one in kept]))
    donors = (lending or bank)([donor for one in kept for donor in one.donors])
    empty = without_controls(method, donors, reference.films.logits)
    filling, parts = replace(method, calibration=empty), [empty.table]
    for film, one in zip(films, kept, strict=True):
        parts += [control_places([film], filling)] if one.donors else []
        progress(len(films) + len(parts) - 1, 2 * len(films))
    return reference, replace(empty, table=ControlTable.joined(parts))


def bank(donors: Iterable[Donor], most_a_view: int = DONORS_A_VIEW) -> tuple[Donor, ...]:
    """Keep those donors of each view that are positive for the fewest classes; ties in the order given."""
    ranked = sorted(donors, key=lambda donor: sum(donor.positives))
    kept = list[Donor]()
    for donor in ranked:
        if sum(one.view == donor.view for one in kept) < most_a_view:
            kept.append(donor)
    return tuple(kept)


def without_controls(method: LoadedMethod, donors: tuple[Donor, ...], logits: NDArray[np.floating]) -> Calibration:
    """Return what control places are filled by: the donors, and as yet no control places."""
    none = ControlTable.none(tuple(Filler), len(method.classifier.manifest.labels))
    return Calibration(method.made_with, none, donors, logit_spread(logits))


def control_places(films: Sequence[Radiograph], method: LoadedMethod) -> ControlTable:
    """Fill in places of films where nothing is known to matter, and score the films anew.

    Args:
        films: Of the reference; those that cannot serve are left out.
        method: With a calibration that holds the donors.
    """
    parts = [ControlTable.none(tuple(Filler), len(method.classifier.manifest.labels))]
    for film in serving(films, method):
        parts += _places_of(film, method)
    return ControlTable.joined(parts)


def _places_of(film: Examination, method: LoadedMethod) -> list[ControlTable]:
    """Return the rows of one film, one a place."""
    labels = method.classifier.manifest.labels
    assert film.attention is not None, "a film that serves has attention"
    assert film.places is not None, "and places"
    on = FilmInput.of(film.prepared.tensor.numpy(), film.attention.field, film.seen)
    surroundings = Surroundings.of(on)
    hots = [hot for k, label in enumerate(labels) if (hot := film.attention.hot(film.maps[k], label))]
    if surroundings is None or not hots:
        return []
    shapes = _shapes(hots, on, film.attention, method)
    free = [on.mask(_free(hot, method)) for hot in hots]
    rng = np.random.default_rng([*entropy_of(film, method), _CHANCE])
    places = drawn_controls(rng, on, shapes, free)
    allowed = [on.mask(film.places.of(label).allowed) for label in labels]
    deltas = _deltas(film, on, places, method, rng)
    return [
        ControlTable(
            tuple(Filler), np.array([patient_name(film.header)]), surroundings.describe(place)[None],
            surroundings.to_allowed(place, allowed)[None], delta[None],
        )
        for place, delta in zip(places, deltas, strict=True)
    ]  # fmt: skip


def _shapes(hots: Sequence[Hot], on: FilmInput, attention: FilmAttention, method: LoadedMethod) -> list[Mask]:
    """Return shapes such as regions have: each label's largest hot spot of each kind of place, and all labels' merged."""
    largest = [piece.heat > 0 for hot in hots for piece in _largest(hot_pieces(hot, method.parameters))]
    merged = [region.mask for region in challenged_regions(hots, attention.lies, method.parameters)]
    return [on.mask(shape) for shape in (*largest, *merged)]


def _largest(pieces: Sequence[HotPiece]) -> list[HotPiece]:
    """Return the first, so the largest, of each kind of place."""
    return list({piece.place: piece for piece in reversed(pieces)}.values())


def _free(hot: Hot, method: LoadedMethod) -> Mask:
    """Return what lies outside R and off the hot spots of a label."""
    field = hot.where.field
    return np.asarray(hot.where.outside & (hot.heat < method.parameters.hot_spot_share * hot.heat[field].max()))


def _deltas(
    film: Examination, on: FilmInput, places: Sequence[Mask], method: LoadedMethod, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return P×F×K, y(film) − y(changed film); NaN where a filler could not be run."""
    patches = [[filler.fill(on, place, rng) for filler in fillers_of(film, method)] for place in places]
    run = [(p, f, patch) for p, own in enumerate(patches) for f, patch in enumerate(own) if not isinstance(patch, str)]
    deltas = np.full((len(places), len(Filler), len(film.logits)), np.nan, np.float32)
    for start in range(0, len(run), _AT_ONCE):
        some = run[start : start + _AT_ONCE]
        for (p, f, _), row in zip(some, rescored([(film, patch) for _, _, patch in some], method), strict=True):
            deltas[p, f] = film.logits - row
    return deltas
