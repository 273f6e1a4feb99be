"""Attribution beside its peers at the same work, interleaved in one process: medians, ranges, and whose maps are exact.

DenseNet-121 with randomised weights; the peers are Captum and pytorch-grad-cam. Then the embedded classifier, without peers.
``--images``, ``--pixels``, ``--classes`` and ``--rounds`` make it smaller.
"""

from __future__ import annotations

import argparse
import copy
import json
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any
from unittest import mock

import torch
import torchvision
from captum.attr import GuidedGradCam, LayerGradCam
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn
from torch.nn import functional as F

from models.attribution.attribute import attribute
from models.networks.library import embedded
from models.networks.weights import load_network
from models.values.attribution import MapMethod

_EXACT = 1e-3
_QUICK, _REPEATS = ["forward", "grad_cam"], 4
"""What is much quicker than the peers is measured more often, between them."""
Work = dict[str, Callable[[], Tensor]]


def main() -> None:
    """Print one JSON object: a table a device."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("images", 8), ("pixels", 224), ("classes", 14), ("rounds", 5)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    devices = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
    measured = {name: {"densenet121": _measured(name, asked), "embedded": _embedded(name, asked)} for name in devices}
    print(json.dumps({"asked": vars(asked), "threads": torch.get_num_threads(), **measured}))  # noqa: T201


def _embedded(device: str, asked: argparse.Namespace) -> dict[str, Any]:
    network, batch = load_network(embedded("embedded")).to(device), torch.randn(asked.images, 1, 320, 320, device=device)
    work: Work = {
        "forward": lambda: _plain(network, batch),
        "grad_cam": lambda: attribute(network, batch, methods=[MapMethod.GRAD_CAM]).maps[MapMethod.GRAD_CAM],
    }
    for run in work.values():
        run()
    times = _interleaved(work, device, asked.rounds)
    medians = _medians(times)
    return {**_seconds(times), "grad_cam_to_forward": round(medians["grad_cam"] / medians["forward"], 3)}


def _medians(times: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(values) for name, values in times.items()}


def _seconds(times: dict[str, list[float]]) -> dict[str, Any]:
    return {
        "median_s": {name: round(value, 4) for name, value in _medians(times).items()},
        "range_s": {name: [round(min(values), 4), round(max(values), 4)] for name, values in times.items()},
    }


def _measured(device: str, asked: argparse.Namespace) -> dict[str, Any]:
    torch.manual_seed(1)
    network = _with_statistics(torchvision.models.densenet121(weights=None, num_classes=asked.classes)).to(device)
    batch = torch.randn(asked.images, 3, asked.pixels, asked.pixels, device=device)
    maps = _all_classes(network, batch, asked.classes)
    detail = _guided(network, batch)
    work: Work = {"forward": lambda: _plain(network, batch), **maps, **detail}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = {name: run() for name, run in work.items()}
        times = _interleaved(work, device, asked.rounds)
    wanted = dict.fromkeys(maps, _grad_cam_by_brute_force(network, batch)) | dict.fromkeys(detail, _guided_by_brute_force(network, batch))
    medians = _medians(times)
    return {
        **_seconds(times),
        "grad_cam_to_forward": round(medians["grad_cam"] / medians["forward"], 3),
        "times_faster": {name: round(medians[name] / medians["grad_cam"], 1) for name in maps if name != "grad_cam"},
        "guided_grad_cam_to_captum": round(medians["guided_grad_cam"] / medians["captum_guided_grad_cam"], 3),
        "off": {name: float(f"{_off(results[name], reference):.2g}") for name, reference in wanted.items()},
        "exact": {name: _off(results[name], reference) <= _EXACT for name, reference in wanted.items()},
    }


def _all_classes(network: nn.Module, batch: Tensor, classes: int) -> Work:
    """Grad-CAM of every class on the last maps; each peer needs a pass a class."""
    captum = LayerGradCam(network, network.features)

    def by_captum() -> Tensor:
        return torch.cat([captum.attribute(batch, target=label, relu_attributions=True).detach() for label in range(classes)], dim=1)

    own = copy.deepcopy(network)
    peer = GradCAM(model=own, target_layers=[own.features])

    def by_pytorch_grad_cam() -> Tensor:
        maps = [peer(input_tensor=batch, targets=[ClassifierOutputTarget(label)] * len(batch)) for label in range(classes)]
        return torch.stack([torch.from_numpy(found) for found in maps], dim=1).to(batch.device)

    return {
        "grad_cam": lambda: attribute(network, batch, methods=[MapMethod.GRAD_CAM]).maps[MapMethod.GRAD_CAM],
        "captum": by_captum,
        "pytorch_grad_cam": by_pytorch_grad_cam,
    }


def _guided(network: nn.Module, batch: Tensor) -> Work:
    own = copy.deepcopy(network)
    for module in own.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False  # Captum cannot hook a module that works in place.
    captum = GuidedGradCam(own, own.features)
    return {
        "guided_grad_cam": lambda: (
            attribute(network, batch, methods=[MapMethod.GUIDED_GRAD_CAM], targets=[0]).maps[MapMethod.GUIDED_GRAD_CAM]
        ),
        "captum_guided_grad_cam": lambda: (
            captum.attribute(batch, target=0, interpolate_mode="bilinear").sum(dim=1, keepdim=True).detach()
        ),
    }  # fmt: skip


def _grad_cam_by_brute_force(network: nn.Module, batch: Tensor) -> Tensor:
    """Plain autograd on the last maps, rectified out of place, one backward pass a class."""
    with torch.no_grad():
        maps = F.relu(network.features(batch))
    maps.requires_grad_()
    logits = network.classifier(maps.mean((2, 3)))
    rows = []
    for label in range(logits.shape[1]):
        (gradient,) = torch.autograd.grad(logits[:, label].sum(), maps, retain_graph=True)
        rows.append((gradient.mean((2, 3), keepdim=True) * maps.detach()).sum(1).clamp_min(0))
    return torch.stack(rows, dim=1)


class _Guided(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):  # type: ignore[no-untyped-def]
        ctx.save_for_backward(x)
        return x.clamp_min(0)

    @staticmethod
    def backward(ctx, gradient):  # type: ignore[no-untyped-def]
        (x,) = ctx.saved_tensors
        return gradient.clamp_min(0) * (x > 0)


def _guided_by_brute_force(network: nn.Module, batch: Tensor) -> Tensor:
    pixels = batch.clone().requires_grad_()
    with mock.patch.object(F, "relu", lambda x, inplace=False: _Guided.apply(x)):
        (gradient,) = torch.autograd.grad(network(pixels)[:, 0].sum(), pixels)
    coarse = F.interpolate(_grad_cam_by_brute_force(network, batch)[:, :1], size=batch.shape[-2:], mode="bilinear", align_corners=False)
    return gradient.sum(dim=1, keepdim=True) * coarse


def _off(found: Tensor, wanted: Tensor) -> float:
    """Largest difference as a share of the largest value; Grad-CAMs, which one peer scales, are scaled before."""
    if wanted.min() >= 0:
        size = tuple(max(one, other) for one, other in zip(found.shape[-2:], wanted.shape[-2:], strict=True))
        scaled = found if found.shape[-2:] == size != wanted.shape[-2:] else _scaled(found)
        found, wanted = (F.interpolate(x, size=size, mode="bilinear", align_corners=False) for x in (scaled, _scaled(wanted)))
    return float((found - wanted).abs().max() / wanted.abs().max())


def _scaled(maps: Tensor) -> Tensor:
    """Scale each map to [0, 1]."""
    shifted = maps - maps.amin(dim=(2, 3), keepdim=True)
    return shifted / shifted.amax(dim=(2, 3), keepdim=True).clamp_min(1e-7)


def _interleaved(work: Work, device: str, rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name in [*_QUICK * _REPEATS, *work]:
            if name not in work:
                continue
            started = time.perf_counter()
            work[name]()
            if device == "cuda":
                torch.cuda.synchronize()
            times[name].append(time.perf_counter() - started)
    return times


def _plain(network: nn.Module, batch: Tensor) -> Tensor:
    with torch.inference_mode():
        output: Tensor = network(batch)
        return output


def _with_statistics(network: nn.Module) -> nn.Module:
    """Give every BatchNorm statistics and weights other than 0 and 1, as training would."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.6, 1.4)
            nn.init.uniform_(module.weight, 0.6, 1.4)
            nn.init.normal_(module.bias, 0, 0.2)
    return network.eval()


if __name__ == "__main__":
    main()
