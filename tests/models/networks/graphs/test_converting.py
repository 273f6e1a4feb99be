"""A converted graph gives the scores that onnxruntime gives, and is attributed as its original is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from onnx import ModelProto, TensorProto
from onnx.helper import make_node, make_tensor
from torch import Tensor
from torchvision import models

from models.attribution.attribute import attribute
from models.networks.graphs.agreement import disagreement
from models.networks.graphs.converting import network_of
from models.networks.graphs.ending import Ending
from models.networks.graphs.reading import read_graph
from models.networks.graphs.trying import tried
from models.values.attribution import MapMethod
from tests.models.networks.families.random_weights import scaled
from tests.models.networks.families.test_from_torchvision import SMALLEST
from tests.models.networks.graphs.made import BIAS, GEMM, HEAD, LAYERS, POOLED, SIDE, WEIGHTS, graph, loaded, written
from tests.models.networks.graphs.published import NAMES, published

CAMS = (MapMethod.GRAD_CAM, MapMethod.SIGNED_CAM)
LARGE = {"bvlc_alexnet", "vgg19", "zfnet512"}
ROUNDING = 1e-5
"""Of 32-bit networks of up to two hundred layers, some of them folded by one and not by the other."""
FOLDED = 1.5e-6
"""Of the same in 64 bits: the folded weights are kept in 32. EfficientNet v2 needs a little more than 1e-6, no other does."""
STARTED = {name: {"init_weights": True} for name in ("googlenet", "inception_v3")}
QUICK = ("resnet18", "mobilenet_v3_small", "shufflenet_v2_x0_5")


def images(count: int = 3, side: int = SIDE) -> Tensor:
    return torch.randn((count, 3, side, side), generator=torch.Generator().manual_seed(1))


def agrees(model: ModelProto, folder: Path) -> float:
    file = written(model, folder)
    return disagreement(file, network_of(read_graph(file)[0]), images())


def apart(found: Tensor, wanted: Tensor) -> float:
    assert found.shape == wanted.shape
    return float((found - wanted).abs().max() / wanted.abs().max())


@pytest.mark.parametrize("name", QUICK)
def test_what_torch_exports_is_scored_and_attributed_as_the_original(name: str, tmp_path: Path) -> None:
    """The other families of torchvision: tests/soak/onnx_families.py."""
    exported_and_compared(name, SMALLEST[name], tmp_path)


def exported_and_compared(name: str, side: int, folder: Path) -> None:
    """Hold what is computed in both precisions: the exporter folds batch normalisation into convolutions, which rounds otherwise."""
    torch.manual_seed(0)
    films = images(2, side)
    own = scaled(models.get_model(name, weights=None, num_classes=5, **STARTED.get(name, {})).eval(), films)
    file = folder / "exported.onnx"
    batch = ({0: torch.export.Dim("batch", min=1, max=64)},)
    torch.onnx.export(own, (films,), file, dynamo=True, external_data=False, dynamic_shapes=batch, verbose=False)
    converted = network_of(read_graph(file)[0])
    assert (converted.facts.batch, converted.facts.scores, converted.facts.ending) == (0, 5, Ending.LOGITS)
    for kind, limit in ((torch.float32, ROUNDING), (torch.float64, FOLDED)):
        wanted, found = (attribute(network.to(kind), films.to(kind), methods=CAMS) for network in (own, converted))
        assert apart(found.logits, wanted.logits) < limit
        assert all(apart(found.maps[method], wanted.maps[method]) < limit for method in CAMS)


def test_what_torch_exports_for_one_image_takes_any_batch(tmp_path: Path) -> None:
    """As it does where nobody asks it for an open batch size; channels are shuffled by shapes that name the batch.

    The other families of torchvision: tests/soak/onnx_families.py.
    """
    exported_for_one_image_and_compared("shufflenet_v2_x0_5", SMALLEST["shufflenet_v2_x0_5"], tmp_path)


def exported_for_one_image_and_compared(name: str, side: int, folder: Path) -> None:
    """Score two films with the graph of an exporter that saw one."""
    torch.manual_seed(0)
    films = images(2, side)
    own = scaled(models.get_model(name, weights=None, num_classes=5, **STARTED.get(name, {})).eval(), films)
    file = folder / "exported.onnx"
    torch.onnx.export(own, (films[:1],), file, dynamo=True, external_data=False, verbose=False)
    network = network_of(read_graph(file)[0])
    assert network.facts.batch == 1
    with torch.no_grad():
        assert apart(network(films), own(films)) < ROUNDING


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LARGE])
def test_what_caffe2_exported_runs_in_batches_and_is_attributed(name: str, tmp_path: Path) -> None:
    """Published for one image at a time, most with a softmax at the end."""
    file = written(published(name), tmp_path)
    network = network_of(read_graph(file)[0])
    assert network.facts.batch == 1
    assert network.facts.ending is (Ending.LOGITS if name == "densenet121" else Ending.SOFTMAX)
    assert tried(network, (3, 224, 224)) == 1000
    films = images(2, 224)
    assert disagreement(file, network, films) < 1e-4
    found = attribute(network, films, methods=CAMS, targets=[0]).maps[MapMethod.SIGNED_CAM]
    assert found.shape[-1] == (13 if name == "squeezenet" else 7)
    assert found.abs().amax(dim=(1, 2, 3)).min() > 0


def test_a_graph_by_hand_agrees_with_onnxruntime(tmp_path: Path) -> None:
    assert agrees(graph(), tmp_path) < 1e-6


def test_a_batch_size_that_was_fixed_is_opened(tmp_path: Path) -> None:
    """Also where a stored shape repeats it, as a constant or as a stored tensor."""
    reshaped = [LAYERS[0], *LAYERS[1:], POOLED[0], make_node("Reshape", ["pooled", "shape"], ["flat"]), *GEMM]
    for size in (1, 2):
        model = graph(reshaped, {"shape": np.array([size, 8], np.int64)}, image=(size, 3, SIDE, SIDE))
        network = loaded(model, tmp_path)
        assert network.facts.batch == size
        assert tried(network, (3, SIDE, SIDE)) == 4
        assert agrees(model, tmp_path) < 1e-6
    constant = make_node("Constant", [], ["shape"], value=make_tensor("", TensorProto.INT64, [2], [1, 8]))
    assert agrees(graph([constant, *reshaped], image=(1, 3, SIDE, SIDE)), tmp_path) < 1e-6


@pytest.mark.parametrize(
    ("operator", "ending", "inverse"),
    [("Sigmoid", Ending.SIGMOID, torch.logit), ("Softmax", Ending.SOFTMAX, torch.log), ("LogSoftmax", Ending.LOG_SOFTMAX, torch.clone)],
)
def test_what_makes_probabilities_of_logits_is_taken_off(operator: str, ending: Ending, inverse: object, tmp_path: Path) -> None:
    model = graph([*LAYERS, *POOLED, *GEMM, make_node(operator, ["scores"], ["chances"])], output="chances")
    network = loaded(model, tmp_path)
    assert network.facts.ending is ending
    with torch.no_grad():
        assert torch.equal(network(images()), loaded(graph(), tmp_path)(images()))
    assert agrees(model, tmp_path) < 1e-6


def test_an_end_before_a_change_of_shape_is_taken_off_and_one_inside_is_not(tmp_path: Path) -> None:
    convolved = [*LAYERS, POOLED[0], make_node("Conv", ["pooled", "head4", "bias"], ["s4"]), make_node("Softmax", ["s4"], ["p4"], axis=1)]
    weights = {"head4": HEAD[:, :, None, None]}
    ended = loaded(graph([*convolved, make_node("Flatten", ["p4"], ["scores"])], weights), tmp_path)
    assert ended.facts.ending is Ending.SOFTMAX
    gated = [*LAYERS, *POOLED, make_node("Sigmoid", ["flat"], ["gate"]), make_node("Gemm", ["gate", "head", "bias"], ["scores"], transB=1)]
    assert loaded(graph(gated), tmp_path).facts.ending is Ending.LOGITS
    assert agrees(graph(gated), tmp_path) < 1e-6


def _keras(image: tuple[int | str, ...], axes: tuple[int, int]) -> ModelProto:
    """As tf2onnx writes: colours last outside, turned for each convolution, a matrix product and a sum as the head."""
    nodes = [
        make_node("Transpose", ["image"], ["turned"], perm=[0, 3, 1, 2]),
        make_node("Conv", ["turned", *LAYERS[0].input[1:]], ["c1"], auto_pad="SAME_UPPER", strides=[2, 2], kernel_shape=[3, 3]),
        *LAYERS[1:],
        make_node("Transpose", ["r2"], ["back"], perm=[0, 2, 3, 1]),
        make_node("ReduceMean", ["back"], ["flat"], axes=axes, keepdims=0),
        make_node("MatMul", ["flat", "columns"], ["product"]),
        make_node("Add", ["product", "bias"], ["logits"]),
        make_node("Sigmoid", ["logits"], ["scores"]),
    ]
    return graph(nodes, {"columns": np.ascontiguousarray(HEAD.T)}, image=image, opset=13)


def test_a_graph_in_the_style_of_keras_takes_images_as_others_do(tmp_path: Path) -> None:
    """Its images have their colours last, and it pools a grid that has, too."""
    model = _keras(("n", SIDE, SIDE, 3), (1, 2))
    network = loaded(model, tmp_path)
    assert network.facts.colours_last
    assert network.facts.image == (3, SIDE, SIDE)
    assert agrees(model, tmp_path) < 1e-6
    found = attribute(network, images(), methods=[MapMethod.SIGNED_CAM, MapMethod.CAM])
    assert found.grid == (8, 8)
    mean = found.maps[MapMethod.CAM].mean(dim=(2, 3)) + torch.from_numpy(BIAS)
    assert apart(mean, found.logits) < 1e-5


def test_turned_grids_inside_a_graph_change_nothing(tmp_path: Path) -> None:
    """Each turn is undone by the next, as exporters leave them between layers."""
    turned = [
        *LAYERS[:2],
        make_node("Transpose", ["r1"], ["last"], perm=[0, 2, 3, 1]),
        make_node("Mul", ["last", "two"], ["doubled"]),
        make_node("Transpose", ["doubled"], ["first"], perm=[0, 3, 1, 2]),
        make_node("Conv", ["first", *LAYERS[2].input[1:]], ["c2"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        *LAYERS[3:], *POOLED, *GEMM,
    ]  # fmt: skip
    model = graph(turned, {"two": np.array([2.0], np.float32)})
    assert agrees(model, tmp_path) < 1e-6
    plain = loaded(graph(weights={"w2": 2 * WEIGHTS["w2"]}), tmp_path)
    wanted, found = (attribute(network, images(), methods=CAMS) for network in (plain, loaded(model, tmp_path)))
    assert all(apart(found.maps[method], wanted.maps[method]) < 1e-6 for method in CAMS)


def test_weights_that_are_constants_or_listed_as_inputs_or_turned_before_use_are_weights(tmp_path: Path) -> None:
    constant = make_node("Constant", [], ["w1"], value=make_tensor("", TensorProto.FLOAT, WEIGHTS["w1"].shape, WEIGHTS["w1"].ravel()))
    model = graph(
        [constant, make_node("Transpose", ["columns"], ["head"]), *LAYERS, *POOLED, *GEMM],
        {"columns": np.ascontiguousarray(HEAD.T)}, more_inputs=[("b1", [6])],
    )  # fmt: skip
    kept = [one for one in model.graph.initializer if one.name not in ("w1", "head")]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    with torch.no_grad():
        assert torch.equal(loaded(model, tmp_path)(images()), loaded(graph(), tmp_path)(images()))


def test_names_with_dots_and_signs_do_not_meet(tmp_path: Path) -> None:
    """Torch's exporter names weights by dotted paths; two names may differ by a sign alone."""
    model = graph()
    for old, new in {"w1": "net.w", "w2": "net_w", "b1": "net/b", "b2": "net.b"}.items():
        for one in (one for one in model.graph.initializer if one.name == old):
            one.name = new
        for node in model.graph.node:
            node.input[:] = [new if name == old else name for name in node.input]
    network = loaded(model, tmp_path)
    with torch.no_grad():
        assert torch.equal(network(images()), loaded(graph(), tmp_path)(images()))
    assert all(network.get_submodule(name) is module for name, module in network.named_modules())
