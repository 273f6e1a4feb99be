"""What a cohort shows besides differences says no more than its figures do."""

from __future__ import annotations

import pytest

from audit.cohort.figures import Figures, Share
from audit.report.cohort.statements import of_size


def _row(label: str, events: int, attribute: str = "") -> Figures:
    return Figures(label, attribute, "A" if attribute else "", 40, 40, positive=Share(events, 40, 40, events / 40, 0.0, 1.0))


@pytest.mark.parametrize(
    ("positives", "ends"),
    [
        ({"Mass": 8, "Nodule": 4}, "for Mass on 20 % of the films, more often than for any other finding."),
        ({"Mass": 8, "Nodule": 8}, "for Mass on 20 % of the films, and for none more often."),
        ({"Mass": 0, "Nodule": 0}, "for Mass on 0 % of the films, and for none more often."),
        ({"Mass": 8}, "for Mass on 20 % of the films."),
    ],
    ids=["one", "two", "none", "alone"],
)
def test_a_finding_is_decided_most_often_only_where_it_is_and_there_are_others(positives: dict[str, int], ends: str) -> None:
    rows = [_row(label, events) for label, events in positives.items()]
    said = of_size([*rows, _row("Nodule", 40, "view")])
    assert said
    assert said.text.endswith(ends)
