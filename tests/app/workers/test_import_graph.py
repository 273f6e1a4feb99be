"""An ONNX graph goes through the engine: added, or refused in one sentence with nothing left of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.site.classifiers import classifier_names, own_classifiers
from app.site.own import added
from app.workers.inline import InlineWorkers
from app.workers.messages import Outcome, Refused, Result, Task
from app.workers.tasks.import_classifier import ImportClassifier, Imported
from models.networks.library import EMBEDDED
from models.networks.manifest import Manifest
from models.networks.steps import Channels, Resize, Scale
from models.networks.task import Labelling
from models.values.attribution import LAST_SPATIAL
from tests.models.networks.graphs.made import SIDE, graph, written
from tests.models.networks.graphs.test_bad_graphs import BAD, bad

LABELS = ("A", "B", "C", "D")
STEPS = (Scale("stored-bits", (-1.0, 1.0)), Resize(SIDE, SIDE, "bilinear"), Channels(3))
CARD: dict[str, Any] = {"data": "none", "licence": "none", "metrics": {}, "limits": "random"}
SAID = Manifest("own", Labelling.MULTI_LABEL, LABELS, (0.5,) * 4, "onnx", "graph", {}, Path(), "0" * 64, LAST_SPATIAL, STEPS, CARD)


def _asked(file: Path, workers: InlineWorkers) -> Outcome:
    with added("own") as folder:
        outcome = workers.submit(Task.IMPORT, ImportClassifier(file, SAID, LABELS, folder)).result()
        if not isinstance(outcome, Result):
            raise _NotAddedError(outcome)
        return outcome


class _NotAddedError(Exception):
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def test_a_graph_is_added_and_tried_on_a_phantom(workers: InlineWorkers, tmp_path: Path) -> None:
    outcome = _asked(written(graph(), tmp_path), workers)
    assert isinstance(outcome, Result)
    found = outcome.payload
    assert isinstance(found, Imported)
    assert found.grid == (SIDE // 2, SIDE // 2)
    assert all(0 < chance < 1 for chance in found.probabilities)
    assert classifier_names() == (*EMBEDDED, "own")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_graph_is_refused_and_nothing_is_left(name: str, workers: InlineWorkers, tmp_path: Path) -> None:
    """Expected, so it has a sentence and no traceback."""
    with pytest.raises(_NotAddedError) as told:
        _asked(written(bad(name), tmp_path), workers)
    outcome = told.value.outcome
    assert isinstance(outcome, Refused)
    assert outcome.sentence.endswith(".")
    assert "\n" not in outcome.sentence
    assert list(own_classifiers().iterdir()) == []
    assert classifier_names() == EMBEDDED
