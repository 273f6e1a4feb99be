"""What a certificate means for the overlays."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from app.desktop.classifiers.trust import trust
from app.desktop.viewer.view import Overlay
from app.site.certificates import kept
from models.networks.library import EMBEDDED, embedded


@pytest.fixture
def record() -> dict[str, Any]:
    found = kept(embedded("embedded"))
    assert found is not None
    return copy.deepcopy(found)


@pytest.mark.parametrize("name", EMBEDDED)
def test_of_the_embedded_classifiers_guided_maps_are_greyed_and_grad_cam_is_not(name: str) -> None:
    told = trust(name, kept(embedded(name)))
    assert set(told.greyed) == {Overlay.GUIDED_GRAD_CAM}
    assert "nearly independent of the weights" in told.greyed[Overlay.GUIDED_GRAD_CAM]
    assert "never evidence" in told.greyed[Overlay.GUIDED_GRAD_CAM]
    assert told.headline == f"{name}: Grad-CAM certified, guided maps show edges only"
    assert told.warnings == ()


def test_where_grad_cam_failed_it_is_greyed_and_every_finding_says_so(record: dict[str, Any]) -> None:
    for row in record["checks"]:
        if row["name"] == "randomisation-grad-cam":
            row.update(passed=False, number=0.9)
    record.update(passed=False, sentence="Grad-CAM fails.")
    told = trust("embedded", record)
    assert set(told.greyed) == {Overlay.GRAD_CAM, Overlay.GUIDED_GRAD_CAM}
    assert "no evidence" in told.greyed[Overlay.GRAD_CAM]
    assert told.headline == "embedded: Grad-CAM failed its certificate"
    assert told.warnings == ("Grad-CAM fails.",)


def test_without_a_certificate_the_remedy_is_told() -> None:
    told = trust("mine", None)
    assert told.headline == "mine: not certified"
    assert "models certify mine" in told.warnings[0]
    assert set(told.greyed) == {Overlay.GUIDED_GRAD_CAM}
