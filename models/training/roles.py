"""Gives patients who came later their one role: ``python -m models.training.roles --data FOLDER``; those who have one keep it.

One third of the new NIH patients never trains. They are drawn so that films from front and from behind are about alike among all who do not
train, and that each finding is among them as often as among the others. Of the films with hearts one third measures.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path

import numpy as np

from models.training.ledger import FILE, LedgerLine, PatientRole, ledger

SEED = 20261127
UNTRAINED = {"AP": 125, "PA": 78}
"""New patients who do not train; a patient with an AP film counts as AP. Of those who came first 25 and 117 do not."""
_HELD = (PatientRole.EVALUATE, PatientRole.REFERENCE, PatientRole.EVALUATE, PatientRole.CALIBRATE, PatientRole.EVALUATE,
         PatientRole.REFERENCE, PatientRole.CALIBRATE)  # fmt: skip
"""Roles in turn, so that four in seven are reference and calibration."""


def roles_of_more(data: Path) -> dict[str, LedgerLine]:
    """Return the lines of the patients of ``nih_more/`` whom ``nih/`` has not."""
    films: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (data / "nih_more" / "labels.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            films[row["image"].split("_")[0]].append(row)
    new = {patient: rows for patient, rows in films.items() if patient not in ledger("nih")}
    often = _how_often(new.values())
    lines: dict[str, LedgerLine] = {}
    for view, held in UNTRAINED.items():
        of_view = [patient for patient, rows in new.items() if ("AP" in {row["view"] for row in rows}) == (view == "AP")]
        # Sorted by their rarest finding, evenly spaced ones are held back, so that every finding is among them.
        order = sorted(_shuffled(of_view), key=lambda patient: min((often[label], label) for label in _labels(new[patient])))
        chosen = {order[int(place)] for place in (np.arange(held) + 0.5) * len(order) / held}
        lines |= dict(_lines(order, chosen))
    return dict(sorted(lines.items()))


def roles_of_hearts(data: Path) -> dict[str, LedgerLine]:
    """Return the lines of the films of ``hearts/``: nobody is known to be on two of them."""
    with (data / "hearts" / "index.csv").open(newline="") as file:
        names = _shuffled([row["id"] for row in csv.DictReader(file)])
    third = len(names) // 3
    lines = {name: LedgerLine(PatientRole.EVALUATE, 0) for name in names[:third]}
    return dict(sorted((lines | {name: LedgerLine(PatientRole.TRAIN, 1 + place % 2) for place, name in enumerate(names[third:])}).items()))


def _lines(order: Sequence[str], held: set[str]) -> Iterator[tuple[str, LedgerLine]]:
    roles, folds = cycle(_HELD), cycle((1, 2))
    for patient in order:
        yield patient, LedgerLine(next(roles), 0) if patient in held else LedgerLine(PatientRole.TRAIN, next(folds))


def _shuffled(names: Sequence[str]) -> list[str]:
    return [str(name) for name in np.random.default_rng(SEED).permutation(sorted(names))]


def _labels(rows: Sequence[dict[str, str]]) -> set[str]:
    return {label for row in rows for label in row["labels"].split("|")}


def _how_often(patients: Iterable[Sequence[dict[str, str]]]) -> Counter[str]:
    return Counter(label for rows in patients for label in _labels(rows))


def main() -> None:
    """Add the lines of new patients to the ledger."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    with FILE.open("a", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for source, lines in (("nih_more", roles_of_more(options.data)), ("hearts", roles_of_hearts(options.data))):
            known = ledger(source)
            writer.writerows((source, patient, line.role, line.fold) for patient, line in lines.items() if patient not in known)


if __name__ == "__main__":
    main()
