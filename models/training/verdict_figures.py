"""How good verdicts are, by oracle pairs of copies (method, section 9). The copy is the unit, intervals are over copies and patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from models.selftest.planted_pairs import SHIPPED, CopyMeasured, Pair, Said
from models.training.figures import auc
from models.training.intervals import newcombe, over_both
from models.training.suspicion import suspicion
from models.values.verdict import Verdict
from models.values.wilson import wilson

DEPENDENT = (Verdict.DEPENDENT_ON_OUTSIDE, Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT)
VIEWS = ("PA", "AP")

Asked = Callable[[Said], bool]
Of = Callable[[CopyMeasured], Iterable[tuple[str, Said]]]
"""From a copy to what was said of its findings that are asked about, each with the patient."""

ASKED: dict[str, Asked] = {
    "outside": lambda said: said.verdict is Verdict.DEPENDENT_ON_OUTSIDE,
    "dependent": lambda said: said.verdict in DEPENDENT,
    "named": lambda said: said.verdict in DEPENDENT and said.named,
    "covered": lambda said: said.covered,
    "excess": lambda said: said.excess is True,
}
"""Dependence outside; that or dependence on plausible context; the same with the place named rightly; the plant lies in a challenged region
of the finding; focal excess is flagged."""

SUPPRESSED: dict[str, Asked] = {
    "suppressed": lambda said: said.verdict is Verdict.SUPPRESSED_BY_OUTSIDE,
    "named": lambda said: said.verdict is Verdict.SUPPRESSED_BY_OUTSIDE and said.named,
    "covered": lambda said: said.covered,
}
CHANGES = {"made": ASKED, "taken": SUPPRESSED}
"""Questions by what the plant did to the decision."""


def figures(copies: Sequence[CopyMeasured]) -> dict[str, Any]:
    """Return all figures: of each copy, by kind, correlation and view, of films without plants, and the call of a classifier."""
    planted = [copy for copy in copies if copy.correlation is not None]
    unplanted = [copy for copy in copies if copy.correlation is None and copy.name != SHIPPED]
    making = [copy for copy in planted if copy.expected > 0 and copy.learned]
    taking = [copy for copy in planted if copy.expected < 0 and copy.learned]
    return {
        "copies": {copy.name: of_copy(copy) for copy in copies},
        "found": _grouped(making, of_pairs("made"), ASKED),
        "suppressed": {"all": shares(taking, of_pairs("taken"), SUPPRESSED)},
        "unplanted": _by_view(unplanted, plain_positives, ASKED),
        "call": call(making, unplanted),
        "contaminated": contaminated(making),
        "suspected": suspicion(making),
        "null": {"all": nulls(copies), **{view: nulls(copies, view) for view in VIEWS}},
    }


def of_copy(copy: CopyMeasured) -> dict[str, Any]:
    """Return the figures of one copy, shares with Wilson's intervals."""
    told: dict[str, Any] = {
        "kind": copy.kind, "correlation": copy.correlation, "films": len(copy.pairs), "expected_shift": round(copy.expected, 3),
        "median_shift": None if copy.shift is None else round(copy.shift, 3),
        "counts": copy.learned if copy.correlation is not None else None,
        "plain_positive": _counted([said for _, said in plain_positives(copy)], ASKED),
    }  # fmt: skip
    for change, asked in CHANGES.items():
        said = [one for _, one in of_pairs(change)(copy)]
        told |= {change: _counted(said, asked), f"{change}_verdicts": _verdicts(said)}
    return told | {"plain_verdicts": _verdicts([said for _, said in plain_positives(copy)])}


def of_pairs(change: str) -> Of:
    """Return what was said of planted films where the plant made the decision ("made") or took it away ("taken")."""
    return lambda copy: ((pair.patient, pair.planted) for pair in copy.pairs if pair.planted and getattr(pair, change))


def plain_positives(copy: CopyMeasured) -> Iterable[tuple[str, Said]]:
    """Return what was said of the positive findings of films as they are, as far as they were challenged."""
    asked = ((pair.patient, pair.plain) for pair in copy.pairs if pair.plain and pair.plain.positive)
    return ((patient, said) for patient, said in asked if said.verdict is not Verdict.NOT_CHALLENGED)


def every_positive(copy: CopyMeasured) -> Iterable[tuple[str, Said]]:
    """Return what was said of the positive findings of a cohort of which every second film carries the plant, where there is one."""
    one = ((pair.patient, pair.plain if index % 2 or not pair.planted else pair.planted) for index, pair in enumerate(copy.pairs))
    return ((patient, said) for patient, said in one if said and said.positive)


