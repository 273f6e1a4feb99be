"""Files that hold what was measured of a classifier, as the engine looks for them and refuses them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resources
from app.workers.worker import Expected


@dataclass(frozen=True)
class Kept:
    """A kind of file that holds what was measured of a classifier.

    Attributes:
        name: Of the kind.
        file: Returns the file of weights under a table.
        retired: Returns a shipped file of an earlier version by its hash.
        load: Reads one.
        refusal: What that raises.
    """

    name: str
    file: Callable[[str, str], Path | None]
    retired: Callable[[str], Path | None]
    load: Callable[[Path], Any]
    refusal: type[Exception]

    @property
    def unusable(self) -> str:
        """The code of a file that cannot be used."""
        return f"unusable_{self.name}"

    def unusable_file(self, file: Path, why: str) -> Expected:
        """Refuse a file; the sentence says why, which file it is, and the remedies."""
        is_shipped = file.is_relative_to(resources.path(f"{self.name}s"))
        which = (
            f"It is the shipped file {file}." if is_shipped else f"Or remove the file {file} to use the shipped one, where there is one."
        )
        return Expected(self.unusable, f"{why} {which}")
