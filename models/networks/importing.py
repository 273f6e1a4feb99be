"""Makes a classifier of one's own of what somebody else made: safetensors, an ONNX graph or a program, and a manifest, in a folder."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from safetensors.torch import save_file
from torch import Tensor

from models.networks.checkpoints.fitting import fitted
from models.networks.checkpoints.kinds import Kind, kind_of
from models.networks.checkpoints.read import read_tensors
from models.networks.external.arguments import FAMILY as EXTERNAL
from models.networks.external.arguments import arguments_of
from models.networks.families.build import build
from models.networks.families.refusal import NotBuilt
from models.networks.families.unused_tensors import unused_by
from models.networks.graphs.importing import imported_graph
from models.networks.manifest import MANIFEST, Manifest
from models.networks.manifest_writing import write_manifest
from models.values.digests import sha256_of

WEIGHTS = "weights.safetensors"


def imported(file: Path, described: Manifest, outputs: Sequence[str], folder: Path) -> tuple[Manifest, tuple[str, ...]]:
    """Convert a model file once, into weights and manifest in a folder that is there.

    Args:
        file: The model file.
        described: What the manifest is to say; its weights are not looked at, and of an ONNX graph neither is its architecture.
        outputs: The label of each output of the network, in their order; outputs without one are left out.
        folder: Where they are written.

    Returns:
        The manifest as written, and the names of the file that the network has no place for.

    Raises:
        CheckpointError: The file cannot be read, or its tensors do not fit the architecture.
        ManifestError: It does not say how a program is called.
        NotBuilt: There is no such architecture.
        OSError: The files cannot be written.
    """
    if described.family == EXTERNAL:
        return _with_program(file, described, outputs, folder), ()
    if kind_of(file) is Kind.ONNX:
        return imported_graph(file, described, outputs, folder), ()
    tensors = read_tensors(file)
    network = build(described.family, described.architecture, described.arguments, len(outputs))
    named = build(described.family, described.architecture, described.arguments, len(described.labels)).state_dict()
    found = fitted(tensors, {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}, unused_by(network))
    kept = [index for index, label in enumerate(outputs) if label]
    weights = folder / WEIGHTS
    save_file(_of_outputs(found.tensors, named, kept), weights)
    manifest = replace(described, weights=weights, weights_sha256=sha256_of(weights))
    write_manifest(manifest, folder / MANIFEST)
    return manifest, found.left_out


def _with_program(file: Path, described: Manifest, outputs: Sequence[str], folder: Path) -> Manifest:
    """Copy the program of a classifier that can only be called, as it is, beside a manifest that names its hash."""
    if not all(outputs):
        raise NotBuilt("a program is asked for its labels by name, so no output is to be left out; name those that are wanted.")
    arguments_of(described)
    program = folder / file.name
    shutil.copy(file, program)
    manifest = replace(described, weights=program, weights_sha256=sha256_of(program))
    write_manifest(manifest, folder / MANIFEST)
    return manifest


def _of_outputs(tensors: Mapping[str, Tensor], wanted: Mapping[str, Tensor], kept: Sequence[int]) -> dict[str, Tensor]:
    """Keep of the last layer the rows of the outputs that have a label."""
    return {name: (one if one.shape == wanted[name].shape else one[list(kept)]).contiguous() for name, one in tensors.items()}
