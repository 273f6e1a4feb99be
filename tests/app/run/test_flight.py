"""Many films in flight: few at a time, each once, whatever ends first, and none told before it stands in the log."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.run.events import FilmRecorded, FilmScored
from app.run.request import RunRequest
from app.run.run import screen_films
from app.workers.job import Job
from app.workers.messages import Failed, Outcome, PartialResult, Request, Result, Task
from app.workers.tasks.read import ReadFilm
from audit.log.store import Log
from audit.log.verify.verify import verify
from models.values.parameters import CHEAPEST
from models.values.radiograph import Radiograph
from models.values.screening import Scored, Screening

Screen = Callable[..., list[FilmRecorded]]
_LOG = "audit.db"


class TableWorkers:
    """Reads and screens from a table, and answers only when somebody waits: the newest request first, so that little ends in order.

    Attributes:
        most: Most requests of each kind that were under way at once.
    """

    def __init__(self, film: Radiograph, screening: Screening, method: Any) -> None:
        self._film, self._screening, self._method = film, screening, method
        self._ids, self._open = itertools.count(1), list[Job]()
        self.under_way, self.most = Counter[Task](), Counter[Task]()

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        job = Job(Request(next(self._ids), kind, payload))
        self.under_way[kind] += 1
        self.most[kind] = max(self.most[kind], self.under_way[kind])
        self._open.append(job)
        listen = job.listen

        def listened(tell: Any) -> None:
            listen(tell)
            if kind is Task.LOAD_METHOD:
                self.answer()

        job.listen = listened  # type: ignore[method-assign]
        return job

    def answer(self) -> None:
        """Answer the newest request, of a reader before any of an engine."""
        job = max(self._open, key=lambda job: (job.request.kind is not Task.SCREEN, job.request.id))
        self._open.remove(job)
        self.under_way[job.request.kind] -= 1
        job.end(Result(job.request.id, self._result(job.request)))

    def _result(self, request: Request) -> Any:
        match request.kind:
            case Task.LOAD_METHOD:
                return self._method
            case Task.READ:
                sha256 = f"{int(request.payload.path.stem):064x}"
                return replace(self._film, header=replace(self._film.header, file_sha256=sha256, pixel_sha256=sha256))
            case _:
                return tuple(replace(self._screening, header=film.header) for film in request.payload.films)

    def cancel(self, job: Job) -> None:
        pass


@pytest.fixture
def table(films: list[Radiograph], screenings: tuple[Screening, ...], workers: Any, monkeypatch: pytest.MonkeyPatch) -> TableWorkers:
    """An engine and readers that answer from a table when the run waits for them."""
    from app.run.flight import Flight
    from tests.app.conftest import LOAD

    loaded = workers.submit(Task.LOAD_METHOD, LOAD).result()
    made, hear = TableWorkers(films[1], screenings[1], loaded.payload), Flight.hear

    def waits(flight: Flight) -> Any:
        if not flight.has_heard:
            made.answer()
        return hear(flight)

    monkeypatch.setattr(Flight, "hear", waits)
    return made


@pytest.mark.parametrize(("readers", "engines", "batch_size"), [(1, 1, 4), (3, 2, 4), (2, 1, 1)])
def test_few_films_are_in_flight_however_many_there_are(
    table: TableWorkers, tmp_path: Path, readers: int, engines: int, batch_size: int
) -> None:
    order = RunRequest(parameters=CHEAPEST, batch_size=batch_size, readers=readers, engines=engines)
    paths, told = [Path(f"{number}.dcm") for number in range(200)], list[Path]()
    with Log(tmp_path / _LOG, writing=True) as log:
        for step in screen_films(paths, order, pool=table, log=log):  # type: ignore[arg-type]
            if isinstance(step, FilmRecorded):
                told.append(step.path)
                assert log.entry(step.entry.seq) == step.entry
    assert sorted(told) == sorted(paths)
    assert told != paths
    assert table.most[Task.SCREEN] == order.batches_in_flight == 2 * engines
    assert batch_size <= table.most[Task.READ] <= order.films_in_hand
    assert verify(tmp_path / _LOG).entries == 200


def test_recorded_films_are_known_by_their_file_and_not_decoded(
    screen: Screen, scripted: Any, phantom_folder: Path, ready_log: Path, tmp_path: Path
) -> None:
    moved = Path(shutil.copy(phantom_folder / "plain.dcm", tmp_path / "moved.dcm"))
    done = screen([*sorted(phantom_folder.iterdir()), moved], scripted, ready_log)
    assert [one.already_recorded for one in done] == [True] * 4
    assert [(one.film, dict(one.blobs), one.duplicate) for one in done] == [(None, {}, False)] * 4
    assert Counter(request.kind for request in scripted.asked) == {Task.HASH: 4, Task.LOAD_METHOD: 1}


def test_a_run_into_a_log_that_knows_nothing_of_the_method_hashes_nothing(
    screen: Screen, scripted: Any, phantom_folder: Path, ready_log: Path, tmp_path: Path
) -> None:
    """Neither a new log nor one of another method; a file is then read once."""
    for log, order in ((tmp_path / _LOG, {}), (ready_log, {"parameters": replace(CHEAPEST, seed=2)}), (ready_log, {"again": True})):
        screen([phantom_folder / "plain.dcm"], scripted, log, **order)
    assert Counter(request.kind for request in scripted.asked) == {Task.LOAD_METHOD: 3, Task.READ: 3, Task.SCREEN: 3}


def test_a_file_that_cannot_be_hashed_is_refused_as_when_it_is_read(screen: Screen, scripted: Any, ready_log: Path, tmp_path: Path) -> None:
    (done,) = screen([tmp_path / "missing.dcm"], scripted, ready_log)
    assert (done.entry.kind, done.entry.film.code) == ("refused", "not_found")


def test_a_hash_that_fails_leaves_the_file_to_the_reader(screen: Screen, scripted: Any, phantom_folder: Path, ready_log: Path) -> None:
    scripted.script = lambda request: Failed(request.id, "It died.") if request.kind is Task.HASH else None
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, ready_log)
    assert (done.already_recorded, done.film is not None) == (True, True)


def test_twins_wait_until_the_first_is_recorded_and_a_twin_of_a_failed_film_is_tried(
    screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path
) -> None:
    twins = [Path(shutil.copy(phantom_folder / "plain.dcm", tmp_path / f"{number}.dcm")) for number in range(5)]
    asked = itertools.count()

    def script(request: Request) -> Outcome | None:
        return Failed(request.id, "It failed.") if request.kind is Task.SCREEN and next(asked) == 0 else None

    scripted.script = script
    done = screen(twins, scripted, tmp_path / _LOG)
    assert [(one.entry.kind, one.already_recorded) for one in done] == [("failed", False), ("screened", False)] + [("screened", True)] * 3
    assert scripted.screened_batches() == [1, 1]
    assert verify(tmp_path / _LOG).entries == 2


def test_two_files_that_cannot_be_read_and_are_the_same_have_one_entry(screen: Screen, scripted: Any, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("no film")
    done = screen([tmp_path / "a.txt", tmp_path / "b.txt"], scripted, tmp_path / _LOG)
    assert [(one.entry.seq, one.already_recorded) for one in done] == [(1, False), (1, True)]


def test_scores_are_told_before_the_film_is_recorded(
    scripted: Any, screenings: tuple[Screening, ...], phantom_folder: Path, tmp_path: Path
) -> None:
    submit, partial = scripted.submit, replace(screenings[1], seconds=0.5)

    def in_parts(kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        job: Job = submit(kind, payload, urgent=urgent)
        if kind is Task.SCREEN:
            assert payload.in_parts
            ending = job._heard.get()
            job.hear(PartialResult(job.request.id, Scored(0, partial)))
            job._heard.put(ending)
        return job

    scripted.submit = in_parts
    path = phantom_folder / "plain.dcm"
    with Log(tmp_path / _LOG, writing=True) as log:
        steps = []
        for step in screen_films([path], RunRequest(parameters=CHEAPEST, in_parts=True), pool=scripted, log=log):
            steps.append(step)
            if isinstance(step, FilmScored):
                assert log.count() == 0
    (scored,) = (step for step in steps if isinstance(step, FilmScored))
    (done,) = (step for step in steps if isinstance(step, FilmRecorded))
    assert steps.index(scored) < steps.index(done)
    assert (scored.path, scored.record.seconds.engine) == (path, 0.5)
    assert set(scored.blobs) == set(done.blobs)
    assert scored.film.header == done.film.header if done.film else False


def test_two_engines_on_the_cpu_screen_one_list(screen: Screen, phantom_folder: Path, tmp_path: Path) -> None:
    """The seam of two devices: each engine loads the method by itself."""
    from app.workers.pool import Pool

    paths = [phantom_folder / name for name in ("plain.dcm", "marked.dcm")] * 3
    with Pool(device=("cpu", "cpu"), threads=1) as pool:
        assert isinstance(pool.submit(Task.READ, ReadFilm(paths[0])).result(), Result)
        done = screen(paths, pool, tmp_path / _LOG, batch_size=1, engines=2, again=True)
        assert len(pool.processes()) == 3
    assert [one.entry.kind for one in done] == ["screened"] * 6
    assert verify(tmp_path / _LOG, deep=True).damage is None
