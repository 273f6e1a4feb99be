"""Presets prepare a film as the libraries they are named after do, and the way back is exact for every size of film."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
import torchxrayvision as xrv
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor, nn
from torchvision import transforms

from models.film.phantom import phantom
from models.networks.families.build import build
from models.networks.preparation import prepare
from models.networks.presets import IMAGENET_MEAN, IMAGENET_STD, PRESETS, NoPreset, preset
from models.reading.read import read_radiograph
from tests.films import dataset, saved

SIZES = [(301, 277), (277, 302), (256, 256), (180, 401), (523, 400)]
Stored = NDArray[np.uint8] | NDArray[np.uint16]


def _stored(height: int, width: int, bits: int) -> tuple[Stored, int]:
    """Return a film as a file stores it, bright = dense, and its greatest value."""
    square = phantom(5_500_003, size=max(height, width)).pixels
    top, left = (square.shape[0] - height) // 2, (square.shape[1] - width) // 2
    most = 2**bits - 1
    return np.round(square[top : top + height, left : left + width] * most).astype(np.uint8 if bits == 8 else np.uint16), most


def _ours(stored: Stored, most: int, name: str, side: int) -> Tensor:
    return prepare((stored / most).astype(np.float32), preset(name, side)).tensor


def _torchxrayvisions(stored: Stored, most: int, side: int) -> Tensor:
    steps = transforms.Compose([xrv.datasets.XRayCenterCrop(), xrv.datasets.XRayResizer(side)])
    return torch.from_numpy(steps(xrv.datasets.normalize(stored, most)[None]))


@pytest.fixture(scope="module")
def theirs() -> nn.Module:
    """Torchxrayvision's DenseNet with random weights and logits of the size that trained ones have."""
    torch.manual_seed(5)
    network = xrv.models.DenseNet().eval()
    with torch.no_grad():
        network.classifier.weight /= network(_torchxrayvisions(*_stored(256, 256, 8), 224)[None]).abs().max() / 4
    return network


@pytest.mark.parametrize("side", [224, 512])
@pytest.mark.parametrize("bits", [8, 12, 16])
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_torchxrayvision_gets_what_its_own_preparation_gives(height: int, width: int, bits: int, side: int) -> None:
    """Within a millionth of the range of 2048."""
    film = _stored(height, width, bits)
    torch.testing.assert_close(_ours(*film, "torchxrayvision", side), _torchxrayvisions(*film, side), atol=2e-3, rtol=0)


@pytest.mark.parametrize(("height", "width", "bits"), [(523, 400, 16), (301, 277, 8)])
def test_torchxrayvisions_logits_are_those_of_its_own_way(theirs: nn.Module, height: int, width: int, bits: int) -> None:
    film = _stored(height, width, bits)
    ours = build("torchxrayvision", "densenet121-res224-all", {}, 18)
    ours.load_state_dict(theirs.state_dict())
    with torch.no_grad():
        wanted, found = theirs(_torchxrayvisions(*film, 224)[None]), ours(_ours(*film, "torchxrayvision", 224)[None])
    assert wanted.abs().max() > 1
    torch.testing.assert_close(found, wanted, atol=1e-4, rtol=0)


@pytest.mark.parametrize("polarity", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("bits", [8, 12])
def test_a_file_is_read_and_prepared_as_torchxrayvision_reads_and_prepares_it(tmp_path: Path, bits: int, polarity: str) -> None:
    path = tmp_path / "film.dcm"
    path.write_bytes(saved(dataset(_stored(301, 277, bits)[0], PhotometricInterpretation=polarity)))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Converting MONOCHROME1")
        theirs = xrv.utils.read_xray_dcm(path)
    wanted = xrv.datasets.XRayResizer(224)(xrv.datasets.XRayCenterCrop()(theirs[None]))
    found = prepare(read_radiograph(path).pixels, preset("torchxrayvision"))
    torch.testing.assert_close(found.tensor, torch.from_numpy(wanted), atol=2e-3, rtol=0)


def _torchvisions(resize: Callable[[int], object], side: int) -> transforms.Compose:
    return transforms.Compose([resize(side), transforms.CenterCrop(side), transforms.Normalize(IMAGENET_MEAN, IMAGENET_STD)])


@pytest.mark.parametrize(
    ("name", "resize"),
    [
        ("imagenet", lambda side: transforms.Resize(round(side * 256 / 224), antialias=True)),
        ("imagenet-whole", lambda side: transforms.Resize((side, side), antialias=True)),
    ],
)
@pytest.mark.parametrize("side", [224, 299])
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_imagenet_gets_what_torchvisions_transforms_give(
    name: str, resize: Callable[[int], object], side: int, height: int, width: int
) -> None:
    stored, most = _stored(height, width, 8)
    tensor = torch.from_numpy((stored / most).astype(np.float32)).expand(3, -1, -1)
    torch.testing.assert_close(_ours(stored, most, name, side), _torchvisions(resize, side)(tensor), atol=1e-6, rtol=0)


@settings(max_examples=30)
@given(st.integers(150, 420), st.integers(150, 420), st.floats(0.15, 0.85), st.floats(0.15, 0.85))
@pytest.mark.parametrize("name", PRESETS)
def test_a_point_goes_to_the_network_and_back_within_one_source_pixel(
    name: str, height: int, width: int, across: float, down: float
) -> None:
    """The point is a dot drawn on the film and found again in what the network is given."""
    rows, columns = np.mgrid[0:height, 0:width] + 0.5
    shorter = min(height, width)
    x, y = width / 2 + (across - 0.5) * shorter, height / 2 + (down - 0.5) * shorter
    dot = 0.5 + 0.5 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 18)
    film = prepare(dot.astype(np.float32), preset(name, 224))
    heat = film.tensor[0].double().numpy()
    heat = heat - np.median(heat)
    heat[heat < heat.max() / 4] = 0
    rows, columns = np.mgrid[0 : heat.shape[0], 0 : heat.shape[1]] + 0.5
    found = film.geometry.to_source(float((heat * columns).sum() / heat.sum()), float((heat * rows).sum() / heat.sum()))
    assert found == pytest.approx((x, y), abs=1)
    assert film.geometry.to_source(*film.geometry.to_network(x, y)) == pytest.approx((x, y), abs=1e-6)


@pytest.mark.parametrize(("name", "channels"), [("imagenet", 3), ("imagenet-whole", 3), ("torchxrayvision", 1)])
def test_a_preset_gives_its_size_whatever_the_film(name: str, channels: int) -> None:
    for height, width in SIZES:
        assert prepare(np.zeros((height, width), np.float32), preset(name, 96)).tensor.shape == (channels, 96, 96)


def test_an_unknown_preset_names_those_there_are() -> None:
    with pytest.raises(NoPreset, match="no preset 'imagnet'; there are: imagenet, imagenet-whole, torchxrayvision"):
        preset("imagnet")
    for side in (0, 4097):
        with pytest.raises(NoPreset, match=f"1 to 4096 pixels, not {side}"):
            preset("imagenet", side)
