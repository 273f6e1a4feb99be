"""Workers that only write down what they are asked."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from app.workers.messages import Task
from audit.records.body import fits
from audit.records.events import FirstImpressionRecord
from audit.records.kinds import EntryKind


class Asked:
    """What presenters asked of the bridge; what they asked of the log is for each test to answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[Task, Any]] = []
        self.withdrawn: list[int] = []
        self.attended: Collection[Path] = ()
        self.noted: list[FirstImpressionRecord] = []

    def ask(self, kind: Task, payload: Any) -> int:
        self.asked.append((kind, payload))
        return len(self.asked)

    def note(self, kind: EntryKind, subject: str, record: FirstImpressionRecord) -> None:
        assert fits(kind, record)
        self.noted.append(record)

    def withdraw(self, number: int) -> None:
        self.withdrawn.append(number)

    def attend(self, paths: Collection[Path]) -> None:
        self.attended = paths
