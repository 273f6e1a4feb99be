"""Of what could not be compared, the nearest is told first."""

from __future__ import annotations

from app.cli.cohort.too_few_lines import too_few
from audit.cohort.figures import TooFew


def test_the_nearest_have_lines_and_the_others_a_range() -> None:
    far = [TooFew(f"About {needed} needed.", None, "", "", 40, needed) for needed in (120, 90, 100, 110)]
    assert list(too_few(far, 2, "of maps")) == [
        "", "About 90 needed.", "About 100 needed.", "Too few films for 2 comparisons more of maps: 110 to 120 needed; --json tells each.",
    ]  # fmt: skip
    assert list(too_few(far, 4))[1:] == [f"About {needed} needed." for needed in (90, 100, 110, 120)]
    assert list(too_few((), 2)) == []
