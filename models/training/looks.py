"""How often the films that nothing is chosen on were looked at: a committed list that only grows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = Path(__file__).with_name("logs") / "looks.json"


@dataclass(frozen=True)
class Look:
    """One occasion.

    Attributes:
        date: As YYYY-MM-DD.
        step: Of the work, as "step 10".
        films: Which were looked at, by folder.
        measured: What.
        script: By which.
        chose: Whether something was chosen by what was seen; None is not known.
    """

    date: str
    step: str
    films: tuple[str, ...]
    measured: str
    script: str
    chose: bool | None = False

    @classmethod
    def now(cls, step: str, films: tuple[str, ...], measured: str, script: str) -> Look:
        """Return a look of today that chooses nothing."""
        return cls(datetime.now(UTC).date().isoformat(), step, films, measured, script)


def looks(file: Path = FILE) -> list[Look]:
    """Return all looks, the first one first."""
    return [Look(**row | {"films": tuple(row["films"])}) for row in json.loads(file.read_text())]


def add(look: Look, file: Path = FILE) -> None:
    """Append a look; to be called before the films are looked at, so that a look that fails counts too."""
    rows = [asdict(one) for one in (*looks(file), look)]
    file.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


_CHOSE = {True: "yes", False: "no", None: "not known"}


def told(file: Path = FILE) -> list[str]:
    """Return the lines of the validation page."""
    found = looks(file)
    chose = sum(one.chose is True for one in found)
    return [
        "", "### How often the evaluation films were looked at", "",
        f"On {len(found)} occasions; on {chose} of them something was chosen by what was seen. From step 10 on a step is to look "
        "once, at its end.",
        "",
        "| date | step | films of | measured | by | chosen by it |", "|---|---|---|---|---|---|",
        *(
            f"| {one.date} | {one.step.removeprefix('step ')} | {', '.join(one.films)} | {one.measured} | {one.script} | "
            f"{_CHOSE[one.chose]} |"
            for one in found
        ),
    ]  # fmt: skip
