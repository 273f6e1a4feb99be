"""One film, all its numbers: evidence where it may lie is not flagged, the same map with a corner spot is; the budget sums to the logit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import resources
from models.anatomy.anatomy import anatomy_of
from models.anatomy.shape import fit
from models.attention.film import ClassScore, FilmAttention
from models.attention.reasons import NO_CELL, NO_REFERENCE, NO_SUM, NOTHING_OUTSIDE, OTHER_HEAD
from models.attention.reference.reference import Reference
from models.attention.seen import Seen
from models.attribution.attribute import attribute
from models.attribution.watched import WatchedClassifier
from models.detectors.contents import Contents
from models.film.canonical import CanonicalFilm
from models.film.phantom import phantom
from models.grids.geometry import Geometry
from models.networks.library import embedded
from models.regions.places import FilmRegions, FindingRegions
from models.regions.table import shipped_table
from models.values.attention import Attention, Holds, Zone
from models.values.attribution import MapMethod
from models.values.challenge import Place
from models.values.parameters import Parameters

GRID, SIZE = (20, 20), 320
WHOLE = Geometry.identity(SIZE, SIZE)
SEEN = Seen(WHOLE, WHOLE)
FILM = phantom(5_500_010, size=SIZE, marked=False)
CONTENTS = Contents(FILM.pixels, np.ones((SIZE, SIZE), bool))
LABELS = embedded("embedded").labels
Look = Callable[..., Attention]
PRECISION = float(np.finfo(np.float32).eps)


@pytest.fixture(scope="module")
def attention() -> FilmAttention:
    lungs = (FILM.right_lung + 2 * FILM.left_lung).astype(np.uint8)
    anatomy = anatomy_of(lungs, FILM.heart, CanonicalFilm(FILM.pixels, WHOLE, (0.0, 1.0)), fit(lungs))
    assert anatomy is not None
    reference = Reference.load(resources.path("references/embedded.npz"))
    return FilmAttention(anatomy, FilmRegions(shipped_table(), anatomy, 1.2), CONTENTS, SEEN, 1.2, Parameters(), reference)


def _look(film: FilmAttention, signed: NDArray[np.float32], label: str, bias: float | None = None) -> Attention:
    index = LABELS.index(label)
    median = float(np.median(film._reference.films.logits[:, index]))  # type: ignore[union-attr]
    logit = median if bias is None else float(signed.sum()) + bias
    found = film.look(signed, ClassScore(index, label, logit, True, bias, PRECISION))
    assert found is not None
    return found.attention


def _heart() -> NDArray[np.float32]:
    """One logit in a blob where the phantom's heart lies, as a classifier of heart size would have it, and a little elsewhere."""
    y, x = (np.mgrid[: GRID[0], : GRID[1]] + 0.5) / GRID[0]
    blob = np.exp(-(((x - 0.56) / 0.12) ** 2 + ((y - 0.63) / 0.11) ** 2))
    return (blob / blob.sum() + 3e-4 * np.cos(9 * x) * np.cos(7 * y)).astype(np.float32)


def test_evidence_in_the_heart_for_cardiomegaly_is_not_flagged_and_a_corner_spot_is(attention: FilmAttention) -> None:
    heart = _heart()
    spotted = heart.copy()
    spotted[1:4, 1:4] += 1 / 9
    plain, spot = (_look(attention, signed, "Cardiomegaly").focal_excess for signed in (heart, spotted))
    assert plain is not None
    assert spot is not None
    assert not plain.flagged
    assert spot.flagged
    x0, y0, x1, y1 = spot.box
    assert x0 < 0.2 * SIZE > y0
    assert x1 > 0.05 * SIZE < y1


def test_the_heart_is_allowed_for_cardiomegaly_and_mostly_not_for_pneumothorax(attention: FilmAttention) -> None:
    """Which places are outside depends on the finding, not on the lungs alone."""
    of = {label: _look(attention, _heart(), label) for label in ("Cardiomegaly", "Mass")}
    assert of["Cardiomegaly"].peak.inside
    assert of["Cardiomegaly"].share_outside < of["Mass"].share_outside


def test_hot_spots_are_named(attention: FilmAttention) -> None:
    signed = np.zeros(GRID, np.float32)
    signed[1, 1] = signed[10, 19] = 1
    zones = {spot.zone for spot in _look(attention, signed, "Effusion").hot_spots}
    assert zones == {Zone.UPPER_LEFT_CORNER, Zone.RIGHT_BORDER}
    assert {spot.holds for spot in _look(attention, signed, "Effusion").hot_spots} <= set(Holds)


def test_a_lung_is_a_zone_where_the_finding_may_not_rest_on_it(attention: FilmAttention) -> None:
    signed = np.zeros(GRID, np.float32)
    signed[10, 4] = 1
    assert [spot.zone for spot in _look(attention, signed, "Cardiomegaly").hot_spots] == [Zone.RIGHT_LUNG]


def test_a_map_without_evidence_for_the_class_is_not_described(attention: FilmAttention) -> None:
    assert attention.look(np.full(GRID, -1, np.float32), ClassScore(0, "Mass", 0.0, True, None, PRECISION)) is None


