"""Timm's networks by name where it is installed, and what to do where it is not."""

from __future__ import annotations

import importlib.util
import sys

import pytest
import torch

from models.attribution.attribute import attribute
from models.networks.families.build import build
from models.networks.families.refusal import NotBuilt
from models.values.attribution import MapMethod
from tests.models.networks.families.random_weights import filled

installed = pytest.mark.skipif(importlib.util.find_spec("timm") is None, reason="timm is not installed")


def test_where_timm_is_missing_the_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timm", None)
    with pytest.raises(NotBuilt, match=r"timm/resnet18 needs timm, which is not installed here; install it with 'pip install timm'"):
        build("timm", "resnet18", {}, 3)


@installed
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", ["resnet18", "mobilenetv3_small_050", "efficientnet_lite0.ra_in1k"])
def test_its_networks_are_built_by_name_and_have_maps(name: str, channels: int) -> None:
    torch.manual_seed(2)
    network = filled(build("timm", name, {"in_channels": channels}, 3))
    found = attribute(network, torch.randn(1, channels, 64, 64), methods=[MapMethod.SIGNED_CAM])
    assert found.logits.shape == (1, 3)
    assert found.maps[MapMethod.SIGNED_CAM].abs().amax() > 0


@installed
def test_an_unknown_name_or_argument_is_told() -> None:
    with pytest.raises(NotBuilt, match=r"timm/resnet81 is not known .*resnet18"):
        build("timm", "resnet81", {}, 3)
    with pytest.raises(NotBuilt, match="timm/hf-hub:any/network is not known"):
        build("timm", "hf-hub:any/network", {}, 3)
    with pytest.raises(NotBuilt, match="timm/resnet18: there is no entry 'pretrained'; there are: in_channels"):
        build("timm", "resnet18", {"pretrained": True}, 3)
