"""What the screening service and the command line share: screened phantoms, and workers that follow a script."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import resources
from app.run.events import FilmRecorded
from app.run.request import RunRequest
from app.run.run import screen_films
from app.site.recorded import recorded_method
from app.workers.inline import InlineWorkers
from app.workers.job import Job, Workers
from app.workers.messages import Outcome, Request, Result, Task
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.log.store import Log
from audit.records.method import MethodRecord
from models.values.parameters import CHEAPEST
from models.values.radiograph import Radiograph
from models.values.screening import Screening
from models.values.verdict import FindingVerdict, Verdict

Screen = Callable[..., list[FilmRecorded]]
LOAD = LoadMethod("embedded", CHEAPEST)


@dataclass(frozen=True)
class Screened:
    """The phantom folder, screened once for all tests.

    Attributes:
        log: The log it was recorded in; never opened for writing.
        done: What was yielded as done, in that order.
    """

    log: Path
    done: list[FilmRecorded]


@pytest.fixture(scope="session")
def validator() -> Draft202012Validator:
    """The published schema of a film's record."""
    return Draft202012Validator(json.loads(resources.path("record.schema.json").read_text("utf-8")))


@contextmanager
def _home_at(folder: Path) -> Iterator[None]:
    """Keep the person's own folder out of what is done once for all tests, before any test has a home of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
            patch.setenv(name, str(folder))
        yield


@pytest.fixture(scope="session")
def screened(workers: InlineWorkers, phantom_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Screened:
    """Both phantoms and the file that is none, screened by the embedded classifier."""
    folder = tmp_path_factory.mktemp("screened")
    with _home_at(folder), Log(folder / "audit.db", writing=True) as log:
        steps = screen_films(sorted(phantom_folder.iterdir()), RunRequest(parameters=CHEAPEST), pool=workers, log=log)
        done = [step for step in steps if isinstance(step, FilmRecorded)]
    return Screened(folder / "audit.db", done)


@pytest.fixture
def ready_log(screened: Screened, tmp_path: Path) -> Path:
    """A copy of the log of the screened phantoms, free to be written to."""
    return Path(shutil.copy(screened.log, tmp_path / "ready.db"))


@pytest.fixture(scope="session")
def films(workers: InlineWorkers, phantom_folder: Path) -> list[Radiograph]:
    """The two phantoms, read: marked, plain."""
    endings = [workers.submit(Task.READ, ReadFilm(phantom_folder / name)).result() for name in ("marked.dcm", "plain.dcm")]
    return [ending.payload for ending in endings if isinstance(ending, Result)]


@pytest.fixture(scope="session")
def method(workers: InlineWorkers, tmp_path_factory: pytest.TempPathFactory) -> MethodRecord:
    """The embedded classifier's method with the cheapest parameters, as it is recorded."""
    with _home_at(tmp_path_factory.mktemp("home")):
        ending = workers.submit(Task.LOAD_METHOD, LOAD).result()
    assert isinstance(ending, Result), ending
    return recorded_method(ending.payload)


@pytest.fixture(scope="session")
def screenings(workers: InlineWorkers, films: list[Radiograph], method: MethodRecord) -> tuple[Screening, ...]:
    """What the embedded classifier finds on the two phantoms."""
    assert method.fingerprint is not None
    ending = workers.submit(Task.SCREEN, ScreenFilms(tuple(films), method.fingerprint, LOAD)).result()
    assert isinstance(ending, Result), ending
    return ending.payload


class ScriptedWorkers:
    """Reads as the reader does; the engine knows one Screening and gives it for every film; a script may answer first.

    Attributes:
        script: Answers a request, or leaves it by None.
        asked: All requests, in order.
        cancelled: Ids of the requests that were cancelled.
    """

    def __init__(self, workers: InlineWorkers, screening: Screening) -> None:
        self._workers, self._screening = workers, screening
        self._ids = itertools.count(1)
        self.script: Callable[[Request], Outcome | None] = lambda request: None
        self.asked: list[Request] = []
        self.cancelled: list[int] = []

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        job = Job(Request(next(self._ids), kind, payload))
        self.asked.append(job.request)
        ending = self.script(job.request)
        if ending is None and kind is Task.SCREEN:
            ending = Result(job.request.id, tuple(replace(self._screening, header=film.header) for film in payload.films))
        job.end(ending or self._workers.submit(kind, payload).result())
        return job

    def cancel(self, job: Job) -> None:
        self.cancelled.append(job.request.id)

    def close(self) -> None:
        pass

    def screened_batches(self) -> list[int]:
        """Return how many films each batch had that the engine was asked to screen."""
        return [len(request.payload.films) for request in self.asked if request.kind is Task.SCREEN]


@pytest.fixture(scope="session")
def not_assessable(screenings: tuple[Screening, ...]) -> Screening:
    """What the engine says of a film whose lung segmentation failed its quality check: scores, no attention, and nothing challenged."""
    plain = screenings[1]
    reason = "Not assessable: the lung segmentation failed its quality check; a lung is in pieces."
    verdict = FindingVerdict(Verdict.NOT_ASSESSABLE, reason)
    nothing = {"attention": None, "region": None, "sentence": reason, "reasons": {"attention": reason}, "tests": (), "verdict": verdict}
    findings = tuple(replace(one, **nothing) for one in plain.findings)
    quality = replace(plain.anatomy.quality, score=0.7, reason=reason)
    return replace(
        plain, findings=findings, allowed={}, anatomy=replace(plain.anatomy, quality=quality), regions=(), challenges=(), not_run=(),
        verdict=Verdict.NOT_ASSESSABLE,
    )  # fmt: skip


@pytest.fixture
def scripted(workers: InlineWorkers, screenings: tuple[Screening, ...]) -> ScriptedWorkers:
    return ScriptedWorkers(workers, screenings[1])


@pytest.fixture
def screen() -> Screen:
    """Screen paths into a log and return what was yielded as done."""

    def run(paths: Sequence[Path], pool: Workers, log: Path, **order: Any) -> list[FilmRecorded]:
        wanted = RunRequest(**({"parameters": CHEAPEST} | order))
        with Log(log, writing=True) as opened, closing(screen_films(paths, wanted, pool=pool, log=opened)) as steps:
            return [step for step in steps if isinstance(step, FilmRecorded)]

    return run
