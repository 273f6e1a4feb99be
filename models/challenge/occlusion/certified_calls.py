"""The certificate of a classifier that can only be called: whether its scores are what its manifest says, and the same when asked again."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.attribution.certification import PHANTOMS
from models.challenge.occlusion.called_classifier import CalledClassifier
from models.film.phantom import phantom
from models.networks.external.arguments import Scale
from models.networks.external.scores import scale_of
from models.values.called import NO_GRADIENTS, Called
from models.values.certificate import CALLED, MOST_FILMS, Certificate, Certified, Check
from models.values.progress import Progress, result_of
from models.values.refusal import NoScore

_REPEATS = 3
_ALIKE = 1e-4
"""Log-odds; what repeats may differ by."""
_AGAIN = "Asked again, log-odds of the same film differ by up to {:.2g}: changes of that size are noise."
_ALONE = "Named alone and named together, log-odds of the same film differ by up to {:.2g}."
_SAME = "log-odds of a film are the same."
_ASKING = "asking the program"

Rows = NDArray[np.float64]


def certified_calls(classifier: CalledClassifier, films: Sequence[NDArray[np.float32]] = ()) -> Generator[Progress, None, Certified]:
    """Examine it.

    Args:
        classifier: Its program is asked ``_REPEATS`` times for each film at once, and once for each alone.
        films: H×W in [0, 1]; at most ``MOST_FILMS`` are used. None are phantoms.

    Yields:
        A Progress before each round.

    Raises:
        NoScore: It gives no score for one of the films.
    """
    pixels = list(films)[:MOST_FILMS] or [phantom(seed).pixels for seed in PHANTOMS]
    prepared = [classifier.prepared(film) for film in pixels]
    images = [film.tensor.numpy() for film in prepared]
    rounds, alone, took = yield from _asked_again(classifier, images)
    side = classifier.side(prepared[0])
    rows = (
        Check(CALLED, None, None, None, NO_GRADIENTS),
        _scale(classifier, rounds[0]),
        _alike("repeats", classifier, rounds, _AGAIN),
        _alike("batch", classifier, [rounds[0], alone], _ALONE),
        _steps(classifier, rounds[0]),
        *_cost(classifier, took, side),
    )
    called = Called(classifier.arguments.version, (_REPEATS + 1) * len(images), 0, rows[2].number)
    return Certified(
        Certificate(rows), classifier.used((side, side), called), classifier.manifest.target_layer, len(pixels), phantoms=not films
    )  # fmt: skip


def _asked_again(
    classifier: CalledClassifier, images: Sequence[NDArray[np.float32]]
) -> Generator[Progress, None, tuple[list[Rows], Rows, tuple[float, float]]]:
    """Return the scores of each round, those of films that are named alone, and the seconds that a film took alone and together."""
    rounds, seconds = list[Rows](), list[float]()
    for _ in range(_REPEATS):
        yield Progress(len(rounds), _REPEATS + 1, _ASKING)
        started = time.perf_counter()
        rounds.append(_asked(classifier, images))
        seconds.append((time.perf_counter() - started) / len(images))
    yield Progress(_REPEATS, _REPEATS + 1, _ASKING)
    started = time.perf_counter()
    alone = np.concatenate([_asked(classifier, [image]) for image in images])
    return rounds, alone, ((time.perf_counter() - started) / len(images), min(seconds))


def _asked(classifier: CalledClassifier, images: Sequence[NDArray[np.float32]]) -> Rows:
    """Return N×K scores as the program gives them."""
    said = result_of(classifier.calls.scores(images))
    if reason := next((one for one in said if isinstance(one, str)), None):
        raise NoScore(reason)
    return np.array(said)


def _scale(classifier: CalledClassifier, scores: Rows) -> Check:
    looks, said = scale_of(scores), classifier.arguments.scores
    sentence = f"Scores lie between {scores.min():.4g} and {scores.max():.4g}, which suits {looks}; the manifest says {said}."
    low_percents = (said, looks) == (Scale.PERCENT, Scale.PROBABILITY)
    return Check("scale", None if low_percents else looks is said, None, None, sentence)


def _alike(name: str, classifier: CalledClassifier, rounds: Sequence[Rows], sentence: str) -> Check:
    try:
        odds = np.stack([classifier.log_odds.of_scores(one) for one in rounds])
    except NoScore as reason:
        return Check(name, None, None, _ALIKE, str(reason))
    number = float(np.ptp(odds, axis=0).max())
    return Check(name, number <= _ALIKE, number, _ALIKE, sentence.format(number) if number else f"{sentence.partition(',')[0]}, {_SAME}")


def _steps(classifier: CalledClassifier, scores: Rows) -> Check:
    """Hold the steps of scores against the manifest, and tell what they cannot show."""
    odds, is_told = classifier.log_odds, classifier.arguments.step is not None
    if odds.scale is Scale.LOG_ODDS:
        return Check("steps", True, None, None, "Scores are log-odds; they are taken as they are.")
    try:
        step = odds.step(scores)
    except NoScore as reason:
        return Check("steps", None, None, None, str(reason))
    kept = f"robabilities are kept between {odds.clip:g} and 1 - {odds.clip:g}."
    if step is None:
        one = "" if len(np.unique(scores)) > 1 else "These films have one score alone. "
        remedy = " The manifest says that they come in steps." if is_told and not one else ""
        return Check("steps", None if one else not is_told, None, None, f"{one}Scores of these films come in no steps.{remedy} P{kept}")
    unseen = [change for row in scores for change in odds.resolution(row, step) if np.isfinite(change)]
    sizes = f" Changes of log-odds under {min(unseen):.2g} to {max(unseen):.2g} cannot be seen, by the film." if unseen else ""
    remedy = "" if is_told else " Say so in the manifest, by 'step', so that scores of 0 and 1 are read as half a step from certainty."
    return Check("steps", is_told, step, None, f"Its probabilities come in steps of {step:g}.{sizes} P{kept}{remedy}")


def _cost(classifier: CalledClassifier, took: tuple[float, float], side: int) -> tuple[Check, Check]:
    """Tell the calls of a film, and the seconds of one: of films that are named alone, and of films that are named together."""
    alone, together = took
    calls = classifier.arguments.calls
    map_of = f"Score and map of a film take at most {calls} calls, tests of its regions more; the map has up to {side} by {side} cells."
    each = f"A call takes {together:.2g} seconds where these films are named together, {alone:.2g} where each is named alone"
    time_of = f"{each}; score and map of a film take about {calls * together:.2g} seconds, less where more are named at once."
    return Check("calls", None, float(calls), None, map_of), Check("seconds a call", None, together, None, time_of)
