"""Maps of the window, by the real engine: every method that is offered, at the classifier's own layer and at others."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from app.desktop.viewer.heat import computed_heat
from app.desktop.viewer.view import Overlay
from app.workers.inline import InlineWorkers
from app.workers.messages import Refused, Result, Task
from app.workers.tasks.attribute import AttributionMap, MakeMap
from app.workers.tasks.target_layers import ListTargetLayers
from models.film.phantom import phantom
from models.values.attribution import LAST_SPATIAL, MapMethod
from models.values.radiograph import Header, Radiograph, Window


@cache
def film() -> Radiograph:
    return Radiograph(phantom(4_000_001, size=256).pixels, Window(0.5, 1.0, "file"), Header("0" * 64, "0" * 64, 256, 256))


def found(workers: InlineWorkers, method: MapMethod, layer: str | None = None) -> AttributionMap:
    ending = workers.submit(Task.ATTRIBUTE, MakeMap(film(), "teaching", "Cardiomegaly", method, layer)).result()
    assert isinstance(ending, Result)
    made: AttributionMap = ending.payload
    return made


@pytest.mark.parametrize("overlay", [overlay for overlay in Overlay if overlay.method])
def test_every_map_that_the_window_offers_can_be_made_and_drawn(workers: InlineWorkers, overlay: Overlay) -> None:
    """Of one film and finding, which need not have anything that speaks against it."""
    assert overlay.method
    heat = computed_heat(found(workers, overlay.method), film(), overlay, failed=False)
    assert heat is not None or overlay is Overlay.COUNTERFACTUAL
    if heat is not None:
        assert heat.values.shape == (256, 256)
        assert np.isfinite(heat.values).all()
        assert heat.signed or heat.values.min() >= 0


def test_at_another_layer_the_map_has_that_layers_grid(workers: InlineWorkers) -> None:
    """The last spatial layer by its name is the classifier's own."""
    listed = workers.submit(Task.TARGET_LAYERS, ListTargetLayers("teaching")).result()
    assert isinstance(listed, Result)
    finer = next(layer for layer in reversed(listed.payload) if layer.shape[1] > listed.payload[0].shape[1])
    assert found(workers, MapMethod.GRAD_CAM, finer.name).values.shape == finer.shape[1:]
    own, named = found(workers, MapMethod.GRAD_CAM), found(workers, MapMethod.GRAD_CAM, LAST_SPATIAL)
    np.testing.assert_array_equal(own.values, named.values)


def test_a_layer_that_there_is_not_is_refused_in_a_sentence(workers: InlineWorkers) -> None:
    ending = workers.submit(Task.ATTRIBUTE, MakeMap(film(), "teaching", "Cardiomegaly", MapMethod.GRAD_CAM, "no.such")).result()
    assert isinstance(ending, Refused)
    assert "no.such" in ending.sentence
