"""What a second look at films does: fills in control places and each film's own regions, and scores them anew (method, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.anatomy.structures import Structure
from models.attention.film import FilmAttention
from models.attention.hot import Hot
from models.attention.reference.patients import patient_name
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import Surroundings
from models.challenge.calibration.places import drawn_controls
from models.challenge.film_input import FilmInput
from models.challenge.hot_pieces import HotPiece, pieces_of
from models.challenge.regions import challenged_regions
from models.screening.choosing import challenged, hots
from models.screening.collect import serving
from models.screening.examination import Examination, described
from models.screening.findings import not_assessable
from models.screening.foreign import foreign
from models.screening.in_one_stream import in_one_stream
from models.screening.judging import matched_by, measured
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import entropy_of, fillers_of, perturbed
from models.screening.review import FilmNumbers, SecondLook
from models.values.challenge import Filler
from models.values.progress import result_of
from models.values.radiograph import Radiograph

_CHANCE = 0xC0
"""Sets the chance by which control places are drawn apart from that by which regions are filled."""


Mask = NDArray[np.bool_]


def second_look(films: Sequence[Radiograph], method: LoadedMethod) -> SecondLook:
    """Fill in places of films where nothing is known to matter, and the films' own regions as in screening: at most 36 passes a film.

    Args:
        films: Of the reference; those that cannot serve are left out.
        method: With a calibration that holds the donors.
    """
    found = serving(films, method)
    return SecondLook(_places(found.films, method), tuple(_numbers_of(film, method) for film in found.films), found.unscored)


def control_places(films: Sequence[Radiograph], method: LoadedMethod) -> ControlTable:
    """Fill in control places alone; arguments as ``second_look``."""
    return _places(serving(films, method).films, method)


def _places(films: Sequence[Examination], method: LoadedMethod) -> ControlTable:
    none = ControlTable.none(tuple(Filler), len(method.classifier.manifest.labels))
    return ControlTable.joined([none, *(place for film in films for place in _places_of(film, method))])


def _numbers_of(film: Examination, method: LoadedMethod) -> FilmNumbers:
    """Fill in the regions of a film as in screening, and find what lies on it that is no anatomy."""
    whys = challenged(film, method)
    looks = described(film, whys, method)
    (found,) = result_of(perturbed([film], [hots(film, whys, looks, method)], method))
    own = measured(film, whys, looks, not_assessable(film, method), found, replace(method, calibration=None))
    marked, lined = _marks_on(film)
    return FilmNumbers(tuple(own), matched_by(film, found, method), marked=marked, lined=lined)


def marks_beside_lungs(film: Examination) -> Mask:
    """Return where the detectors see markers or text outside the expected lungs of a film that serves, on the canonical grid."""
    assert film.attention is not None, "a film that serves has attention"
    assert film.anatomy is not None, "and anatomy"
    contents, lungs = film.attention.contents, film.anatomy.structures.mask(Structure.RIGHT_LUNG, Structure.LEFT_LUNG)
    return np.asarray(contents.writing & contents.marks & ~lungs)


def _marks_on(film: Examination) -> tuple[bool, bool]:
    """Tell whether markers or text lie outside the expected lungs, and device-like lines where no catheter or tube is."""
    assert film.attention is not None, "a film that serves has attention"
    assert film.anatomy is not None, "and anatomy"
    contents, marks = film.attention.contents, marks_beside_lungs(film)
    lines = foreign(contents, film.anatomy) & contents.device_lines & ~contents.marks
    return bool(np.count_nonzero(marks) >= contents.least), bool(np.count_nonzero(lines) >= contents.least)


def _places_of(film: Examination, method: LoadedMethod) -> list[ControlTable]:
    """Return the rows of one film, one a place."""
    labels = method.classifier.manifest.labels
    assert film.attention is not None, "a film that serves has attention"
    assert film.places is not None, "and places"
    on = film.network_input
    surroundings = Surroundings.of(on)
    hots = [hot for k, label in enumerate(labels) if (hot := film.attention.hot(film.maps[k], label))]
    if surroundings is None or not hots:
        return []
    shapes = _shapes(hots, on, film.attention, method)
    free = [on.mask(hot.free(method.parameters.hot_spot_share)) for hot in hots]
    rng = np.random.default_rng([*entropy_of(film, method), _CHANCE])
    places = drawn_controls(rng, on, shapes, free)
    allowed = on.masks([film.places.of(label).allowed for label in labels])
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
    pieces = pieces_of(hots, method.parameters)
    largest = [piece.heat > 0 for own in pieces for piece in _largest(own)]
    merged = [region.mask for region in challenged_regions(hots, pieces, attention.lies, method.parameters)]
    return [on.mask(shape) for shape in (*largest, *merged)]


def _largest(pieces: Sequence[HotPiece]) -> list[HotPiece]:
    """Return the first, so the largest, of each kind of place."""
    return list({piece.place: piece for piece in reversed(pieces)}.values())


def _deltas(
    film: Examination, on: FilmInput, places: Sequence[Mask], method: LoadedMethod, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return P×F×K, y(film) − y(changed film); NaN where a filler could not be run."""
    patches = [[filler.fill(on, place, rng) for filler in fillers_of(film, method)] for place in places]
    run = [(p, f, patch) for p, own in enumerate(patches) for f, patch in enumerate(own) if not isinstance(patch, str)]
    deltas = np.full((len(places), len(Filler), len(film.logits)), np.nan, np.float32)
    rows = result_of(in_one_stream([(film, patch) for *_, patch in run], method))
    for (p, f, _), row in zip(run, rows, strict=True):
        deltas[p, f] = film.logits - row
    return deltas
