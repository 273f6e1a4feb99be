"""A converted graph held against onnxruntime, which runs the file as it is, end and batch size included."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.networks.graphs.checking import image_of, opset_of, scores_of
from models.networks.graphs.converting import GraphNetwork
from models.networks.graphs.ending import Ending, take_off
from models.networks.graphs.reading import read_graph

if TYPE_CHECKING:
    from onnx import ModelProto

_FATAL = 4


class NotRun(Exception):
    """The graph could not be run; the sentence says why."""


def disagreement(file: Path, network: GraphNetwork, images: Tensor) -> float:
    """Return the largest difference between the converted graph's scores and onnxruntime's, as a share of the largest.

    Where the graph has an end that was taken off, it is run with and without, and the larger difference counts.

    Args:
        file: The graph, whole in itself.
        network: The same, converted, on any device.
        images: N×C×H×W, on the network's device.

    Raises:
        NotRun: onnxruntime is not installed, or cannot run the file.
        CheckpointError: The file cannot be read any more.
    """
    with torch.inference_mode():
        logits = network(images).float().cpu()
    model, _ = read_graph(file)
    found = [_apart(network.facts.ending.put_on(logits), _run(model, network, images.float().cpu()))]
    if network.facts.ending is not Ending.LOGITS:
        take_off(model.graph, scores_of(model.graph), opset_of(model))
        found.append(_apart(logits, _run(model, network, images.float().cpu())))
    return max(found)


def _run(model: ModelProto, network: GraphNetwork, images: Tensor) -> Tensor:
    """Return onnxruntime's scores, in batches of the size that the graph was exported for."""
    try:
        import onnxruntime
    except ImportError:
        raise NotRun("onnxruntime is not installed (pip install onnxruntime); the converted graph was not compared.") from None
    facts = network.facts
    given, size = images.permute(0, 2, 3, 1) if facts.colours_last else images, facts.batch or len(images)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _FATAL
    rows = []
    try:
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        name = image_of(model.graph).name
        for part in given.split(size):
            full = torch.cat([part, given[:1].expand(size - len(part), -1, -1, -1)])
            (scores,) = session.run(None, {name: full.contiguous().numpy()})
            rows.append(torch.from_numpy(scores).flatten(1)[: len(part)])
    except Exception as error:  # onnxruntime's own classes share no base but this one.
        raise NotRun(f"onnxruntime cannot run the graph ({type(error).__name__}); the converted graph was not compared.") from None
    found = torch.cat(rows)
    return found if network.outputs is None else found[:, network.outputs]


def _apart(found: Tensor, wanted: Tensor) -> float:
    return float((found - wanted).abs().max() / wanted.abs().max().clamp_min(torch.finfo(torch.float32).tiny))
