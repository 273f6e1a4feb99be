"""Classifiers of one's own are added and removed, whole or not at all."""

from __future__ import annotations

import os
import time

import pytest

from app.site.classifiers import classifier_named, classifier_names, own_classifiers
from app.site.operating_points import choose_point, own_points, point_in_use
from app.site.own import added, check_new, removed
from models.networks.library import EMBEDDED
from models.networks.manifest import ManifestError
from tests.own_classifiers import own_classifier


def _add(name: str) -> None:
    with added(name) as folder:
        folder.rmdir()
        own_classifier(folder, name)


def test_it_is_in_the_inventory_once_it_is_whole() -> None:
    with added("chest") as folder:
        folder.rmdir()
        own_classifier(folder, "chest")
        assert classifier_names() == EMBEDDED
    assert classifier_names() == (*EMBEDDED, "chest")
    assert [entry.name for entry in own_classifiers().iterdir()] == ["chest"]


def test_after_an_exception_nothing_is_left() -> None:
    adding = added("chest")
    (adding.__enter__() / "weights.safetensors").touch()
    assert not adding.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert list(own_classifiers().iterdir()) == []


def test_whoever_is_slower_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(ManifestError, match="named 'chest' already"), added("chest"):
        _add("chest")
    assert [entry.name for entry in own_classifiers().iterdir()] == ["chest"]


def test_what_a_killed_import_left_is_cleared_up_by_the_next_one_a_day_later() -> None:
    for name, hours in ((".import-old", 25), (".removed-old", 25), (".import-now", 1)):
        (own_classifiers() / name).mkdir(parents=True)
        (own_classifiers() / name / "weights").touch()
        os.utime(own_classifiers() / name, (time.time() - hours * 3600,) * 2)
    _add("chest")
    assert sorted(entry.name for entry in own_classifiers().iterdir()) == [".import-now", "chest"]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("chest", "remove it first: models remove chest$"), ("CHEST", "remove it first: models remove chest$"),
        ("embedded", "give yours another"), ("Teaching", "give yours another"),
    ],
)  # fmt: skip
def test_a_name_that_is_taken_is_refused_whatever_its_case(name: str, remedy: str) -> None:
    _add("chest")
    with pytest.raises(ManifestError, match=remedy):
        check_new(name)
    with pytest.raises(ManifestError), added(name):
        pytest.fail("nothing is written before the name is looked at")
    assert classifier_names() == (*EMBEDDED, "chest")


def test_removed_is_gone_with_its_choice_of_a_point_and_no_other() -> None:
    for name in ("chest", "other"):
        _add(name)
        choose_point(name, "balanced")
    removed("chest")
    assert classifier_names() == (*EMBEDDED, "other")
    assert [entry.name for entry in own_classifiers().iterdir()] == ["other"]
    assert own_points().read_text("utf-8") == '"other" = "balanced"\n'
    assert point_in_use("embedded") is None, "a line for a classifier that is gone would stop every screening"


def test_a_classifier_whose_manifest_is_damaged_can_be_removed() -> None:
    _add("chest")
    (own_classifiers() / "chest" / "manifest.toml").write_text("?")
    removed("chest")
    assert classifier_names() == EMBEDDED


@pytest.mark.parametrize("name", ["nobody", "embedded", "lungs", "", ".", "..", "../classifiers/chest"])
def test_nothing_else_is_removed(name: str) -> None:
    _add("chest")
    with pytest.raises(ManifestError, match="You have no classifier named"):
        removed(name)
    assert classifier_named("chest").name == "chest"
