"""What there were too few films to compare, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.cohort.figures import TooFew
from audit.counted import counted


def too_few(comparisons: Sequence[TooFew], told: int, where: str = "") -> Iterator[str]:
    """Tell first what needs the fewest films.

    Args:
        comparisons: That were not made, in any order.
        told: How many have a line each.
        where: They would stand, as in "of the atlas"; "" where that is known.
    """
    comparisons = sorted(comparisons, key=lambda one: one.needed)
    if comparisons:
        yield ""
    yield from (one.text for one in comparisons[:told])
    if beyond := comparisons[told:]:
        ends = dict.fromkeys(one.needed for one in (beyond[0], beyond[-1]))
        needed = " to ".join(map(str, ends))
        yield f"Too few films for {counted(len(beyond), 'comparison')} more{where and f' {where}'}: {needed} needed; --json tells each."
