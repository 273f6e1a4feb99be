"""Raw logits of torchxrayvision's networks."""

from __future__ import annotations

import copy

import pytest
import torch
import torchxrayvision as xrv
from torch import Tensor, nn

from models.attribution.attribute import attribute
from models.attribution.rescaling import before_rescaling
from models.values.attribution import MapMethod


@pytest.fixture(scope="module")
def densenet() -> nn.Module:
    """A narrow one whose third head is untrained, as torchxrayvision marks it."""
    torch.manual_seed(3)
    thresholds = torch.tensor([0.3, 0.6, torch.nan])
    network = xrv.models.DenseNet(8, (2, 2, 2, 2), 8, num_classes=3, op_threshs=thresholds).eval()
    network.input_resolution = 64
    nn.init.normal_(network.classifier.bias)
    return network


@pytest.fixture(scope="module")
def films() -> Tensor:
    return 1024 * (2 * torch.rand(2, 1, 64, 64, generator=torch.Generator().manual_seed(4)) - 1)


def test_the_logits_are_those_before_the_operating_points(densenet: nn.Module, films: Tensor) -> None:
    with torch.no_grad():
        logits, rescaled = before_rescaling(densenet)(films), densenet(films)
        assert torch.equal(logits, densenet.classifier(densenet.features2(films)))
    torch.testing.assert_close(xrv.models.op_norm(logits.sigmoid(), densenet.op_threshs), rescaled)


def test_an_untrained_head_says_nothing_after_rescaling_and_has_a_map_before(densenet: nn.Module, films: Tensor) -> None:
    """Rescaled it is 0.5 whatever the film, and its map is zero."""
    found = attribute(densenet, films, methods=[MapMethod.SIGNED_CAM])
    assert (found.logits[:, 2] == 0.5).all()
    assert not found.maps[MapMethod.SIGNED_CAM][:, 2].any()
    raw = attribute(before_rescaling(densenet), films, methods=[MapMethod.SIGNED_CAM, MapMethod.CAM])
    assert raw.maps[MapMethod.SIGNED_CAM][:, 2].any()
    torch.testing.assert_close(raw.maps[MapMethod.CAM].mean(dim=(2, 3)) + densenet.classifier.bias.detach(), raw.logits)


def test_the_network_is_left_as_it_is(densenet: nn.Module, films: Tensor) -> None:
    before, thresholds = copy.deepcopy(densenet.state_dict()), densenet.op_threshs
    attribute(before_rescaling(densenet), films, methods=[MapMethod.GRAD_CAM])
    assert densenet.op_threshs is thresholds
    assert densenet.state_dict().keys() == before.keys()
