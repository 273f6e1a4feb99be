"""Every kind of the catalogue of public reports ends as the catalogue says."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.batch.sources import find_films
from app.desktop.shell.window import ReviewWindow
from app.export.pictures import windowed
from models.reading.read import read_radiograph
from models.values.radiograph import Radiograph
from models.values.refusal import NotARadiograph
from tests.reports.films import FILMS, wanted
from tests.reports.folders import FOLDERS, name_of
from tests.reports.pictures import PICTURES
from tests.reports.sittings import SITTINGS
from tests.reports.window import SCENES, Scene

Report = dict[str, Any]
CATALOGUE: list[Report] = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text("utf-8"))["report"]
_MAKERS: dict[str, dict[str, Callable[..., Any]]] = {
    "film": FILMS, "picture": PICTURES, "folder": FOLDERS, "archive": FOLDERS, "window": SCENES | SITTINGS
}  # fmt: skip
_LINUX = {"drive-that-breaks-off", "started-by-a-path-with-a-backslash", "path-of-a-server", "names-with-signs-of-addresses"}


def _about(*subjects: str) -> list[Any]:
    return [pytest.param(report, id=report["id"], marks=_marks(report)) for report in CATALOGUE if report["about"] in subjects]


def _marks(report: Report) -> list[pytest.MarkDecorator]:
    marks = []
    if "open" in report:
        marks.append(pytest.mark.xfail(reason=report["open"], raises=AssertionError, strict=True))
    if report["id"] in _LINUX:
        marks.append(pytest.mark.skipif(sys.platform != "linux", reason="its paths are those of Linux"))
    return marks


def _outcome(path: Path, report: Report) -> str:
    """Read a film; what is read must be the phantom, upright, bright where it is dense, and seen in its first window."""
    try:
        film = read_radiograph(path)
    except NotARadiograph as error:
        refusal = error
    else:
        _check_film(film, report)
        return "read"
    assert report.get("remedy", "") in refusal.sentence
    assert "untrue" not in report or report["untrue"] not in refusal.sentence
    return f"refused:{refusal.code}"


def _check_film(film: Radiograph, report: Report) -> None:
    phantom = wanted(report["id"])
    assert film.pixels.shape == phantom.shape
    assert np.corrcoef(film.pixels.ravel(), phantom.ravel())[0, 1] >= 0.98
    assert np.ptp(np.percentile(windowed(film.pixels, film.window), (5, 95))) > 100
    assert set(film.header.notes) == set(report.get("notes", ()))


@pytest.mark.parametrize("report", _about("film", "picture"))
def test_a_film_is_read_or_refused_with_a_remedy(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "film.dcm"
    path.write_bytes(_MAKERS[report["about"]][report["id"]]())
    assert _outcome(path, report) == report["outcome"]


@pytest.mark.parametrize("report", _about("folder", "archive"))
def test_of_a_folder_every_film_is_told_and_nothing_else(report: Report, tmp_path: Path) -> None:
    named = FOLDERS[report["id"]](tmp_path)
    found = {name_of(path, named): _outcome(path, report) for path in find_films([named]).films}
    assert found == report["outcome"]


@pytest.mark.parametrize("report", _about("window"))
def test_the_window_does_what_a_person_means(report: Report, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = ReviewWindow()
    qtbot.addWidget(window)
    window.show()
    assert _MAKERS["window"][report["id"]](Scene(window, qtbot, tmp_path, monkeypatch)) == report["outcome"]


def test_every_entry_has_a_maker_and_every_maker_an_entry() -> None:
    listed = {(report["about"], report["id"]) for report in CATALOGUE}
    assert {name for _, name in listed} == {*FILMS, *PICTURES, *FOLDERS, *SCENES, *SITTINGS}
    assert all(name in _MAKERS[about] for about, name in listed)


def test_every_kind_is_a_report_of_its_own() -> None:
    reports = [(report["repository"], report["number"]) for report in CATALOGUE]
    assert len({*reports}) == len(reports) == len({report["kind"] for report in CATALOGUE})


def test_the_catalogue_is_more_than_spellings_of_headers() -> None:
    count = Counter(report["about"] for report in CATALOGUE)
    assert len(CATALOGUE) >= 40
    assert count["folder"] + count["archive"] + count["window"] >= 15
