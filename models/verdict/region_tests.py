"""What the fillers of a region say together of a finding whose own hot spot it is (method, section 7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import mean, stdev

from models.values.verdict import FillerTest, RegionTest
from models.verdict.measured import Measured, Reading
from models.verdict.pairs import Pair, Pairs, judged_p

_LEVEL = 0.05
_FILLERS = 2


def region_tests(findings: Sequence[Measured], pairs: Pairs) -> tuple[tuple[RegionTest, ...], ...]:
    """Return the tests of each finding, one for each of its regions; those of pairs that are not tested are told, not judged."""
    return tuple(tuple(_test(finding, (i, j), pairs) for j in range(len(finding.regions))) for i, finding in enumerate(findings))


def _test(finding: Measured, pair: Pair, pairs: Pairs) -> RegionTest:
    region = finding.regions[pair[1]]
    fillers = tuple(_filler_test(finding, one, pairs.p_adjusted.get((pair, one.filler)), len(pairs.tested)) for one in region.fillers)
    deltas = [one.delta_logit for one in fillers]
    delta, spread = mean(deltas), stdev(deltas) if len(deltas) > 1 else None
    return RegionTest(
        region=region.region,
        place=region.place,
        fillers=fillers,
        delta_logit=delta,
        spread=spread,
        share_of_margin=delta / finding.margin if finding.margin else None,
        p=_second_smallest(one.p for one in fillers),
        p_adjusted=_second_smallest(one.p_adjusted for one in fillers),
        fillers_agree=_agree(fillers, delta, spread),
        tested=pair in pairs.tested,
    )


def _filler_test(finding: Measured, reading: Reading, p_adjusted: float | None, pairs: int) -> FillerTest:
    return FillerTest(
        filler=reading.filler, delta_logit=reading.delta_logit, probability=reading.probability, decision_changed=reading.decision_changed,
        p=judged_p(reading, pairs), p_adjusted=p_adjusted, controls_n=reading.controls_n, floor=reading.floor,
        supports=p_adjusted is not None and p_adjusted <= _LEVEL and _acts(finding, reading),
    )  # fmt: skip


def _acts(finding: Measured, reading: Reading) -> bool:
    """Tell whether removing the region moves the score towards the other decision, beyond the floor, and by as much as matters."""
    towards_the_other = reading.delta_logit if finding.positive else -reading.delta_logit
    if reading.floor is None or towards_the_other <= reading.floor:
        return False
    return reading.decision_changed or towards_the_other >= finding.of_interest


def _agree(fillers: Sequence[FillerTest], delta: float, spread: float | None) -> bool | None:
    """Tell whether at least two fillers support it; those that do have one sign, that of the decision that would be lost."""
    if spread is None or sum(one.p_adjusted is not None and one.floor is not None for one in fillers) < _FILLERS:
        return None
    return sum(one.supports for one in fillers) >= _FILLERS and abs(delta) > spread


def _second_smallest(ps: Iterable[float | None]) -> float | None:
    known = sorted(p for p in ps if p is not None)
    return known[1] if len(known) > 1 else None
