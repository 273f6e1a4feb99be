"""The command line in the tests' own process, with the workers inline and the cheapest parameters."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

import main
from app.run.request import RunRequest
from app.workers.inline import InlineWorkers
from models.values.parameters import CHEAPEST

_WITH_WORKERS = (
    "film.screen", "log.replay", "film.anatomy", "site.demo", "models.certify", "models.layers", "models.reference", "models.importing",
    "models.new", "cohort.removing", "report.report",
)  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(workers: InlineWorkers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``main.py ARGUMENTS``."""
    for command in _WITH_WORKERS:
        monkeypatch.setattr(f"app.cli.{command}.Pool", lambda **_: nullcontext(workers))
    monkeypatch.setattr("app.cli.site.demo.RunRequest", partial(RunRequest, parameters=CHEAPEST))
    monkeypatch.setattr("app.cli.film.screen.Parameters", lambda **chosen: replace(CHEAPEST, **chosen))

    def started(*arguments: str | Path) -> Ended:
        capsys.readouterr()
        code = main.main([str(argument) for argument in arguments])
        return Ended(code, *capsys.readouterr())

    return started
