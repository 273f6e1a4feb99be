"""What there were too few films to compare, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.cohort.figures import TooFew


def too_few(comparisons: Sequence[TooFew], told: int, what: str) -> Iterator[str]:
    """Tell first what needs the fewest films.

    Args:
        comparisons: That were not made, in any order.
        told: How many have a line each.
        what: They are, in a sentence after their number.
    """
    comparisons = sorted(comparisons, key=lambda one: one.needed)
    if comparisons:
        yield ""
    yield from (one.text for one in comparisons[:told])
    if beyond := comparisons[told:]:
        yield f"Too few films for {len(beyond)} {what}: {beyond[0].needed} to {beyond[-1].needed} needed; --json tells each."
