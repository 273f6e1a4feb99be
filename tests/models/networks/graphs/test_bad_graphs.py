"""Graphs that cannot be used are refused in one sentence; nothing outside the folder is read, nothing large is made."""

from __future__ import annotations

import os
import random
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import ModelProto, TensorProto, numpy_helper
from onnx.helper import make_function, make_graph, make_node, make_opsetid, make_tensor_value_info

from models.networks.checkpoints.refusal import CheckpointError
from models.networks.graphs import numbers
from models.networks.graphs.converting import network_of
from models.networks.graphs.operators import SUPPORTED
from models.networks.graphs.reading import read_graph
from models.networks.graphs.refusal import UnusableGraph
from models.networks.graphs.trying import tried
from tests.models.networks.graphs.made import GEMM, LAYERS, POOLED, SIDE, WEIGHTS, graph, loaded, written

BODY = make_graph([make_node("Identity", ["a"], ["b"])], "inner", [], [make_tensor_value_info("b", TensorProto.FLOAT, None)])


def _refused(model: ModelProto, folder: Path, sentence: str) -> None:
    with pytest.raises(UnusableGraph, match=sentence) as told:
        tried(loaded(model, folder), (3, SIDE, SIDE))
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")


def _with(*nodes: object) -> ModelProto:
    return graph([*LAYERS, *POOLED, *GEMM[:-1], *nodes])  # type: ignore[list-item]


def _of_functions() -> ModelProto:
    model = graph()
    model.functions.append(make_function("here", "own", ["a"], ["b"], [make_node("Relu", ["a"], ["b"])], [make_opsetid("", 17)]))
    return model


def _two_outputs() -> ModelProto:
    model = graph()
    model.graph.output.append(make_tensor_value_info("flat", TensorProto.FLOAT, None))
    return model


def _of_type(kind: int) -> ModelProto:
    model = graph()
    model.graph.input[0].type.tensor_type.elem_type = kind
    return model


def _strings() -> ModelProto:
    model = graph()
    model.graph.initializer.append(numpy_helper.from_array(np.array(["a"], object), "words"))
    return model


def _sparse() -> ModelProto:
    model = graph()
    model.graph.sparse_initializer.add().values.name = "thin"
    return model


def _unversioned() -> ModelProto:
    model = graph()
    del model.opset_import[:]
    model.opset_import.append(make_opsetid("ai.onnx.ml", 3))
    return model


