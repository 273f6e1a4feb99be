"""An ONNX graph becomes a classifier of one's own: the graph as it was, its hash, and a manifest."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from onnx import TensorProto
from onnx.helper import make_node

from models.attribution import certification
from models.attribution.certification import certified
from models.attribution.refusal import NotAttributable
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.networks.checkpoints.refusal import CheckpointError
from models.networks.families.build import build
from models.networks.families.from_onnx import FAMILY
from models.networks.families.refusal import NotBuilt
from models.networks.graphs.converting import GraphNetwork
from models.networks.importing import imported
from models.networks.manifest import MANIFEST, Manifest, ManifestError, read_manifest
from models.networks.steps import Channels, Resize, Scale
from models.networks.task import Labelling
from models.networks.weights import load_network
from models.values.attribution import LAST_SPATIAL, MapMethod
from tests.models.networks.graphs.made import GEMM, LAYERS, POOLED, SIDE, WEIGHTS, graph, loaded, written

LABELS = ("A", "B", "C", "D")
CPU = torch.device("cpu")
STEPS = (Scale("stored-bits", (-1.0, 1.0)), Resize(SIDE, SIDE, "bilinear"), Channels(3))
SOFT = [*LAYERS, *POOLED, *GEMM, make_node("Softmax", ["scores"], ["chances"])]


def _described(labels: tuple[str, ...] = LABELS, **other: Any) -> Manifest:
    said = Manifest(
        "own", Labelling.MULTI_LABEL, labels, (0.5,) * len(labels), "onnx", "graph", {}, Path(), "0" * 64, LAST_SPATIAL, STEPS,
        {"data": "none", "licence": "none", "metrics": {}, "limits": "random"},
    )  # fmt: skip
    return replace(said, **other)


@pytest.fixture(autouse=True)
def weights_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage of randomisation, on which no row depends that is read here."""
    monkeypatch.setattr(certification, "examine", partial(certification.examine, seeds=1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "own"
    found.mkdir()
    return found


def test_the_graph_is_kept_as_it_is_and_found_again_by_its_manifest(tmp_path: Path, folder: Path) -> None:
    file = written(graph(), tmp_path)
    manifest, left_out = imported(file, _described(family="torchvision", architecture="resnet18"), LABELS, folder)
    assert left_out == ()
    assert (manifest.family, manifest.task) == (FAMILY, Labelling.MULTI_LABEL)
    assert manifest.weights.read_bytes() == file.read_bytes()
    read = read_manifest(folder / MANIFEST)
    assert read == manifest
    images = torch.randn(2, 3, SIDE, SIDE)
    network = load_network(read)
    assert not any(module.training for module in network.modules())
    with torch.no_grad():
        assert torch.allclose(network(images), loaded(graph(), tmp_path)(images), atol=1e-6)


def test_altered_graphs_are_refused_by_their_hash(tmp_path: Path, folder: Path) -> None:
    manifest, _ = imported(written(graph(), tmp_path), _described(), LABELS, folder)
    manifest.weights.write_bytes(graph(weights={"head": 2 * WEIGHTS["head"]}).SerializeToString())
    with pytest.raises(ManifestError, match="differs from the one the manifest names"):
        load_network(manifest)


def test_numbers_beside_a_graph_are_kept_inside_it(tmp_path: Path, folder: Path) -> None:
    model = graph()
    tensor = model.graph.initializer[0]
    (tmp_path / "own.data").write_bytes(tensor.raw_data)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="own.data")
    manifest, _ = imported(written(model, tmp_path), _described(), LABELS, folder)
    (tmp_path / "own.data").unlink()
    images = torch.randn(2, 3, SIDE, SIDE)
    with torch.no_grad():
        assert torch.allclose(load_network(manifest)(images), loaded(graph(), tmp_path)(images), atol=1e-6)


def test_outputs_without_a_label_are_left_out_and_cam_stays_complete(tmp_path: Path, folder: Path) -> None:
    manifest, _ = imported(written(graph(), tmp_path), _described(("D", "B")), ("", "D", "", "B"), folder)
    assert read_manifest(folder / MANIFEST).arguments == {"outputs": [1, 3]}
    classifier = WatchedClassifier.load(manifest, CPU)
    images = torch.randn(2, 3, SIDE, SIDE)
    with torch.no_grad():
        assert torch.allclose(classifier.network(images), loaded(graph(), tmp_path)(images)[:, [1, 3]], atol=1e-6)
    rows = {check.name: check for check in _run(certified(classifier, _films())).certificate.checks}
    assert rows["completeness"].passed
    assert rows["onnxruntime"].passed


def test_the_end_of_a_graph_tells_its_task(tmp_path: Path, folder: Path) -> None:
    """Softmax scores come as log-odds: one of the labels applies."""
    manifest, _ = imported(written(graph(SOFT, output="chances"), tmp_path), _described(), LABELS, folder)
    assert read_manifest(folder / MANIFEST).task == Labelling.SINGLE_LABEL
    classifier = WatchedClassifier.load(manifest, CPU)
    images = torch.randn(2, 3, SIDE, SIDE)
    with torch.no_grad():
        chances = loaded(graph(), tmp_path)(images).softmax(dim=1)
    assert torch.allclose(classifier.logits(images).sigmoid(), chances, atol=1e-5)


@pytest.mark.parametrize(
    ("labels", "outputs", "sentence"),
    [
        (("A", "B"), ("A", "B"), "gives 4 scores, and there are 2 labels"),
        ((*LABELS, "E"), (*LABELS, "E"), "gives 4 scores, and there are 5 labels"),
        (("A", "B"), ("A", "", "B", ""), "ends in a softmax, .* give each of them a label"),
    ],
)
def test_label_counts_that_differ_are_refused(
    labels: tuple[str, ...], outputs: tuple[str, ...], sentence: str, tmp_path: Path, folder: Path
) -> None:
    file = written(graph(SOFT, output="chances"), tmp_path)
    with pytest.raises(CheckpointError, match=sentence):
        imported(file, _described(labels), outputs, folder)
    assert not (folder / MANIFEST).exists()


def test_a_manifest_that_does_not_fit_its_graph_is_refused(tmp_path: Path, folder: Path) -> None:
    manifest, _ = imported(written(graph(), tmp_path), _described(), LABELS, folder)
    for other, sentence in (
        ({"labels": ("A", "B")}, "the graph gives 4 scores, and the manifest has 2 labels"),
        ({"arguments": {"outputs": [0, 9]}, "labels": ("A", "B")}, "gives 4 scores, and another one was asked for"),
        ({"arguments": {"outputs": [0, 0]}, "labels": ("A", "B")}, "lists different scores"),
        ({"arguments": {"outputs": [0]}}, "do not fit its labels"),
        ({"arguments": {"scores": 3}}, "the arguments of the architecture onnx/graph"),
    ):
        with pytest.raises(ManifestError, match=f"own: .*{sentence}"):
            load_network(replace(manifest, **other))  # type: ignore[arg-type]
    with pytest.raises(NotBuilt, match="the family onnx is for ONNX graphs"):
        build(FAMILY, "graph", {}, 2)


def test_a_graph_without_a_grid_has_no_target_layer(tmp_path: Path, folder: Path) -> None:
    """Its first layer sees the whole image at once."""
    draw = np.random.default_rng(0)
    nodes = [make_node("Conv", ["image", "whole"], ["one"]), make_node("Flatten", ["one"], ["flat"]), *GEMM]
    weights = {"whole": draw.normal(size=(8, 3, SIDE, SIDE)).astype(np.float32)}
    manifest, _ = imported(written(graph(nodes, weights), tmp_path), _described(), LABELS, folder)
    classifier = WatchedClassifier.load(manifest, CPU)
    with pytest.raises(NotAttributable, match="sees a grid of one cell; there is no place to attribute to"):
        classifier.scored([classifier.prepared(_films()[0])])


def test_the_certificate_holds_the_graph_against_onnxruntime(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the rows of every certificate; without onnxruntime the row says that it was not run."""
    manifest, _ = imported(written(graph(), tmp_path), _described(), LABELS, folder)
    classifier = WatchedClassifier.load(manifest, CPU)
    assert isinstance(classifier.network, GraphNetwork)
    row = _run(certified(classifier, _films())).certificate["onnxruntime"]
    assert row.passed
    assert row.number is not None
    assert row.number < 1e-6
    assert {*row.methods} == {*MapMethod}
    last = [module for module in classifier.network.modules() if isinstance(module, torch.nn.Linear)][-1]
    with torch.no_grad():
        last.weight += 0.01
    assert _run(certified(classifier, _films())).certificate["onnxruntime"].passed is False
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    row = _run(certified(classifier, _films())).certificate["onnxruntime"]
    assert row.passed is None
    assert row.sentence.startswith("Not run: onnxruntime is not installed")


def _films() -> list[np.ndarray[Any, np.dtype[np.float32]]]:
    return [phantom(seed).pixels for seed in (1, 2)]


def _run(steps: Any) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
