"""The logs that this person last worked with, and what was opened with them: names and folders that the person chose, and no more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.export.writing import anything, replacing
from app.site.person import data_folder

MOST, MOST_OPENED = 6, 4


@dataclass(frozen=True)
class RecentLog:
    """A log that was worked with.

    Attributes:
        log: Its file.
        classifier: Name or folder of the classifier.
        opened: Files and folders that were last opened with it.
    """

    log: Path
    classifier: str
    opened: tuple[Path, ...]


def recent_logs() -> list[RecentLog]:
    """Return the logs last worked with, the last one first; none where their list cannot be read, since it is a comfort alone."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        kept = json.loads((data_folder() / "recent.json").read_text("utf-8"))
        return [RecentLog(Path(one["log"]), str(one["classifier"]), tuple(map(Path, one["opened"]))) for one in kept][:MOST]
    return []


def keep_recent(log: Path, classifier: str, opened: Sequence[Path]) -> None:
    """Keep that a log was worked with, as the last one.

    Raises:
        OSError: The list cannot be written.
    """
    last = RecentLog(log.absolute(), classifier, tuple(path.absolute() for path in opened[:MOST_OPENED]))
    others = [one for one in recent_logs() if one.log != last.log]
    kept = [
        {"log": str(one.log), "classifier": one.classifier, "opened": [str(path) for path in one.opened]} for one in [last, *others][:MOST]
    ]
    with replacing(data_folder() / "recent.json", anything) as out:
        out.write(json.dumps(kept, indent=1))