def test_what_a_challenge_starts_from_is_the_same_map_in_the_same_places(attention: FilmAttention) -> None:
    signed = _heart() - 2e-4
    hot = attention.hot(signed, "Mass")
    looked = attention.look(signed, ClassScore(LABELS.index("Mass"), "Mass", 0.0, True, None, PRECISION))
    assert hot is not None
    assert looked is not None
    np.testing.assert_array_equal(hot.heat, looked.heat)
    assert hot.where is looked.where
    kinds = np.stack([hot.where.allowed, hot.on(Place.PLAUSIBLE_CONTEXT), hot.on(Place.NON_ANATOMICAL)])
    np.testing.assert_array_equal(kinds.sum(axis=0), hot.where.field)
    assert attention.hot(np.full(GRID, -1, np.float32), "Mass") is None


def test_what_lies_at_a_spot_is_told_as_for_hot_spots(attention: FilmAttention) -> None:
    signed = np.zeros(GRID, np.float32)
    signed[1, 1] = 1
    looked = attention.look(signed, ClassScore(0, "Mass", 0.0, True, None, PRECISION))
    assert looked is not None
    spot = looked.attention.hot_spots[0]
    assert spot.zone == Zone.UPPER_LEFT_CORNER
    assert attention.lies(looked.heat * looked.spots.masks[0]) == (spot.zone, spot.holds)


def test_evidence_in_the_heart_counts_for_the_mediastinum(attention: FilmAttention) -> None:
    found = _look(attention, _heart(), "Cardiomegaly", bias=-1.5).decomposition
    assert found is not None
    assert found.total["mediastinum"] > 0.7 * sum(value for name, value in found.total.items() if name != "bias")
    assert sum(found.total.values()) == pytest.approx(float(_heart().sum()) - 1.5, abs=1e-4)


def test_the_decomposition_sums_to_the_logit(attention: FilmAttention) -> None:
    signed = np.random.default_rng(0).standard_normal(GRID).astype(np.float32)
    found = _look(attention, signed, "Effusion", bias=-1.5).decomposition
    assert found is not None
    assert found.reference is not None
    assert sum(found.total.values()) == pytest.approx(float(signed.sum()) - 1.5, abs=1e-4)
    assert found.total["bias"] == -1.5
    assert all(found.against[name] <= min(0, value) for name, value in found.total.items())
    assert found.total.keys() == found.reference.keys()


def test_a_map_that_does_not_sum_to_its_logit_has_a_reason_instead(attention: FilmAttention) -> None:
    signed = np.random.default_rng(0).standard_normal(GRID).astype(np.float32)
    for bias, why in ((0.0, NO_SUM), (None, OTHER_HEAD)):
        found = attention.look(signed, ClassScore(2, "Effusion", float(signed.sum()) + 0.01, True, bias, PRECISION))
        assert found is not None
        assert found.attention.decomposition is None
        assert found.attention.reasons == {"decomposition": why}


def test_without_a_reference_the_reason_is_said(attention: FilmAttention) -> None:
    alone = FilmAttention(attention._anatomy, attention._places, CONTENTS, SEEN, 1.2, Parameters())
    found = alone.look(_heart(), ClassScore(1, "Cardiomegaly", 0.0, True, None, PRECISION))
    assert found is not None
    assert found.attention.focal_excess is None
    assert found.attention.reasons == {"focal_excess": NO_REFERENCE, "decomposition": OTHER_HEAD}


def test_what_is_wholly_outside_has_no_enrichment_and_that_is_said(attention: FilmAttention) -> None:
    signed = np.zeros(GRID, np.float32)
    signed[19, 0] = 1
    found = _look(attention, signed, "Mass")
    assert found.enrichment is None
    assert found.reasons["enrichment"] == "All of the map lies outside the allowed region."


def test_where_everything_is_allowed_nothing_lies_outside_and_that_is_said(attention: FilmAttention) -> None:
    everything = np.ones((SIZE, SIZE), bool)
    places = attention._places.of("Mass")
    film = FilmAttention(
        attention._anatomy, _Allowing(replace(places, allowed=everything)), CONTENTS, SEEN, 1.2, Parameters(), attention._reference
    )
    found = _look(film, _heart(), "Mass")
    assert (found.area_outside, found.enrichment, found.focal_excess) == (0, None, None)
    assert found.reasons["enrichment"] == found.reasons["focal_excess"] == NOTHING_OUTSIDE
    nothing = FilmAttention(
        attention._anatomy, _Allowing(replace(places, allowed=~everything)), CONTENTS, SEEN, 1.2, Parameters(), attention._reference
    )
    found = _look(nothing, _heart(), "Mass")
    assert (found.resolution_floor, found.reasons["resolution_floor"]) == (None, NO_CELL)
    assert found.reasons["enrichment"] == "All of the exposed field lies outside the allowed region."


class _Allowing:
    """One allowed region for every finding."""

    def __init__(self, regions: FindingRegions) -> None:
        self.regions = regions

    def of(self, label: str) -> FindingRegions:
        return self.regions


def test_the_embedded_classifiers_maps_and_biases_sum_to_its_logits() -> None:
    """Whatever the film; the biases were measured on a black one."""
    classifier = WatchedClassifier.load(embedded("embedded"), torch.device("cpu"))
    assert classifier.biases is not None
    batch = torch.stack([classifier.prepared(phantom(seed).pixels).tensor for seed in (1, 2, 3)])
    found = attribute(classifier.network, batch, methods=[MapMethod.SIGNED_CAM])
    sums = found.maps[MapMethod.SIGNED_CAM].double().sum(dim=(2, 3)).detach().numpy() + classifier.biases
    np.testing.assert_allclose(sums, found.logits.double().numpy(), atol=1e-4)