BAD: dict[str, tuple[Callable[[], ModelProto], str]] = {
    "another domain": (lambda: _with(make_node("Fused", ["flat"], ["scores"], domain="com.acme")), "outside the ONNX standard .com.acme.,"),
    "a loop": (lambda: _with(make_node("Loop", ["", "", "flat"], ["scores"], body=BODY)), "has loops or branches"),
    "a branch": (lambda: _with(make_node("If", ["flat"], ["scores"], then_branch=BODY, else_branch=BODY)), "has loops or branches"),
    "a scan": (lambda: _with(make_node("Scan", ["flat"], ["scores"], body=BODY, num_scan_inputs=1)), "has loops or branches"),
    "a graph inside": (lambda: _with(make_node("Relu", ["flat"], ["scores"], body=BODY)), "has loops or branches"),
    "functions": (_of_functions, "has functions of its own"),
    "unknown operators, all named": (
        lambda: _with(make_node("Load", ["flat"], ["a"]), make_node("RandomNormal", [], ["scores"], shape=[4])),
        "operators that are not supported: Load, RandomNormal;",
    ),
    "no version": (_unversioned, "does not say which version"),
    "two inputs": (lambda: graph(more_inputs=[("age", ["batch", 1])]), "has 2 inputs"),
    "two outputs": (_two_outputs, "has 2 outputs"),
    "a row of numbers": (lambda: graph(image=("batch", 12)), "input has 2 dimensions"),
    "bytes": (lambda: _of_type(TensorProto.UINT8), "another type than 32-bit floating point"),
    "half precision": (lambda: _of_type(TensorProto.FLOAT16), "another type than 32-bit floating point"),
    "seven colours": (lambda: graph(image=("batch", 7, SIDE, SIDE)), "neither 1 nor 3 colours"),
    "other size": (lambda: graph(image=("batch", 3, 32, 32)), "takes images of 3 × 32 × 32 .* films are prepared to 3 × 16 × 16"),
    "not a number": (lambda: graph(weights={"head": np.full((4, 8), np.nan, np.float32)}), "tensor head holds numbers that are not finite"),
    "infinite": (lambda: graph(weights={"bias": np.full(4, np.inf, np.float32)}), "tensor bias holds numbers that are not finite"),
    "strings": (_strings, "numbers of a type that is not read .STRING."),
    "sparse": (_sparse, "sparse tensors"),
    "unsorted": (lambda: graph([*GEMM, *LAYERS, *POOLED]), "breaks the rules of ONNX"),
    "weights that do not fit": (lambda: graph(weights={"head": WEIGHTS["head"][:, :5]}), "breaks the rules of ONNX|does not run"),
    "computed weights": (
        lambda: graph([make_node("Relu", ["w1"], ["v"]), make_node("Conv", ["image", "v", "b1"], ["c1"]), *LAYERS[1:], *POOLED, *GEMM]),
        "computes its weights",
    ),
    "a kernel larger than its weights": (
        lambda: graph([make_node("Conv", ["image", "w1", "b1"], ["c1"], kernel_shape=[30_000, 30_000]), *LAYERS[1:], *POOLED, *GEMM]),
        "has weights of another shape",
    ),
    "training": (lambda: _with(make_node("Dropout", ["flat", "", "yes"], ["scores"])), "exported as it is trained"),
    "a value of petabytes": (
        lambda: graph([make_node("ConstantOfShape", ["huge"], ["much"]), *LAYERS, *POOLED, *GEMM], {"huge": np.full(3, 100_000)}),
        "would hold too many numbers",
    ),
    "a batch that is one": (
        lambda: graph([*LAYERS, make_node("ReduceMean", ["r2"], ["flat"], axes=[0, 2, 3], keepdims=0),
                       make_node("Unsqueeze", ["flat", "first"], ["row"]), make_node("Gemm", ["row", "head"], ["scores"], transB=1)],
                      {"first": np.array([0])}, image=(1, 3, SIDE, SIDE)),
        "scores an image differently beside another one; .*dynamic",
    ),
}  # fmt: skip


def bad(name: str) -> ModelProto:
    """Return one of them."""
    model = BAD[name][0]()
    if name == "training":
        model.graph.initializer.append(numpy_helper.from_array(np.array(True), "yes"))
    return model


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    _refused(bad(name), tmp_path, BAD[name][1])


@pytest.mark.parametrize("keep", [0.0, 0.2, 0.9])
def test_a_file_that_is_cut_off_is_refused(keep: float, tmp_path: Path) -> None:
    file = written(graph(), tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(keep * len(whole))])
    with pytest.raises(UnusableGraph, match="cut off or damaged"):
        read_graph(file)


def test_any_damage_to_what_describes_a_graph_is_refused_in_a_sentence_or_does_no_harm(tmp_path: Path) -> None:
    """Bytes outside its numbers are changed, lost or added; nothing but a refusal is raised."""
    file, draw = written(graph(), tmp_path), random.Random(1)
    whole = file.read_bytes()
    numbers_of_it = [(start := whole.find(held.tobytes()), start + held.nbytes) for held in WEIGHTS.values()]
    spots = [spot for spot in range(len(whole)) if not any(start <= spot < end for start, end in numbers_of_it)]
    told: list[str] = []
    for _ in range(300):
        spot, kind = draw.choice(spots), draw.random()
        changed = bytes(draw.randrange(256) for _ in range(1 if kind < 0.8 else draw.randrange(4)))
        file.write_bytes(whole[:spot] + changed + whole[spot + 1 :])
        try:
            tried(network_of(read_graph(file)[0]), (3, SIDE, SIDE))
        except CheckpointError as reason:
            told.append(str(reason))
    assert len(told) > 200
    assert all(sentence.isprintable() for sentence in told)


def test_a_tensor_of_ten_gigabytes_by_its_header_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    for dims, sentence in (([5, 1 << 29], "claims 10 GiB"), ([1000, 1000], "more or fewer numbers than the file"), ([-1, 4], "damaged")):
        model = graph()
        model.graph.initializer[0].dims[:] = dims
        file = written(model, tmp_path)
        tracemalloc.start()
        with pytest.raises(UnusableGraph, match=sentence):
            read_graph(file)
        assert tracemalloc.get_traced_memory()[1] < 1e6
        tracemalloc.stop()


