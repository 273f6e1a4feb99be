"""A long request is followed to its end."""

from __future__ import annotations

import pytest
import typer
from rich.progress import Progress as Bar

from app.cli.following import followed
from app.workers.job import Job
from app.workers.messages import Failed, Outcome, Progressed, Refused, Request, Result, Task
from models.values.progress import Progress


def _job(ending: Outcome) -> Job:
    job = Job(Request(1, Task.CERTIFY, None))
    job.hear(Progressed(1, Progress(1, 3, "adding up maps")))
    job.end(ending)
    return job


def test_what_it_results_in_is_returned_and_its_bar_is_taken_away() -> None:
    with Bar(disable=True) as bar:
        assert followed(_job(Result(1, "found")), bar) == "found"
        assert not bar.tasks


@pytest.mark.parametrize(("which", "doing"), [("", "adding up maps"), ("copy 1 of 2", "copy 1 of 2: adding up maps")])
def test_the_bar_says_which_and_how_far(which: str, doing: str) -> None:
    with Bar(disable=True) as bar, pytest.raises(typer.Exit):
        followed(_job(Refused(1, "no_films", "There are no films.")), bar, which)
    assert [(task.description, task.completed, task.total) for task in bar.tasks] == [(doing, 1, 3)]


@pytest.mark.parametrize(
    "ending", [Refused(1, "no_films", "There are no films."), Failed(1, "There are no films.", "")]
)  # fmt: skip
def test_without_a_result_the_command_ends_with_the_reason(ending: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    with Bar(disable=True) as bar, pytest.raises(typer.Exit):
        followed(_job(ending), bar)
    assert capsys.readouterr().err == "There are no films.\n"
