"""Who may be used for what: one role a patient, for every recipe and every later step (method, section 7)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

FOLDS = (0, 1, 2)
FILE = Path(__file__).with_name("ledger.csv")


class PatientRole(StrEnum):
    """What a patient's films may do."""

    TRAIN = "train"
    REFERENCE = "reference"
    CALIBRATE = "calibrate"
    EVALUATE = "evaluate"


@dataclass(frozen=True)
class LedgerLine:
    """One patient.

    Attributes:
        role: The only one.
        fold: In cross-validation the fold whose network never sees this patient; fold 0 is what the shipped weights never see.
    """

    role: PatientRole
    fold: int


@cache
def ledger(source: str) -> dict[str, LedgerLine]:
    """Read the patients of a source: "nih" and "nih_more" (patient numbers), "lungs" (case groups) or "hearts" (films).

    Raises:
        ValueError: A patient has two lines.
    """
    lines: dict[str, LedgerLine] = {}
    with FILE.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["source"] != source:
                continue
            if row["patient"] in lines:
                raise ValueError(f"Patient {row['patient']} of {source} has two lines in the ledger.")
            lines[row["patient"]] = LedgerLine(PatientRole(row["role"]), int(row["fold"]))
    return lines


def nih_line(patient: str) -> LedgerLine:
    """Return the line of an NIH patient, whichever folder's patients he came with."""
    return ledger("nih").get(patient) or ledger("nih_more")[patient]
