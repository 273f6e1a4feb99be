"""Which findings of a film are challenged, and where their evidence lies (method, section 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.attention.hot import Hot
from models.regions.missing import missing
from models.screening.examination import Examination, Looks
from models.screening.loaded_method import LoadedMethod
from models.values.finding import log_odds
from models.values.verdict import Why
from models.verdict.choosing import chosen

_TURNS = {Why.NEAR_THRESHOLD: 1, Why.SAMPLED: 2}
"""Positives come first: no negative that was drawn by chance pushes one out of the film's regions."""

Hots = Mapping[int, Hot]
"""Where the evidence of a film's challenged findings lies, by class."""


def challenged(film: Examination, method: LoadedMethod) -> tuple[Why, ...]:
    """Return for each class whether it is challenged, and why."""
    manifest, calibration = method.classifier.manifest, method.calibration
    margins = [float(logit) - log_odds(limit) for logit, limit in zip(film.logits, manifest.thresholds, strict=True)]
    spreads = calibration.spread.tolist() if calibration else [None] * len(margins)
    return chosen(
        manifest.labels, margins, film.positive, spreads, pixel_sha256=film.header.pixel_sha256, parameters=method.parameters
    )  # fmt: skip


def hots(film: Examination, why: Sequence[Why], looks: Looks, method: LoadedMethod) -> Hots:
    """Return where the evidence for each challenged positive, and against each challenged negative, lies."""
    found = dict[int, Hot]()
    for k, label in enumerate(method.classifier.manifest.labels):
        if why[k] is Why.NOT_CHALLENGED or film.attention is None or missing(method.table.of(label)[0], film.cut_off):
            continue
        if film.positive[k]:
            if k in looks:
                found[k] = film.attention.hot_as_looked(looks[k], label)
        elif hot := film.attention.hot(-film.maps[k], label):
            found[k] = replace(hot, turn=_TURNS[why[k]])
    return found
