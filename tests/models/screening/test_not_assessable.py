"""Films of which less is told: without lungs to rely on, without a map, or no upright chest film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.anatomy.segmenter import Segmenter
from models.attention.reasons import BELOW_THRESHOLD, ZERO_MAP
from models.attribution.watched import WatchedClassifier
from models.input_check.checker import InputChecker
from models.networks.preparation import Prepared
from models.values.cardiothoracic import CardiothoracicRatio
from models.values.input_check import NotScreened, NotScreenedCode
from models.values.screening import Screening
from tests.models.screening.conftest import film_of
from tests.models.screening.screened import FILMS, NOISE, PLAIN, finding_of, screened


class _NoLungs(nn.Module):
    def forward(self, batch: Tensor) -> Tensor:
        return torch.full((len(batch), 3, *batch.shape[-2:]), -9.0)


def test_without_lungs_a_positive_finding_has_no_attention(
    teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker
) -> None:
    """Nothing is said of places on a film whose lungs were not found."""
    _, (screening,) = screened(FILMS[:1], teaching, replace(segmenter, network=_NoLungs()), checker)
    found = finding_of(screening)
    assert found.positive
    assert found.attention is None
    assert found.reasons == {"attention": "Not assessable: no two lungs were found on the film."}
    assert (found.tests, screening.regions) == ((), ())
    assert screening.anatomy.lung_area_share == 0
    assert not screening.lungs.any()
    assert screening.heart is None
    assert screening.anatomy.without_heart == "No heart was looked for, since next to no lung was found."
    assert screening.anatomy.ratio == CardiothoracicRatio(None, "Not measured: next to no lung was found.")
    assert screening.anatomy.quality.score == 0
    assert screening.anatomy.frame is None
    assert not screening.allowed


class _HalfALung(nn.Module):
    """Draws both lungs for certain, but only their upper parts, and each time elsewhere."""

    def forward(self, batch: Tensor) -> Tensor:
        logits = torch.full((len(batch), 3, *batch.shape[-2:]), -9.0)
        first = 60 + 40 * (batch.mean() > batch.median())
        logits[:, 0, first : first + 50, 40:100] = logits[:, 1, first : first + 90, 150:220] = 0.5
        return logits


def test_a_film_whose_lungs_cannot_be_relied_on_is_not_assessable(
    teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker
) -> None:
    """No flag and no all-clear: scores are told, places are not, and every finding says why."""
    _, (screening,) = screened(FILMS[:1], teaching, replace(segmenter, network=_HalfALung()), checker)
    quality = screening.anatomy.quality
    assert 0 < quality.score < 1
    assert quality.reason is not None
    assert screening.lungs.any()
    assert screening.anatomy.frame is not None
    assert screening.anatomy.without_heart == "No heart was found; its place is taken from the lungs."
    assert screening.anatomy.ratio.value is None
    for found in screening.findings:
        assert (found.attention, found.tests, found.region) == (None, (), None)
        assert found.sentence == found.reasons["attention"] == quality.reason
        assert quality.reason.startswith("Not assessable: the lung segmentation failed its quality check; ")


class _SpeaksAgainst(WatchedClassifier):
    """Its maps speak against every class."""

    def scored(self, films: Sequence[Prepared]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        logits, maps = super().scored(films)
        return logits, -np.abs(maps)


def test_a_map_of_nothing_is_the_reason_that_a_positive_finding_has_no_attention(
    teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker
) -> None:
    against = _SpeaksAgainst(teaching.manifest, teaching.network, teaching.device)
    _, (screening,) = screened(FILMS[:1], against, segmenter, checker)
    reasons = {finding.positive: finding.reasons["attention"] for finding in screening.findings}
    assert reasons == {True: ZERO_MAP, False: BELOW_THRESHOLD}


def test_what_is_no_upright_chest_film_is_not_screened(teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker) -> None:
    """Films of one batch keep their order; the others are screened as if they were alone."""
    turned = film_of(np.rot90(PLAIN.pixels).copy(), 0.7)
    _, (noise, side, upright) = screened([film_of(NOISE), turned, FILMS[0]], teaching, segmenter, checker)
    assert isinstance(noise, NotScreened)
    assert noise.code == NotScreenedCode.NO_CHEST_FILM
    assert isinstance(side, NotScreened)
    assert (side.code, side.check.rotate_clockwise, side.header) == (NotScreenedCode.ROTATED, 90, turned.header)
    assert "90° clockwise" in side.sentence
    assert isinstance(upright, Screening)
    assert upright.header == FILMS[0].header


def test_a_batch_without_any_chest_film_is_refused_whole(teaching: WatchedClassifier, segmenter: Segmenter, checker: InputChecker) -> None:
    _, found = screened([film_of(NOISE), film_of(NOISE.T.copy())], teaching, segmenter, checker)
    assert [type(each) for each in found] == [NotScreened, NotScreened]
