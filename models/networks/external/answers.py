"""One line of a program's output, read as the scores of one film (contract, section 6)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.networks.external.printable import printable

LONGEST_LINE = 2**20
"""Bytes; a longer line is nonsense."""


class Nonsense(Exception):
    """A line that tells of no film; the sentence says why. The program that wrote it is not asked further."""


@dataclass(frozen=True)
class Answer:
    """What a program said of one film.

    Attributes:
        film: Its name, as it was handed over.
        scores: K, in the order of the labels; empty where it gave none that can be used.
        reason: Why there are none, a sentence; None where there are.
    """

    film: str
    scores: tuple[float, ...] = ()
    reason: str | None = None


def read_answer(line: bytes, labels: Sequence[str]) -> Answer:
    """Read one line.

    Args:
        line: JSON, ``{"id": film, "scores": {label: number}}`` or ``{"id": film, "error": text}``; more labels than ours do no harm.
        labels: K.

    Raises:
        Nonsense: It does not tell which film it is about.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        shown = printable(line.decode("utf-8", "replace"))
        raise Nonsense(f"The classifier's program wrote a line that is no JSON: {shown or 'an empty one'}") from None
    if not isinstance(said, dict) or not isinstance(film := said.get("id"), str):
        raise Nonsense("The classifier's program wrote a line that does not name a film as its id.")
    if "error" in said:
        return Answer(film, reason=f"The classifier's program says: {printable(str(said['error'])) or 'no reason given.'}")
    scores = said.get("scores")
    if not isinstance(scores, dict):
        return Answer(film, reason="The classifier's program answered without scores.")
    if missing := [label for label in labels if label not in scores]:
        return Answer(
            film, reason=f"The classifier's program gave no score of {', '.join(missing[:3])}{' and others' * (len(missing) > 3)}."
        )
    if wrong := [label for label in labels if not _is_number(scores[label])]:
        return Answer(film, reason=f"The classifier's program gave a score of {wrong[0]} that is no finite number.")
    return Answer(film, tuple(float(scores[label]) for label in labels))


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
