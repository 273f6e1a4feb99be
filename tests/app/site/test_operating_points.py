"""At which operating point a classifier decides."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.site.operating_points import UnusablePoint, choose_point, own_points, point_in_use
from models.networks.manifest import ManifestError
from tests.own_classifiers import own_classifier


def test_the_named_point_goes_before_ones_own_and_that_before_the_default() -> None:
    assert point_in_use("embedded") is None
    choose_point("embedded", "balanced")
    assert point_in_use("embedded") == "balanced"
    assert point_in_use("embedded", "specificity-90") == "specificity-90"
    assert point_in_use("teaching") is None
    choose_point("embedded", None)
    assert point_in_use("embedded") is None


def test_only_a_point_that_there_is_can_be_chosen() -> None:
    with pytest.raises(ManifestError, match="embedded has no operating point 'loud'"):
        choose_point("embedded", "loud")
    assert not own_points().exists()


def test_a_choice_that_there_is_no_longer_is_told_with_the_remedy() -> None:
    """As after new weights whose points have other names; another classifier's choice is no matter of this one."""
    own_points().write_text('embedded = "loud"\n', "utf-8")
    with pytest.raises(UnusablePoint, match=r"'loud'; it has: specificity-90, balanced\. 'models point embedded NAME' chooses another"):
        point_in_use("embedded")
    assert point_in_use("teaching") is None
    choose_point("embedded", None)
    assert point_in_use("embedded") is None


@pytest.mark.parametrize("content", [b"embedded", b"embedded = 3", b"\xff\xfe", b"[embedded]\npoint = 1"])
def test_a_choice_that_cannot_be_read_is_never_passed_over(content: bytes) -> None:
    own_points().write_bytes(content)
    with pytest.raises(UnusablePoint, match=r"cannot be read\. A line of it reads: embedded = \"balanced\"\. Correct or remove it\.$"):
        point_in_use("embedded")
    with pytest.raises(UnusablePoint, match="cannot be read"):
        choose_point("embedded", "balanced")
    assert own_points().read_bytes() == content


def test_a_choice_with_a_byte_order_mark_is_read() -> None:
    """As some editors write it."""
    own_points().write_text('embedded = "balanced"\n', "utf-8-sig")
    assert point_in_use("embedded") == "balanced"


@pytest.mark.parametrize("name", ["embeded", "lungs", ""])
def test_a_choice_for_a_classifier_that_there_is_not_is_never_passed_over(name: str) -> None:
    """Nobody knows which classifier was meant."""
    own_points().write_text(f'"{name}" = "balanced"\n', "utf-8")
    there_are = r"there are: embedded, teaching\. A folder that holds a manifest\.toml serves too"
    said = rf"names '{name}'\. There is no classifier of this name; {there_are}\. Correct or remove that line\.$"
    for asked in ("embedded", "teaching"):
        with pytest.raises(UnusablePoint, match=said):
            point_in_use(asked)
    with pytest.raises(UnusablePoint, match=said):
        choose_point("embedded", "balanced")


def test_a_folders_choice_is_kept_and_one_that_is_away_stops_nobody(tmp_path: Path) -> None:
    folder = own_classifier(tmp_path / "mine")
    choose_point(str(folder), "balanced")
    assert point_in_use(str(folder)) == "balanced"
    shutil.rmtree(folder)
    assert point_in_use("embedded") is None
