"""Shared by all tests: the real data, workers inline and as processes, and a home of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from app.workers.inline import InlineWorkers
from app.workers.pool import Pool

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs real films where there are none, and say so."""
    if not DATA.is_dir():
        for item in items:
            if item.get_closest_marker("real_data"):
                item.add_marker(pytest.mark.skip(reason="the real films (shared/data beside the checkout) are not here"))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the person's own log, key and settings out of the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture
def without_hard_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drives without hard links, as exFAT and some shares."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)


@pytest.fixture(scope="session")
def data() -> Path:
    """Folder of real films; only for tests marked ``real_data``."""
    return DATA


@pytest.fixture(scope="session")
def workers() -> InlineWorkers:
    """Reader and engine in the test's own thread."""
    return InlineWorkers()


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """Reader and engine as spawned processes, on the CPU."""
    with Pool(device="cpu") as opened:
        yield opened


@pytest.fixture(scope="session")
def phantom_folder(workers: InlineWorkers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two phantom films as DICOM, ``marked.dcm`` and ``plain.dcm``, and ``notes.dcm``, which is none by its bytes."""
    from models.film.phantom_file import write_phantom

    folder = tmp_path_factory.mktemp("phantoms")
    write_phantom(folder / "marked.dcm", 4_000_001, marked=True, size=512)
    write_phantom(folder / "plain.dcm", 4_000_001, marked=False, size=512)
    (folder / "notes.dcm").write_text("not a film")
    return folder


@pytest.fixture
def wider_table(tmp_path: Path) -> Path:
    """A site's own region table: all parts are grown by 40 mm."""
    own = tmp_path / "wider.toml"
    own.write_text(resources.path("regions.toml").read_text("utf-8").replace("tolerance_mm = 15.0", "tolerance_mm = 40.0"), "utf-8")
    return own
