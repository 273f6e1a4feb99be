"""Millimetres are believed where they make lungs of a size that lungs have at that age."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.anatomy.frame import Frame
from models.anatomy.spacing import judged_spacing, lung_widths
from models.values.radiograph import Header, SpacingSource
from models.values.spacing import JudgedSpacing

ACROSS_PX = 430.0
FRAME = Frame(landmarks=((40.0, 60.0), (40.0 + ACROSS_PX, 400.0), (200.0, 420.0)), source=(512, 512), error=0.01, missing=(0.0, 0.0))


def header(mm: float | None, age_years: float | None = None) -> Header:
    return Header("0" * 64, "1" * 64, 512, 512, pixel_spacing_mm=mm, spacing_from=SpacingSource.PIXEL_SPACING, age_years=age_years)


def test_an_adults_lungs_are_22_to_40_cm_wide_and_a_childs_grow_with_its_height() -> None:
    assert lung_widths(None) == lung_widths(18) == lung_widths(90) == pytest.approx((225, 400), abs=0.2)
    ages = [0, 0.3, 0.5, 1, 2, 5, 9, 13, 17]
    assert sorted(map(lung_widths, ages)) == [lung_widths(age) for age in ages]
    assert lung_widths(0)[1] < lung_widths(None)[0], "a newborn is never taken for an adult"


@pytest.mark.parametrize(("age", "usual"), [(6, 0.665), (18, 1.0)])
def test_at_six_years_lungs_have_two_thirds_of_their_width(age: float, usual: float) -> None:
    """Simon 1972: 66 to 67 % of the adult's."""
    least, most = lung_widths(age)
    adult = (lung_widths(None)[0] * lung_widths(None)[1]) ** 0.5
    assert (least * most) ** 0.5 / adult == pytest.approx(usual, abs=0.02)


@pytest.mark.parametrize("mm", [0.7, 0.55, 0.9])
def test_a_plausible_spacing_is_believed(mm: float) -> None:
    assert judged_spacing(header(mm), FRAME) == JudgedSpacing(mm, trusted=True)


@pytest.mark.parametrize("mm", [0.139, 0.143, 0.2, 1.2, 5.0, 25.4, 0.021, 1e-4])
def test_the_detectors_spacing_a_placeholder_and_absurd_numbers_are_not(mm: float) -> None:
    found = judged_spacing(header(mm), FRAME)
    assert (found.mm, found.trusted) == (None, False)
    assert found.reason
    assert f"{mm:.3g} mm is not believed: the lungs would be {mm * ACROSS_PX:.0f} mm wide" in found.reason
    assert "an adult's, the age being unknown, are 226 to 399 mm" in found.reason


def test_the_same_spacing_is_a_childs_or_an_adults_error() -> None:
    mm = 0.3
    assert judged_spacing(header(mm, 1.0), FRAME).trusted
    for age, words in ((None, "the age being unknown"), (40.0, "and an adult's are 226 to 399 mm")):
        found = judged_spacing(header(mm, age), FRAME)
        assert found.trusted is False
        assert words in (found.reason or "")
    assert "at this age they are" in (judged_spacing(header(1.2, 3.0), FRAME).reason or "")


def test_one_millimetre_is_a_placeholder_whatever_the_lungs() -> None:
    small = replace(FRAME, landmarks=((100.0, 60.0), (400.0, 400.0)))
    for frame in (small, None):
        found = judged_spacing(header(1.0), frame)
        assert (found.mm, found.trusted) == (None, False)
        assert "exactly 1 mm is a placeholder" in (found.reason or "")
    assert judged_spacing(header(1.01), small).trusted


@pytest.mark.parametrize("changed", [{"frame": None}, {"mm": None}])
def test_what_cannot_be_judged_is_neither_believed_nor_doubted(changed: dict[str, Any]) -> None:
    asked = {"mm": 0.139, "frame": FRAME} | changed
    found = judged_spacing(replace(header(None), pixel_spacing_mm=asked["mm"]), asked["frame"])
    assert found == JudgedSpacing(asked["mm"])
