"""A file that somebody else made becomes a classifier that computes what the file's own library computes, and nothing in it is run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torchvision
import torchxrayvision as xrv
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torchvision import transforms

from models.attribution import certification
from models.attribution.attribute import attribute
from models.attribution.certification import certified
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.networks.checkpoints.fitting import DoesNotFit
from models.networks.importing import WEIGHTS, imported
from models.networks.manifest import MANIFEST, Manifest, read_manifest
from models.networks.presets import preset
from models.networks.task import Labelling
from models.reading.read import read_radiograph
from models.values.attribution import LAST_SPATIAL, MapMethod
from models.values.progress import result_of
from tests.films import dataset, saved
from tests.models.networks.families.random_weights import filled, scaled

_CPU = torch.device("cpu")
_LABELS = tuple(f"Finding {number}" for number in range(14))


def _described(family: str, name: str, labels: Sequence[str], preparation: str, **said: Any) -> Manifest:
    return Manifest(
        "chest", Labelling.MULTI_LABEL, tuple(labels), (0.5,) * len(labels), family, name, said, Path(), "0" * 64, LAST_SPATIAL,
        preset(preparation, 224), {},
    )  # fmt: skip


def _loaded(file: Path, described: Manifest, outputs: Sequence[str]) -> WatchedClassifier:
    manifest, _ = imported(file, described, outputs, file.parent)
    assert read_manifest(file.parent / MANIFEST) == manifest
    return WatchedClassifier.load(manifest, _CPU)


class _Published:
    """A DenseNet of torchxrayvision with random weights, saved as its checkpoints are: the whole module, with labels and thresholds."""

    def __init__(self, folder: Path) -> None:
        torch.manual_seed(11)
        self.path = folder / "film.dcm"
        self.path.write_bytes(saved(dataset(_film(401, 377))))
        network = filled(xrv.models.DenseNet(op_threshs=torch.zeros(18)))
        network.op_threshs = None
        self.network = scaled(network, self.prepared())
        self.logits = self._raw()
        # One that this film reaches and one that it misses in turn, and three findings that were never learned.
        cuts = torch.sigmoid(self.logits + torch.tensor([-0.2, 0.2]).repeat(9))
        cuts[[2, 9, 17]] = torch.nan
        self.network.op_threshs, self.network.input_resolution = cuts, 224
        self.network.weights = "densenet121-res224-all"
        self.network.targets = self.network.pathologies = list(xrv.datasets.default_pathologies)
        self.outputs = ["" if cut.isnan() else label for label, cut in zip(self.network.targets, cuts, strict=True)]
        self.known = ~cuts.isnan()
        self.file = folder / "published.pt"
        torch.save(self.network, self.file)
        described = _described("torchxrayvision", "densenet121-res224-all", [label for label in self.outputs if label], "torchxrayvision")
        self.described = replace(described, thresholds=tuple(cuts[self.known].tolist()))
        self.imported, self.left_out = imported(self.file, self.described, self.outputs, folder)

    def prepared(self) -> Tensor:
        """Read and prepare the film as the library does."""
        steps = transforms.Compose([xrv.datasets.XRayCenterCrop(), xrv.datasets.XRayResizer(224)])
        return torch.from_numpy(steps(xrv.utils.read_xray_dcm(self.path)[None]))[None]

    @torch.no_grad()
    def _raw(self) -> Tensor:
        logits: Tensor = self.network.classifier(self.network.features2(self.prepared()))[0]
        return logits


def _film(height: int, width: int) -> NDArray[np.uint16]:
    return np.round(phantom(3, size=max(height, width)).pixels[:height, :width] * 4095).astype(np.uint16)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> _Published:
    return _Published(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def ours(published: _Published) -> WatchedClassifier:
    return WatchedClassifier.load(published.imported, _CPU)


def test_torchxrayvisions_logits_are_its_own_from_the_file_of_the_film_on(published: _Published, ours: WatchedClassifier) -> None:
    logits, _ = ours.scored([ours.prepared(read_radiograph(published.path).pixels)])
    assert published.logits.abs().max() > 1
    assert published.left_out == ("op_threshs",)
    np.testing.assert_allclose(logits[0], published.logits[published.known].numpy(), atol=1e-4, rtol=0)


def test_a_file_of_torch_before_1_6_gives_the_same_classifier(published: _Published, tmp_path: Path) -> None:
    torch.save(published.network, tmp_path / "old.pt", _use_new_zipfile_serialization=False)
    found, _ = imported(tmp_path / "old.pt", published.described, published.outputs, tmp_path)
    assert found.weights_sha256 == published.imported.weights_sha256


def test_torchxrayvisions_decisions_are_its_own(published: _Published, ours: WatchedClassifier) -> None:
    """It decides at 0.5 of a score that it rescales by its thresholds, we decide by the thresholds."""
    logits, _ = ours.scored([ours.prepared(read_radiograph(published.path).pixels)])
    with torch.no_grad():
        theirs = published.network(published.prepared())[0, published.known] >= 0.5
    decided = ours.decided(logits[0])[1]
    assert {True, False} == set(decided)
    assert decided == theirs.tolist()


def test_torchxrayvisions_maps_are_those_of_plain_gradients_in_the_library_itself(published: _Published, ours: WatchedClassifier) -> None:
    film = ours.prepared(read_radiograph(published.path).pixels).tensor[None]
    found = attribute(ours.network, film, methods=[MapMethod.CAM, MapMethod.GRAD_CAM])
    theirs = published.network
    with torch.no_grad():
        features = theirs.features(published.prepared()).relu()
    features.requires_grad_()
    logits = theirs.classifier(features.mean((2, 3)))[0, published.known]
    weights = theirs.classifier.weight[published.known].detach()
    torch.testing.assert_close(found.maps[MapMethod.CAM], torch.einsum("kc,nchw->nkhw", weights, features.detach()), atol=1e-3, rtol=1e-3)
    for row, logit in enumerate(logits):
        (gradient,) = torch.autograd.grad(logit, features, retain_graph=True)
        wanted = (gradient.mean((2, 3), keepdim=True) * features.detach()).sum(1).relu()
        torch.testing.assert_close(found.maps[MapMethod.GRAD_CAM][:, row], wanted, atol=1e-4 * float(wanted.max()), rtol=1e-3)
    budget = found.maps[MapMethod.CAM].mean((-2, -1))[0] + theirs.classifier.bias[published.known].detach()
    torch.testing.assert_close(budget, logits.detach(), atol=1e-4, rtol=0)


def test_torchxrayvisions_maps_are_certified_as_exact(published: _Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """On small films, which take a fifth of the time, and with weights drawn once a stage, which no row that is read here depends on."""
    monkeypatch.setattr(certification, "examine", partial(certification.examine, seeds=1))
    small = WatchedClassifier.load(replace(published.imported, preparation=preset("torchxrayvision", 96)), _CPU)
    certificate = result_of(certified(small, [phantom(seed, size=256).pixels for seed in (1, 2)])).certificate
    for name in ("relus", "completeness", "brute-force", "batch-and-singles"):
        assert certificate[name].passed, certificate[name].sentence


def _densenet(outputs: int) -> nn.Module:
    torch.manual_seed(12)
    return scaled(filled(torchvision.models.densenet121(num_classes=outputs)), torch.rand(1, 3, 64, 64))


class _CheXNet(nn.Module):
    """As its reproductions write it: a DenseNet inside, a sigmoid behind its last layer."""

    def __init__(self, densenet: nn.Module) -> None:
        super().__init__()
        self.densenet121 = densenet
        self.densenet121.classifier = nn.Sequential(densenet.classifier, nn.Sigmoid())

    def forward(self, films: Tensor) -> Tensor:
        chances: Tensor = self.densenet121(films)
        return chances


def _as_old_densenets_say(name: str) -> str:
    return re.sub(r"(denselayer\d+\.(?:norm|conv))(\d)\.", r"\1.\2.", name)


def test_a_checkpoint_in_the_style_of_chexnet_gives_its_probabilities(tmp_path: Path) -> None:
    """Wrapped for several devices, with the names of the first torchvision, beside an optimiser."""
    theirs = nn.DataParallel(_CheXNet(_densenet(14))).eval()
    weights = {_as_old_densenets_say(name): tensor for name, tensor in theirs.state_dict().items()}
    assert "module.densenet121.features.denseblock1.denselayer1.norm.1.weight" in weights
    adam = torch.optim.Adam(theirs.parameters()).state_dict()
    torch.save({"epoch": 4, "state_dict": weights, "best_loss": 0.2, "optimizer": adam}, tmp_path / "m.pth.tar")
    ours = _loaded(tmp_path / "m.pth.tar", _described("torchvision", "densenet121", _LABELS, "imagenet"), _LABELS)
    film = ours.prepared(phantom(1).pixels).tensor[None]
    with torch.no_grad():
        torch.testing.assert_close(ours.logits(film).sigmoid(), theirs.module(film), atol=1e-6, rtol=0)


class _Settings:
    """As Lightning keeps hyper-parameters: a class that who imports the file need not have."""

    def __init__(self) -> None:
        self.rate, self.folder = 1e-4, Path("films")


class _Touches:
    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.file,)


def _lightning(network: nn.Module, file: Path, **others: Any) -> Path:
    weights = {f"model.{name}": tensor for name, tensor in network.state_dict().items()} | {"loss.pos_weight": torch.ones(2)}
    torch.save({"state_dict": weights, "hyper_parameters": {"settings": _Settings()}, "pytorch-lightning_version": "2.5", **others}, file)
    return file


def _resnet(outputs: int) -> nn.Module:
    torch.manual_seed(13)
    return scaled(filled(torchvision.models.resnet18(num_classes=outputs)), torch.rand(1, 3, 64, 64))


def test_a_checkpoint_of_lightning_gives_its_logits_and_nothing_in_it_is_run(tmp_path: Path) -> None:
    theirs, touched = _resnet(2), tmp_path / "touched"
    file = _lightning(theirs, tmp_path / "epoch=3.ckpt", callbacks={"best": _Touches(touched)})
    ours = _loaded(file, _described("torchvision", "resnet18", ("Mass", "Nodule"), "imagenet-whole"), ("Mass", "Nodule"))
    film = ours.prepared(phantom(1).pixels).tensor[None]
    with torch.no_grad():
        torch.testing.assert_close(ours.logits(film), theirs(film), atol=1e-5, rtol=0)
    assert not touched.exists()
    torch.load(file, weights_only=False)
    assert touched.exists(), "its own loader runs it"


def test_outputs_without_a_label_are_left_out_with_their_rows(tmp_path: Path) -> None:
    theirs = _resnet(4)
    torch.save(theirs.state_dict(), tmp_path / "m.pt")
    ours = _loaded(tmp_path / "m.pt", _described("torchvision", "resnet18", ("Mass", "Nodule"), "imagenet"), ("", "Mass", "", "Nodule"))
    film = ours.prepared(phantom(1).pixels).tensor[None]
    with torch.no_grad():
        torch.testing.assert_close(ours.logits(film), theirs(film)[:, [1, 3]], atol=1e-5, rtol=0)
    assert load_file(tmp_path / WEIGHTS)["fc.weight"].shape == (2, 512)


def test_what_does_not_fit_is_listed_by_name_and_nothing_is_written(tmp_path: Path) -> None:
    weights = {f"model.{name}": tensor for name, tensor in _resnet(5).state_dict().items()}
    del weights["model.layer4.1.bn2.weight"]
    torch.save(weights | {"model.attention.weight": torch.ones(3, 3)}, tmp_path / "m.pt")
    (folder := tmp_path / "chest").mkdir()
    with pytest.raises(DoesNotFit) as refused:
        imported(tmp_path / "m.pt", _described("torchvision", "resnet18", _LABELS, "imagenet"), _LABELS, folder)
    assert refused.value.missing == ("layer4.1.bn2.weight",)
    assert refused.value.left_over == ("model.attention.weight",)
    assert refused.value.other_shapes == ("fc.weight has 5×512, the network 14×512", "fc.bias has 5, the network 14")
    assert not list(folder.iterdir())