def test_many_tensors_that_share_the_same_bytes_are_bounded_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.networks.graphs.reading.MOST_BYTES", 4096)
    (tmp_path / "numbers.bin").write_bytes(bytes(2048))
    model = graph()
    for index in range(3):
        _outside(model.graph.initializer.add(name=f"more{index}", data_type=TensorProto.FLOAT, dims=[512]), location="numbers.bin")
    file = tmp_path / "own.onnx"
    file.write_bytes(model.SerializeToString()[:4096])
    with pytest.raises(UnusableGraph):
        read_graph(file)


def _outside(tensor: TensorProto, **entries: str) -> None:
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in entries.items():
        tensor.external_data.add(key=key, value=value)


def test_numbers_beside_the_graph_are_taken_in(tmp_path: Path) -> None:
    model = graph()
    (tmp_path / "own.onnx.data").write_bytes(b"pads" + WEIGHTS["w1"].tobytes())
    _outside(model.graph.initializer[0], location="own.onnx.data", offset="4", length=str(WEIGHTS["w1"].nbytes))
    read, whole = read_graph(written(model, tmp_path))
    assert not whole
    assert np.array_equal(numpy_helper.to_array(read.graph.initializer[0]), WEIGHTS["w1"])
    assert read_graph(written(graph(), tmp_path))[1]


@pytest.mark.parametrize("location", ["../secret.bin", "/etc/passwd", "sub/secret.bin", "..", "", "C:secret.bin", "..\\secret.bin", "a\0b"])
def test_numbers_elsewhere_are_not_read(location: str, tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    (folder / "sub").mkdir(parents=True)
    for place in (tmp_path, folder / "sub"):
        (place / "secret.bin").write_bytes(WEIGHTS["w1"].tobytes())
    model = graph()
    _outside(model.graph.initializer[0], location=location)
    with pytest.raises(UnusableGraph, match="keeps its numbers in another folder"):
        read_graph(written(model, folder))


@pytest.mark.skipif(sys.platform == "win32", reason="links and devices of Unix")
def test_links_and_devices_beside_the_graph_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.bin"
    secret.write_bytes(WEIGHTS["w1"].tobytes())
    folder = tmp_path / "inner"
    folder.mkdir()
    (folder / "link.bin").symlink_to(secret)
    os.mkfifo(folder / "pipe.bin")
    for name in ("link.bin", "pipe.bin", "sub"):
        model = graph()
        _outside(model.graph.initializer[0], location=name)
        (folder / "sub").mkdir(exist_ok=True)
        with pytest.raises(UnusableGraph, match="no plain file"):
            read_graph(written(model, folder))


@pytest.mark.parametrize("entries", [{"offset": "640"}, {"length": "5"}, {"length": str(10 << 30)}, {"offset": "-4"}, {"offset": "x"}])
def test_what_reaches_beyond_the_file_beside_the_graph_is_refused(entries: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "own.bin").write_bytes(WEIGHTS["w1"].tobytes())
    model = graph()
    _outside(model.graph.initializer[0], location="own.bin", **entries)
    with pytest.raises(UnusableGraph, match=r"too short for it|cut off or damaged"):
        read_graph(written(model, tmp_path))


def test_a_missing_file_beside_the_graph_is_named(tmp_path: Path) -> None:
    model = graph()
    _outside(model.graph.initializer[0], location="own.onnx.data")
    with pytest.raises(UnusableGraph, match=r"in the file own\.onnx\.data, which cannot be read .* put it beside"):
        read_graph(written(model, tmp_path))


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "large.onnx"
    with file.open("wb") as out:
        out.truncate(numbers.MOST_BYTES + 1)
    with pytest.raises(UnusableGraph, match="more than 1 GiB"):
        read_graph(file)
    with pytest.raises(CheckpointError, match="cannot be read"):
        read_graph(tmp_path / "missing.onnx")


@pytest.mark.parametrize("missing", ["onnx", "onnx2pytorch"])
def test_a_package_that_is_not_installed_is_named_with_how_to_get_it(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(graph(), tmp_path)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UnusableGraph, match=r"install them with pip install -e \"\.\[onnx\]\""):
        network_of(read_graph(file)[0])


def test_every_supported_operator_is_one_that_the_converter_knows_by_name() -> None:
    """It guesses a function of torch for others."""
    import onnx2pytorch.convert.operations as convert

    told = Path(convert.__file__).read_text("utf-8")
    assert all(f'"{name}"' in told for name in SUPPORTED)
    assert "Load" not in SUPPORTED
