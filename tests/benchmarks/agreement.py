"""Screenings of the same films by two maps of one classifier: whose verdicts are the same, and why others are not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.values.finding import Finding, log_odds
from models.values.screening import Screening
from models.values.verdict import RegionTest, Verdict

Pair = tuple[str, str]

_BY_TESTS = (Verdict.DEPENDENT_ON_OUTSIDE, Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT, Verdict.NOT_ASSESSABLE)
_NONE = "no dependence shown"
_DRAWS = 4000
_SAME_PLACE = 0.25
"""Share of a region from which on another region lies at the same place."""


def by_tests(finding: Finding) -> str:
    """Return a finding's verdict where it rests on tests of regions."""
    found = finding.verdict.verdict if finding.verdict else None
    return str(found) if found in _BY_TESTS else _NONE


def agreement(ones: Sequence[Screening], others: Sequence[Screening]) -> dict[str, Any]:
    """Compare the verdicts of positive findings.

    Args:
        ones: By one map.
        others: The same films, by the other.
    """
    films = [
        [(by_tests(one), by_tests(other)) for one, other in zip(a.findings, b.findings, strict=True) if other.positive]
        for a, b in zip(ones, others, strict=True)
    ]
    pairs = [pair for film in films for pair in film]
    dependent = [pair for pair in pairs if any(_depends(verdict) for verdict in pair)]
    rows = [row for number, (a, b) in enumerate(zip(ones, others, strict=True)) for row in _differing(number, a, b)]
    rng = np.random.default_rng(1)
    draws = [[films[i] for i in rng.integers(len(films), size=len(films))] for _ in range(_DRAWS)]
    return {
        "pairs": {f"{one} | {other}": count for (one, other), count in Counter(pairs).most_common()},
        "same": f"{sum(one == other for one, other in pairs)} of {len(pairs)}",
        "same, films drawn anew (95 %)": _interval([_same([pair for film in draw for pair in film]) for draw in draws]),
        "kappa": round(kappa, 3) if math.isfinite(kappa := _kappa(pairs)) else None,
        "kappa, films drawn anew (95 %)": _interval([_kappa([pair for film in draw for pair in film]) for draw in draws]),
        "films with all the same": f"{sum(all(one == other for one, other in film) for film in films)} of {len(films)}",
        "dependent by both, of those by either": f"{sum(all(map(_depends, pair)) for pair in dependent)} of {len(dependent)}",
        "why not": dict(Counter(row["why"]["the other"] for row in rows)),
        "each of them": rows,
    }


def _depends(verdict: str) -> bool:
    return verdict in {str(Verdict.DEPENDENT_ON_OUTSIDE), str(Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT)}


def _same(pairs: Sequence[Pair]) -> float:
    return float(np.mean([one == other for one, other in pairs])) if pairs else float("nan")


def _kappa(pairs: Sequence[Pair]) -> float:
    """Return Cohen's kappa (1960): agreement beyond that of verdicts dealt out by chance."""
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(ones[name] * others[name] for name in ones) / max(len(pairs), 1) ** 2
    return (_same(pairs) - chance) / (1 - chance) if chance < 1 else float("nan")


def _interval(values: Sequence[float]) -> list[float] | None:
    known = [value for value in values if math.isfinite(value)]
    return [round(float(end), 3) for end in np.percentile(known, (2.5, 97.5))] if known else None


def _differing(film: int, one: Screening, other: Screening) -> list[dict[str, Any]]:
    """Say of each finding with two verdicts what the deciding region of one map is by the other."""
    rows = list[dict[str, Any]]()
    for k, pair in enumerate(zip(one.findings, other.findings, strict=True)):
        verdicts = tuple(map(by_tests, pair))
        if pair[1].positive and verdicts[0] != verdicts[1]:
            told = {"film": film, "label": pair[1].label, "verdicts": verdicts}
            for by, screening, against in ((0, one, other), (1, other, one)):
                if _depends(verdicts[by]):
                    rows.append(told | {"decided by": by, "why": _why(screening, against, k)})
    return rows


def _why(decided: Screening, other: Screening, k: int) -> dict[str, Any]:
    """Return what the other map's regions say at the place that decided."""
    finding, against = decided.findings[k], other.findings[k]
    assert finding.verdict is not None, "it depends on a region"
    region = next(one for one in decided.regions if one.id == finding.verdict.region)
    test = next(one for one in finding.tests if one.region == region.id)
    shares = {one.id: float(one.mask[region.mask].mean()) for one in other.regions}
    own = {one.region: one for one in against.tests}
    number = max((one for one in own if shares[one] >= _SAME_PLACE), key=lambda one: shares[one], default=None)
    told = {"decides": _numbers(test, decided, k), "area %": round(100 * region.area_share, 2), "place": str(test.place)}
    if number is None:
        elsewhere = any(share >= _SAME_PLACE for share in shares.values())
        return told | {"the other": "has a hot spot of another finding there" if elsewhere else "has no hot spot there"}
    at = own[number]
    told |= {"share of it": round(shares[number], 2), "it": _numbers(at, other, k), "its place": str(at.place)}
    if at.passes:
        return told | {"the other": "depends on it too, as another kind of place"}
    if not at.tested:
        return told | {"the other": "does not test it: the film has more pairs"}
    if at.fillers_agree is None:
        return told | {"the other": "cannot judge it: too few fillers or control places"}
    return told | {"the other": "tests it, and it does not pass"}


def _numbers(test: RegionTest, screening: Screening, k: int) -> dict[str, Any]:
    tested = sum(one.tested for finding in screening.findings for one in finding.tests)
    fillers = {
        str(one.filler): [round(one.delta_logit, 3), one.p_adjusted and round(one.p_adjusted, 4), one.decision_changed, one.supports]
        for one in test.fillers
    }
    finding = screening.findings[k]
    margin = finding.logit - log_odds(finding.threshold)
    return {"Δ": round(test.delta_logit, 3), "margin": round(margin, 3), "pairs of the film": tested, "Δ, p, changed, supports": fillers}
