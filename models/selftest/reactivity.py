"""Reactivity of a frozen classifier: how its logits change when something is inserted into films (method, section 9).

It is no evidence of use: a classifier may react to what never goes with a disease, and use what it hardly reacts to.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, stats

from models.attribution.watched import WatchedClassifier
from models.challenge.occlusion.called_classifier import CalledClassifier
from models.film.phantom import phantom
from models.selftest.plants import Plant, planted
from models.values.progress import Progress
from models.values.reactivity import Inserted, Reaction, Reactivity
from models.values.refusal import NoScore

_ROTATION = "small rotation"
_DEGREES = 5.0
_PHANTOMS = range(7_100_000, 7_100_012)
_MOST_CALLED_ON = 6
"""Films that a program is called on; with each kind of change, and as they are."""
_FEWEST = 2
_KINDS = tuple(kind for kind in Plant if kind not in {Plant.NOISE, Plant.LUNG_DOT})
Change = Callable[[NDArray[np.float32], np.random.Generator], NDArray[np.float32]]


def reactivity(
    classifier: WatchedClassifier | CalledClassifier, films: Sequence[NDArray[np.float32]] = (), *, seed: int = 1
) -> Generator[Progress, None, Reactivity]:
    """Insert plants, blur, brightness and a small rotation, each by an amount and at a place drawn by chance.

    Args:
        classifier: A network, left untouched, or a program, which is called on the first ``_MOST_CALLED_ON`` films.
        films: H×W in [0, 1], two at least; none are phantoms.
        seed: Source of chance.

    Yields:
        A Progress before each kind.

    Returns:
        One row a kind, of every finding. The intervals are of Student's t over films; those that a program gives no score for are left out,
        and so is a kind of which fewer than two are left.

    Raises:
        NoScore: No kind is left.
    """
    is_called = isinstance(classifier, CalledClassifier)
    most = _MOST_CALLED_ON if is_called else None
    pixels = list(films)[:most] or [phantom(one, marked=False).pixels for one in _PHANTOMS[:most]]
    plain, rows, unscored = _logits(classifier, pixels), list[Inserted](), list[str]()
    changes = _changes()
    for place, (kind, change) in enumerate(changes.items()):
        yield Progress(place, len(changes), f"inserting: {kind}")
        changed = [change(film, np.random.default_rng([seed, place, index])) for index, film in enumerate(pixels)]
        moved = _logits(classifier, changed) - plain
        moved = moved[np.isfinite(moved).all(axis=1)]
        if len(moved) < _FEWEST:
            unscored.append(kind)
            continue
        half = stats.t.ppf(0.975, len(moved) - 1) * moved.std(axis=0, ddof=1) / np.sqrt(len(moved))
        means = moved.mean(axis=0)
        told = zip(classifier.manifest.labels, means.tolist(), (means - half).tolist(), (means + half).tolist(), strict=True)
        rows.append(Inserted(kind, tuple(Reaction(*one) for one in told)))
    if not rows:
        raise NoScore("The classifier gives a score for fewer than two films, whatever is inserted into them.")
    return Reactivity(len(pixels), tuple(rows), (1 + len(changes)) * len(pixels) if is_called else None, tuple(unscored))


def _changes() -> dict[str, Change]:
    def drawing(kind: Plant) -> Change:
        return lambda film, rng: planted(film, kind, rng)[0]

    return {str(kind): drawing(kind) for kind in _KINDS} | {_ROTATION: _rotated}


def _rotated(film: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    return np.asarray(ndimage.rotate(film, rng.uniform(-_DEGREES, _DEGREES), reshape=False, order=1, mode="nearest"), np.float32)


def _logits(classifier: WatchedClassifier | CalledClassifier, films: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    """Return N×K logits, each film alone, as films may differ in size; NaN where a program gives no score."""
    prepared = [classifier.prepared(film) for film in films]
    if isinstance(classifier, CalledClassifier):
        return classifier.log_odds_of([film.tensor.numpy() for film in prepared])
    return np.stack([classifier.scored([film])[0][0] for film in prepared])
