"""The same maps on a CUDA device as on the CPU, and what happens where its memory does not suffice; needs one."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

from models.attribution.attribute import attribute
from models.attribution.certificate import certify
from models.networks.library import embedded
from models.networks.weights import load_network
from models.values.attribution import MapMethod

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here")]

OF_HEAD = [method for method in MapMethod if method.at_target_layer and not method.of_pixels]


@pytest.fixture(scope="module")
def network() -> nn.Module:
    return load_network(embedded("embedded"))


@pytest.fixture(scope="module")
def batch() -> Tensor:
    return torch.randn(4, 1, 320, 320, generator=torch.Generator().manual_seed(1))


def _off(found: Tensor, wanted: Tensor) -> float:
    return float((found.cpu() - wanted).abs().max() / wanted.abs().max())


@pytest.mark.parametrize("method", OF_HEAD)
def test_head_methods_agree_with_the_cpu(method: MapMethod, network: nn.Module, batch: Tensor) -> None:
    here = attribute(network, batch, methods=[method]).maps[method]
    assert _off(attribute(copy.deepcopy(network).cuda(), batch.cuda(), methods=[method]).maps[method], here) <= 1e-3


def test_logits_are_bit_for_bit_those_of_an_unwatched_pass(network: nn.Module, batch: Tensor) -> None:
    there = copy.deepcopy(network).cuda()
    with torch.no_grad():
        wanted = there(batch.cuda())
    assert torch.equal(attribute(there, batch.cuda(), methods=OF_HEAD).logits, wanted)


def test_the_certificate_compares_the_devices(network: nn.Module, batch: Tensor) -> None:
    row = certify(copy.deepcopy(network).cuda(), [batch.cuda()], classes=[0], seeds=1)["device"]
    assert row.passed
    assert row.number is not None


@pytest.fixture
def room() -> Iterator[None]:
    """Give back the bound on this process's share of the device's memory."""
    yield
    torch.cuda.set_per_process_memory_fraction(1.0)


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize(("images", "noted"), [(16, "images at once"), (0, "computed on the CPU")])
def test_out_of_memory_halves_the_images_and_ends_on_the_cpu(images: int, noted: str, network: nn.Module) -> None:
    """With room for some images fewer are used at once; with room for none the CPU does it; the maps are the same."""
    many = torch.randn(32, 1, 320, 320, generator=torch.Generator().manual_seed(2))
    wanted = attribute(network, many, methods=[MapMethod.SIGNED_CAM]).maps[MapMethod.SIGNED_CAM]
    there, moved = copy.deepcopy(network).cuda(), many.cuda()
    torch.cuda.empty_cache()
    held = torch.cuda.memory_reserved()
    torch.cuda.reset_peak_memory_stats()
    if images:
        attribute(there, moved[:images], methods=[MapMethod.SIGNED_CAM])
        held = torch.cuda.max_memory_reserved()
        torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction((held + 2**20) / torch.cuda.get_device_properties(0).total_memory)
    found = attribute(there, moved, methods=[MapMethod.SIGNED_CAM])
    assert noted in found.notes[-1]
    assert _off(found.maps[MapMethod.SIGNED_CAM], wanted) <= 1e-3
