"""Workers that only write down what they are asked."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from app.workers.messages import Task


class Asked:
    """What presenters asked of the bridge; what they asked of the log is for each test to answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[Task, Any]] = []
        self.withdrawn: list[int] = []
        self.attended: Collection[Path] = ()

    def ask(self, kind: Task, payload: Any) -> int:
        self.asked.append((kind, payload))
        return len(self.asked)

    def withdraw(self, number: int) -> None:
        self.withdrawn.append(number)

    def attend(self, paths: Collection[Path]) -> None:
        self.attended = paths
