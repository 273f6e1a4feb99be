"""What burned-in words do to scores: they are filled in, and so are patches of the same shape elsewhere on the film."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.challenge.calibration.places import drawn_controls
from models.challenge.fillers.noisy_linear import NoisyLinear
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.screening.examination import Examination
from models.screening.in_one_stream import in_one_stream
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import entropy_of
from models.screening.second_look import marks_beside_lungs
from models.values.progress import result_of

ELSEWHERE = 9
"""Times that equal patches are drawn on a film."""
_CHANCE = 0x7E
_HALO = 5
"""Side in canonical pixels by which words are grown: the grey about a letter goes with it."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class WordsFilled:
    """One film.

    Attributes:
        share: Of the exposed field that the words cover.
        removed: K, the fall of each logit when they are filled in.
        elsewhere: P×K, the same for equal patches elsewhere; P is 0 where there is no room.
        area: P, of these patches as a share of the words'.
    """

    share: float
    removed: NDArray[np.float64]
    elsewhere: NDArray[np.float64]
    area: NDArray[np.float64]


def words_on(film: Examination) -> Mask:
    """Return where the detectors see text or markers outside the expected lungs, on the canonical grid where that is enough."""
    assert film.attention is not None, "a film that serves has attention"
    found = marks_beside_lungs(film)
    return found if np.count_nonzero(found) >= film.attention.contents.least else np.zeros_like(found)


def words_filled(film: Examination, method: LoadedMethod) -> WordsFilled | None:
    """Fill in the words of a film, and equal patches outside the first class's allowed region; None where there are no words."""
    assert film.places is not None, "a film that serves has places"
    on, found = film.network_input, words_on(film)
    words = on.mask(ndimage.binary_dilation(found, np.ones((_HALO, _HALO)))) & on.field
    rng = np.random.default_rng([*entropy_of(film, method), _CHANCE])
    own = NoisyLinear(method.parameters.filler_noise).fill(on, words, rng)
    if not words.any() or not isinstance(own, Patch):
        return None
    free = on.field & ~words & ~on.mask(film.places.of(method.classifier.manifest.labels[0]).allowed)
    places = list(equal_patches(on, words, free, rng))
    patches = [own, *(_filled(on, place, method, rng) for place in places)]
    rows = film.logits - np.array(result_of(in_one_stream([(film, patch) for patch in patches], method)))
    covered = np.count_nonzero(words)
    share, area = covered / np.count_nonzero(on.field), np.array([np.count_nonzero(place) / covered for place in places])
    return WordsFilled(float(share), rows[0], rows[1:], area)


def _filled(on: FilmInput, place: Mask, method: LoadedMethod, rng: np.random.Generator) -> Patch:
    patch = NoisyLinear(method.parameters.filler_noise).fill(on, place, rng)
    assert isinstance(patch, Patch), "a place lies on the film and leaves some of it"
    return patch


def equal_patches(on: FilmInput, words: Mask, free: Mask, rng: np.random.Generator) -> Iterator[Mask]:
    """Yield places where every piece of the words, each turned by chance, lies elsewhere.

    Args:
        on: The film.
        words: H×W on the network's pixels.
        free: H×W, where patches may lie.
        rng: Source of chance.
    """
    pieces, count = ndimage.label(words, np.ones((3, 3)))
    shapes = [pieces == piece for piece in range(1, count + 1)]
    for _ in range(ELSEWHERE):
        placed = [place for shape in shapes for place in drawn_controls(rng, on, [shape], [free], most=1)]
        if placed:
            yield np.any(placed, axis=0)
