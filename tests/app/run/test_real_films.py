"""Real films of many makers, and files that are none, through real processes into a real log."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.batch.sources import find_films
from app.run.events import FilmRecorded
from app.run.request import RunRequest
from app.run.run import screen_films
from app.workers.pool import Pool
from audit.log.store import Log
from audit.log.verify.verify import verify
from audit.records.body import body_of, json_of
from audit.records.film import FilmRecord
from models.values.parameters import CHEAPEST

pytestmark = pytest.mark.real_data
_COHORT = [f"film{number:02d}.dcm" for number in range(4)]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real") / "audit.db"


def _paths(data: Path) -> list[Path]:
    return list(find_films([data / "dicom", *(data / "cohort" / name for name in _COHORT)]).films)


@pytest.fixture(scope="module")
def done(data: Path, pool: Pool, log: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, FilmRecorded]:
    """What became of each file, by its name."""
    with pytest.MonkeyPatch.context() as patch, Log(log, writing=True) as opened:
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp("home")))
        steps = list(screen_films(_paths(data), RunRequest(parameters=CHEAPEST), pool=pool, log=opened))
    found = [step for step in steps if isinstance(step, FilmRecorded)]
    assert len(found) == len(_paths(data))
    return {one.path.name: one for one in found}


def test_chest_films_are_screened_and_all_else_is_refused(done: dict[str, FilmRecorded], data: Path) -> None:
    with (data / "dicom" / "index.csv").open(encoding="utf-8") as file:
        kinds = {row["file"]: row["kind"] for row in csv.DictReader(file)}
    wanted = {name: "screened" if kind == "chest" else "refused" for name, kind in kinds.items()}
    wanted |= dict.fromkeys(_COHORT, "screened")
    assert {name: one.entry.kind for name, one in done.items()} == wanted


def test_each_file_has_an_entry_and_the_log_is_intact(done: dict[str, FilmRecorded], log: Path) -> None:
    found = verify(log)
    assert (found.entries, found.damage) == (len({one.entry.seq for one in done.values()}), None)
    with Log(log, writing=False) as opened:
        assert all(opened.entry(one.entry.seq) == one.entry for one in done.values())


def test_the_records_of_real_films_are_valid(done: dict[str, FilmRecorded], validator: Draft202012Validator) -> None:
    for one in done.values():
        validator.validate(json.loads(json_of(one.entry.record)))
        assert body_of(one.entry.kind, json_of(one.entry.record)) == one.entry.record


def test_lungs_are_found_on_every_chest_film(done: dict[str, FilmRecorded]) -> None:
    shares = {name: one.entry.film.anatomy.lung_area_share for name, one in done.items() if one.entry.kind == "screened"}
    assert len(shares) == 11
    assert all(0.05 < share < 0.7 for share in shares.values()), shares


def test_every_refusal_says_why_without_naming_the_file(done: dict[str, FilmRecorded]) -> None:
    refused: list[tuple[str, FilmRecord]] = [(name, one.entry.film) for name, one in done.items() if one.entry.kind == "refused"]
    assert len(refused) == 7
    for name, record in refused:
        assert record.reason.endswith(".")
        assert len(record.reason) > 20
        assert Path(name).stem not in record.reason


def test_the_same_films_again_are_already_recorded(done: dict[str, FilmRecorded], data: Path, pool: Pool, log: Path) -> None:
    with Log(log, writing=True) as opened:
        before = opened.count()
        steps = screen_films(_paths(data), RunRequest(parameters=CHEAPEST), pool=pool, log=opened)
        again = [step for step in steps if isinstance(step, FilmRecorded)]
        assert opened.count() == before
    assert all(one.already_recorded for one in again)
    assert {one.path.name: one.entry.seq for one in again} == {name: one.entry.seq for name, one in done.items()}
