"""The same maps on a CUDA device as on the CPU; needs one."""

from __future__ import annotations

import copy

import pytest
import torch

from models.attribution.attribute import attribute
from models.attribution.method import Method
from models.manifest import embedded
from models.weights import load_network

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here")]


@pytest.mark.parametrize("method", [method for method in Method if method.at_point and not method.of_pixels])
def test_head_methods_agree_with_the_cpu(method: Method) -> None:
    network = load_network(embedded("embedded"))
    batch = torch.randn(4, 1, 320, 320, generator=torch.Generator().manual_seed(1))
    here = attribute(network, batch, methods=[method]).maps[method]
    there = attribute(copy.deepcopy(network).cuda(), batch.cuda(), methods=[method]).maps[method].cpu()
    assert (here - there).abs().max() <= 1e-3 * here.abs().max()
