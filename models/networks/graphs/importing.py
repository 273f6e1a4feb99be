"""Makes a classifier of one's own of an ONNX graph: the graph itself in one file, and a manifest, in a folder."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.networks.families.from_onnx import FAMILY, GRAPH, arguments_of
from models.networks.graphs.converting import network_of
from models.networks.graphs.ending import Ending
from models.networks.graphs.reading import read_graph
from models.networks.graphs.refusal import UnusableGraph
from models.networks.graphs.trying import tried
from models.networks.manifest import MANIFEST, Manifest
from models.networks.manifest_writing import write_manifest
from models.networks.preparation import prepare
from models.networks.task import Labelling
from models.values.digests import sha256_of

KEPT = "graph.onnx"
_BLANK = 512


def imported_graph(file: Path, described: Manifest, outputs: Sequence[str], folder: Path) -> Manifest:
    """Check and try a graph, and keep it as it is, with all its numbers in it.

    Args:
        file: The graph; files beside it may hold its numbers.
        described: What the manifest is to say; family and weights are not looked at, and the end of the graph goes before its task.
        outputs: The label of each output, in their order; outputs without one are left out.
        folder: Where graph and manifest are written.

    Returns:
        The manifest as written.

    Raises:
        CheckpointError: The graph cannot be used.
        NotBuilt: The manifest's arguments cannot be used.
        OSError: The files cannot be written.
    """
    model, whole = read_graph(file)
    kept = folder / KEPT
    if whole:
        shutil.copyfile(file, kept)
    else:
        kept.write_bytes(model.SerializeToString())
    network = network_of(model)
    blank = prepare(np.zeros((_BLANK, _BLANK), np.float32), described.preparation).tensor
    colours, height, width = blank.shape
    scores = tried(network, (colours, height, width))
    chosen = arguments_of(described.arguments).outputs or tuple(index for index, label in enumerate(outputs) if label)
    if len(described.labels) != len(chosen) or (not described.arguments and len(outputs) != scores) or max(chosen) >= scores:
        raise UnusableGraph(
            f"The graph gives {scores} scores, and there are {len(outputs)} labels; name one a score, in their order, and leave a label "
            "empty to leave a score out."
        )
    whole_row = chosen == tuple(range(scores))
    if network.facts.ending.of_one_label and not whole_row:
        raise UnusableGraph("The graph ends in a softmax, where each score depends on all others; give each of them a label.")
    manifest = replace(
        described, family=FAMILY, architecture=GRAPH, arguments={} if whole_row else {"outputs": list(chosen)},
        task=_task(network.facts.ending, described.task), weights=kept, weights_sha256=sha256_of(kept),
    )  # fmt: skip
    write_manifest(manifest, folder / MANIFEST)
    return manifest


def _task(ending: Ending, told: Labelling) -> Labelling:
    if ending is Ending.LOGITS:
        return told
    return Labelling.SINGLE_LABEL if ending.of_one_label else Labelling.MULTI_LABEL
