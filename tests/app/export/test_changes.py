"""What a logit did, from what a record keeps: the logit before less the logit after."""

from __future__ import annotations

import pytest

from app.export.changes import change, change_text


@pytest.mark.parametrize(
    ("before", "after", "text", "number"),
    [(2.0, -5.61, "falls by 7.61", "−7.61"), (-1.0, -0.8, "rises by 0.20", "+0.20"), (1.0, 1.001, "stays", "+0.00")],
)
def test_a_logit_that_is_lower_after_falls(before: float, after: float, text: str, number: str) -> None:
    assert (change_text(before - after), change(before - after)) == (text, number)
