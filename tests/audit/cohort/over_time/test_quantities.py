import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audit.cohort.cohort import Decisions
from audit.cohort.over_time.quantities import film_verdicts
from audit.records.verdicts import WORST_FIRST, worst

FINDINGS = st.lists(st.tuples(st.integers(-1, len(WORST_FIRST) - 1), st.booleans()), min_size=1, max_size=4)


@given(FINDINGS)
def test_a_film_has_the_verdict_that_a_record_gives_it(findings: list[tuple[int, bool]]) -> None:
    nothing = np.full(1, np.nan)
    decisions = [Decisions("", nothing, np.array([positive]), np.array([at]), nothing, nothing, nothing) for at, positive in findings]
    name = worst((None if at < 0 else WORST_FIRST[at], positive) for at, positive in findings)
    assert film_verdicts(decisions, 1).tolist() == [-1 if name is None else WORST_FIRST.index(name)]
