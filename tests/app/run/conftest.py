"""Screenings with verdicts, and the record that is made of one."""

from __future__ import annotations

import pytest

from app.run.recording import screened_record
from audit.records.method import MethodRecord
from models.values.screening import Screening
from tests.app.judged import judged
from tests.app.run.made import Made


@pytest.fixture(scope="session")
def judged_screenings(screenings: tuple[Screening, ...]) -> tuple[Screening, ...]:
    """The two phantoms, the marked one with challenges and verdicts."""
    return judged(screenings[0]), screenings[1]


@pytest.fixture(scope="module")
def made(judged_screenings: tuple[Screening, ...], method: MethodRecord) -> Made:
    """The record and the blobs of the marked phantom."""
    return screened_record(judged_screenings[0], method, reading=0.25)