def shares(copies: Sequence[CopyMeasured], of: Of, asked: dict[str, Asked]) -> dict[str, Any]:
    """Return the mean over copies of the share of each question, with intervals over copies and patients."""
    patients = sorted({pair.patient for copy in copies for pair in copy.pairs})
    place = {patient: index for index, patient in enumerate(patients)}
    hits, total = np.zeros((len(asked), len(copies), len(patients))), np.zeros((len(copies), len(patients)))
    for c, copy in enumerate(copies):
        for patient, said in of(copy):
            total[c, place[patient]] += 1
            hits[:, c, place[patient]] += [question(said) for question in asked.values()]
    told: dict[str, Any] = {"copies": int((total.sum(axis=1) > 0).sum()), "findings": int(total.sum())}
    return told | {name: over_both(hit, total) for name, hit in zip(asked, hits, strict=True)}


def call(planted: Sequence[CopyMeasured], unplanted: Sequence[CopyMeasured]) -> dict[str, Any]:
    """Return how well the share of positive findings with dependence outside tells copies with a plant from those without."""
    scores = [[_mean(every_positive(copy)) for copy in group] for group in (planted, unplanted)]
    known = [[score for score in group if score is not None] for group in scores]
    told: dict[str, Any] = {"planted": len(known[0]), "unplanted": len(known[1])}
    if not all(known):
        return told | {"area": None}
    area = auc(np.array([*known[0], *known[1]]), np.repeat(np.array([1, 0], np.float32), [len(known[0]), len(known[1])]))
    told |= {
        f"{name}_range": [round(min(some), 4), round(max(some), 4)] for name, some in zip(("planted", "unplanted"), known, strict=True)
    }
    return told | {"area": [round(value, 4) for value in (area, *newcombe(area, *map(len, known)))]}


def nulls(copies: Sequence[CopyMeasured], view: str | None = None) -> dict[str, Any]:
    """Return how often the rule passes at places that are drawn as controls are."""
    asked = [[null for null in copy.nulls if view in (None, null.view)] for copy in copies]
    patients = sorted({null.patient for some in asked for null in some})
    hits, total = (np.zeros((len(copies), len(patients))) for _ in range(2))
    for c, some in enumerate(asked):
        for null in some:
            hits[c, patients.index(null.patient)] += null.passed
            total[c, patients.index(null.patient)] += 1
    return {"films": int(total.sum()), "passed": over_both(hits, total)}


def contaminated(copies: Sequence[CopyMeasured]) -> list[dict[str, Any]]:
    """Return by level, over the copies that it was measured of, the mean, the least and the most of their shares flagged and detected."""
    rows = [row for copy in copies for row in copy.contaminated]
    told = []
    for level in sorted({row.level for row in rows}):
        at = [row for row in rows if row.level == level]
        shares = {"flagged": [row.flagged[0] for row in at], "detected": [row.detected[0] for row in at]}
        spread = {name: [round(value, 4) for value in (float(np.mean(some)), min(some), max(some))] for name, some in shares.items()}
        told.append({"level": level, "copies": len(at), "draws": at[0].draws, "films": sum(row.films for row in at)} | spread)
    return told


def in_view(copy: CopyMeasured, view: str) -> CopyMeasured:
    """Return a copy's films of one view."""
    pairs: tuple[Pair, ...] = tuple(pair for pair in copy.pairs if pair.view == view)
    return CopyMeasured(copy.name, copy.kind, copy.correlation, copy.expected, copy.made_with, pairs)


def _grouped(copies: Sequence[CopyMeasured], of: Of, asked: dict[str, Asked]) -> dict[str, Any]:
    told = _by_view(copies, of, asked)
    for kind in sorted({str(copy.kind) for copy in copies}):
        told[kind] = shares([copy for copy in copies if copy.kind == kind], of, asked)
    for correlation in sorted({copy.correlation for copy in copies if copy.correlation is not None}):
        told[f"correlation {correlation}"] = shares([copy for copy in copies if copy.correlation == correlation], of, asked)
    return told


def _by_view(copies: Sequence[CopyMeasured], of: Of, asked: dict[str, Asked]) -> dict[str, Any]:
    return {"all": shares(copies, of, asked)} | {view: shares([in_view(copy, view) for copy in copies], of, asked) for view in VIEWS}


def _counted(said: Sequence[Said], asked: dict[str, Asked]) -> dict[str, Any]:
    told: dict[str, Any] = {"n": len(said)}
    for name, question in asked.items():
        hits = sum(question(one) for one in said)
        told[name] = [round(value, 4) for value in (hits / len(said), *wilson(hits, len(said)))] if said else None
    return told


def _verdicts(said: Sequence[Said]) -> dict[str, int]:
    """Count verdicts, undetermined ones by their first reason."""
    names = (f"{one.verdict} ({one.reasons[0]})" if one.reasons else str(one.verdict) for one in said)
    return dict(Counter(names).most_common())


def _mean(said: Iterable[tuple[str, Said]]) -> float | None:
    found = [ASKED["outside"](one) for _, one in said]
    return sum(found) / len(found) if found else None
