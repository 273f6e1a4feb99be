"""A widget left alive fails its test; a real screening, for those who show one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.run.events import Event
from app.run.request import RunRequest
from app.run.run import screen_films
from app.workers.inline import InlineWorkers
from audit.log.store import Log
from models.values.parameters import CHEAPEST


@pytest.fixture(autouse=True)
def no_widget_left(qapp: QApplication) -> Iterator[None]:
    """Look for top-level widgets that a test leaves open."""
    before = {id(widget) for widget in qapp.topLevelWidgets()}
    yield
    left = [widget for widget in qapp.topLevelWidgets() if id(widget) not in before and widget.isVisible()]
    assert left == [], "a test left a window open"


@pytest.fixture(scope="session")
def steps(phantom_folder: Path, workers: InlineWorkers, tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """Everything a real screening of the phantom folder says."""
    request = RunRequest(classifier="teaching", parameters=CHEAPEST)
    with Log(tmp_path_factory.mktemp("log") / "audit.db", writing=True) as log:
        return list(screen_films(sorted(phantom_folder.iterdir()), request, pool=workers, log=log))
