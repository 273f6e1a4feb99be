"""A network by family, name and arguments, or one sentence that says what there is instead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.networks.families.build import build
from models.networks.families.refusal import NotBuilt

_ROOT = Path(__file__).parents[4]
_LOADED = """
import sys
from models.networks.families.build import build
from models.networks.library import NETWORKS, embedded
from models.networks.weights import load_network
for name in NETWORKS:
    load_network(embedded(name))
print(sorted({name.split(".")[0] for name in sys.modules} & {"torchvision", "torchxrayvision", "timm"}))
build("torchxrayvision", "resnet50-res512-all", {}, 18)
print(sorted({name.split(".")[0] for name in sys.modules} & {"torchvision", "torchxrayvision", "timm"}))
"""


def test_other_families_are_imported_only_where_one_of_their_networks_is_built() -> None:
    """Not for the networks that come with the program; and torchxrayvision's networks need torchvision alone."""
    ran = subprocess.run([sys.executable, "-c", _LOADED], cwd=_ROOT, capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines() == ["[]", "['torchvision']"], ran.stderr


@pytest.mark.parametrize(
    ("family", "name", "closest"),
    [
        ("torchvision", "resnet81", "resnet18"),
        ("torchvision", "DenseNet121", "densenet121"),
        ("torchvision", "efficientnet-b0", "efficientnet_b0"),
        ("torchvision", "fasterrcnn_resnet50_fpn", "resnext50_32x4d"),
        ("torchxrayvision", "densenet121-res224-mimic", "densenet121-res224-mimic_ch"),
        ("embedded", "residual_grid", "residual-grid"),
    ],
)
def test_an_unknown_name_is_told_with_the_closest_of_its_family(family: str, name: str, closest: str) -> None:
    with pytest.raises(NotBuilt, match=f"the architecture {family}/{name} is not known to this version; the closest .*{closest}"):
        build(family, name, {}, 3)


def test_an_unknown_family_is_told_with_those_there_are() -> None:
    with pytest.raises(NotBuilt, match=r"families embedded, torchvision, torchxrayvision, timm, onnx\."):
        build("keras", "resnet18", {}, 3)


@pytest.mark.parametrize(
    ("family", "name", "arguments", "sentence"),
    [
        ("torchvision", "resnet18", {"in_channels": 2}, "the entry 'in_channels' should be 1 or 3"),
        ("torchvision", "resnet18", {"weights": "DEFAULT"}, "there is no entry 'weights'; there are: in_channels, transform_input"),
        ("torchvision", "resnet18", {"transform_input": True}, "transform_input is for googlenet and inception_v3 with 3 channels"),
        ("torchvision", "googlenet", {"transform_input": True, "in_channels": 1}, "transform_input is for googlenet and inception_v3"),
        ("torchxrayvision", "resnet50", {"in_channels": "1"}, "the entry 'in_channels' should be 1 or 3"),
        ("embedded", "residual-grid", {"depth": 3}, "it does not take them"),
        ("embedded", "residual-grid", {"widths": (4, 4)}, "it does not take them"),
        ("torchxrayvision", "densenet121", {"op_threshs": [0.1]}, "there is no entry 'op_threshs'; there are: in_channels"),
    ],
)
def test_a_wrong_argument_is_named(family: str, name: str, arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(NotBuilt, match=f"the arguments of the architecture {family}/{name}: {sentence}"):
        build(family, name, arguments, 3)
