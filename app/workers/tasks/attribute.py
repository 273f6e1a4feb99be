"""Make one map of one film."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.workers.worker import Expected
from models.values.attribution import LAST_SPATIAL, MapMethod
from models.values.radiograph import Radiograph

if TYPE_CHECKING:
    from app.workers.engine import Engine


@dataclass(frozen=True)
class MakeMap:
    """Make one map of one film; the result is an AttributionMap. Without a target layer it is taken at the classifier's own."""

    film: Radiograph
    classifier: str
    label: str
    method: MapMethod
    target_layer: str | None = None


@dataclass(frozen=True)
class AttributionMap:
    """One map: raw h×w values and the film's rectangle in the map's coordinates, x0, y0, x1, y1."""

    values: NDArray[np.float32]
    box: tuple[float, float, float, float]


def handle(engine: Engine, payload: MakeMap) -> Generator[Any, None, Any]:
    """Attribute one label's score.

    Raises:
        Expected: The network has no such map, or no such layer.
    """
    from models.attribution.attribute import attribute
    from models.attribution.refusal import NotAttributable
    from models.grids.geometry import map_box

    yield from ()
    classifier, method = engine.watched(payload.classifier), payload.method
    prepared = classifier.prepared(payload.film.pixels)
    batch = prepared.tensor[None].to(classifier.device, classifier.dtype)
    target = classifier.manifest.labels.index(payload.label)
    layer = None if payload.target_layer == LAST_SPATIAL else payload.target_layer or classifier.target_layer
    try:
        found = attribute(classifier.network, batch, methods=[method], targets=[target], scores=classifier.log_odds, target_layer=layer)
    except NotAttributable as error:
        raise Expected("not_attributable", str(error)) from None
    values = found.maps[method][0, 0].float().cpu().numpy()
    return AttributionMap(values, map_box(prepared.geometry, values.shape))
