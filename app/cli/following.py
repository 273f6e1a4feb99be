"""A long request of a command, followed on the terminal until it ends."""

from __future__ import annotations

from typing import Any

from rich.progress import Progress

from app.cli.terminal import fail
from app.workers.job import Job
from app.workers.messages import Cancelled, Failed, Progressed, Refused, Result, why_not


def followed(job: Job, bar: Progress, which: str = "") -> Any:
    """Return what a request results in; the command ends, with the reason, where it results in nothing.

    Args:
        job: Under way.
        bar: Shows how far it is.
        which: Stands before what is being done, where there are several.
    """
    task = bar.add_task(which or "starting", total=None)
    for answer in job.answers():
        match answer:
            case Progressed(progress=progress):
                doing = f"{which}: {progress.label}" if which else progress.label
                bar.update(task, completed=progress.done, total=progress.of, description=doing)
            case Result(payload=found):
                bar.remove_task(task)
                return found
            case Refused() | Failed() | Cancelled():
                fail(why_not(answer))
    raise AssertionError("a request has an outcome")
