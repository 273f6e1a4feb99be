"""What was measured of one balanced film: scores of all copies, words and outside filled in, and what the audit says of each copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from models.screening.collect import serving
from models.screening.global_removals import removals_for_all
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.training.grounds import with_view
from models.training.unseen import Unseen
from models.training.view_words import words_filled
from models.values.attention import Holds, Zone
from models.values.challenge import ChallengedRegion
from models.values.entries import entry
from models.values.finding import Finding
from models.values.progress import result_of
from models.values.screening import Screening
from models.values.verdict import Verdict

Numbers = tuple[float, ...]


@entry
class SaidOfView:
    """What the audit says of a copy's finding on a film.

    Attributes:
        positive: The decision.
        verdict, reasons: Of the finding.
        challenged: How many regions are its own.
        text: Whether one of these holds text or a marker.
        zone, holds, delta: Of the region that decides, else of the one of the largest Δ; None without a region.
        decides: Whether a region decides.
        excess: Whether focal excess is flagged.
    """

    positive: bool
    verdict: Verdict
    reasons: tuple[str, ...]
    challenged: int = 0
    text: bool = False
    zone: Zone | None = None
    holds: Holds | None = None
    delta: float | None = None
    decides: bool = False
    excess: bool | None = None


@entry
class Words:
    """Words that were filled in: their share of the field, K falls of the logits, K medians over equal patches, how many, and how large."""

    share: float
    removed: Numbers
    elsewhere: Numbers
    patches: int
    area: float


@entry
class FilmAsked:
    """One film.

    Attributes:
        film: Hash of its name.
        view, pneumonia: As the collection tells.
        logits: K.
        said: K; empty where the film is refused.
        words: None where detectors see none, or the film cannot serve.
        removals: Fall of the K logits by what is filled in and by filler, as "outside kept_blur".
    """

    film: str
    view: str
    pneumonia: bool
    logits: Numbers
    said: tuple[SaidOfView, ...]
    words: Words | None
    removals: dict[str, Numbers]


def asked(name: str, one: Unseen, logits: Numbers, every: LoadedMethod, parts: Sequence[LoadedMethod]) -> FilmAsked:
    """Measure a film.

    Args:
        name: Its hash.
        one: The film.
        logits: K of the copies.
        every: The method of the classifier that holds all copies as classes.
        parts: Methods of classifiers that hold some of the copies each, in order all of them.
    """
    film = with_view(one)
    said = tuple(one for method in parts for one in _said(result_of(screen([film], method))[0]))
    words, removals = None, dict[str, Numbers]()
    for examined in serving([film], every).films:
        if filled := words_filled(examined, every):
            middle = np.median(filled.elsewhere, axis=0) if len(filled.area) else np.full(len(logits), 0.0)
            area = float(np.mean(filled.area)) if len(filled.area) else 0.0
            words = Words(filled.share, tuple(filled.removed.tolist()), tuple(middle.tolist()), len(filled.area), area)
        sides = result_of(removals_for_all(examined, every))
        numbers = {region.id: region.removed for region in sides.regions}
        removals = {f"{numbers[one.region]} {one.filler}": one.delta_logit for one in sides.challenges}
    return FilmAsked(name, one.view, "Pneumonia" in one.diseases, logits, said, words, removals)


def _said(found: object) -> Iterator[SaidOfView]:
    """Yield what is said of each finding; nothing where the film is refused."""
    if isinstance(found, Screening):
        for finding in found.findings:
            yield _of(finding, {region.id: region for region in found.regions})


def _of(finding: Finding, regions: Mapping[int, ChallengedRegion]) -> SaidOfView:
    assert finding.verdict is not None, "challenges were asked for, and have ended"
    verdict, excess = finding.verdict, finding.attention.focal_excess if finding.attention else None
    towards = 1 if finding.positive else -1
    tests = {test.region: test for test in finding.tests}
    told = verdict.region if verdict.region is not None else max(tests, key=lambda one: towards * tests[one].delta_logit, default=None)
    return SaidOfView(
        positive=finding.positive, verdict=verdict.verdict, reasons=tuple(map(str, verdict.reasons)), challenged=len(tests),
        text=any(regions[number].holds is Holds.TEXT_OR_MARKER for number in tests),
        zone=None if told is None else regions[told].zone, holds=None if told is None else regions[told].holds,
        delta=None if told is None else tests[told].delta_logit, decides=verdict.region is not None,
        excess=excess.flagged if excess else None,
    )  # fmt: skip
