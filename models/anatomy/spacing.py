"""Millimetres that are believed: a header's pixel spacing is held against the width of the lungs that it would make.

A film that was scaled down often still carries the spacing of its detector, or a placeholder. Such an error is a factor of two and more,
while the width of both lungs varies little. Of NIH films to learn from (347 adults, true spacing) it is 307 mm, 224 to 394 mm in all, and
lungs grow in width as the body grows in height (Simon 1972: at six years both are 66 % of the adult's); heights are medians of WHO's growth
standards (2006, 2007), the mean of both sexes. Before two years the chest is broader for its height: half way to its girth, which is that
of the head (33 cm at birth, 43 at six months, 46 at a year, 49 at two; an adult's is 90).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from models.anatomy.frame import Frame
from models.values.radiograph import Header
from models.values.spacing import JudgedSpacing

ADULT_YEARS: Final = 18.0
_ADULT_MM: Final = 300.0
_ADULT_FACTOR, _CHILD_FACTOR = 1.333, 1.433
"""By which the lungs may be narrower or wider than usual; children of one age differ more."""
_PLACEHOLDER = 1.0
"""No detector or scanner has it; programs write it where they know none."""
_GONE_ON = "Lengths and tolerances are taken as without pixel spacing."
_YEARS = (0, 0.25, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, ADULT_YEARS)
_SHARES = (0.33, 0.40, 0.43, 0.475, 0.53, 0.56, 0.605, 0.645, 0.68, 0.745, 0.81, 0.88, 0.95, 0.985, 1.0)
"""Of an adult's width that is usual at these ages."""


def lung_widths(age_years: float | None) -> tuple[float, float]:
    """Return the least and the greatest plausible width of both lungs on a film, in mm; of unknown age, an adult's."""
    if age_years is None or age_years >= ADULT_YEARS:
        return _ADULT_MM / _ADULT_FACTOR, _ADULT_MM * _ADULT_FACTOR
    usual = _ADULT_MM * float(np.interp(age_years, _YEARS, _SHARES))
    return usual / _CHILD_FACTOR, usual * _CHILD_FACTOR


def judged_spacing(header: Header, frame: Frame | None) -> JudgedSpacing:
    """Judge a header's pixel spacing by the lungs; what is not believed is gone on without.

    Args:
        header: Of the film; its age is believed, and of unknown age a patient is an adult.
        frame: The outlines of the film's lungs; None where there are none to judge by.
    """
    mm = header.pixel_spacing_mm
    if mm == _PLACEHOLDER:
        return JudgedSpacing(None, trusted=False, reason=f"A pixel spacing of exactly 1 mm is a placeholder and not believed. {_GONE_ON}")
    if mm is None or frame is None:
        return JudgedSpacing(mm)
    across = [x for x, _ in frame.landmarks]
    width, (least, most) = mm * (max(across) - min(across)), lung_widths(header.age_years)
    if least <= width <= most:
        return JudgedSpacing(mm, trusted=True)
    return JudgedSpacing(None, trusted=False, reason=_why(mm, width, math.ceil(least), math.floor(most), header.age_years))


def _why(mm: float, width: float, least: int, most: int, age_years: float | None) -> str:
    whose = "an adult's, the age being unknown," if age_years is None else "an adult's" if age_years >= ADULT_YEARS else "at this age they"
    return (
        f"The pixel spacing of {mm:.3g} mm is not believed: the lungs would be {width:.0f} mm wide, and {whose} are {least} to {most} mm. "
        f"{_GONE_ON}"
    )
