"""``models new``: what weights and a film tell of a classifier before it is added."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from app.site.own import own_classifiers
from models.networks.families.build import build
from models.networks.manifest import read_manifest
from models.values.digests import sha256_of

Run = Callable[..., Any]
SAID = ("--name", "chest", "--labels", "Mass,,Nodule", "--preset", "imagenet-whole", "--side", 64)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    network = build("torchvision", "resnet18", {}, 3)
    with torch.no_grad():
        network(torch.randn(2, 3, 64, 64))
    torch.save(network.state_dict(), tmp_path / "chest.pt")
    return tmp_path / "chest.pt"


def test_a_manifest_and_the_film_as_it_is_seen_are_written_and_nothing_is_added(
    run: Run, weights: Path, phantom_folder: Path, tmp_path: Path
) -> None:
    ended = run("models", "new", weights, *SAID, "--film", phantom_folder / "plain.dcm", "--out", tmp_path / "out")
    assert ended.code == 0, ended.err
    written = read_manifest(tmp_path / "out" / "chest.toml")
    assert (written.family, written.architecture, written.labels) == ("torchvision", "resnet18", ("Mass", "Nodule"))
    assert (written.weights.name, written.weights_sha256) == (weights.name, sha256_of(weights))
    with Image.open(tmp_path / "out" / "chest.png") as picture:
        seen = np.asarray(picture)
    assert seen.shape == (64, 64)
    assert (seen.min(), seen.max()) == (0, 255)
    assert "The weights fit torchvision:resnet18, with 3 outputs." in ended.out
    assert "3 × 64 × 64 numbers" in ended.out
    assert not own_classifiers().exists()

    command = ended.out.partition("Next: ")[2].split()
    assert command[:2] == ["models", "import"]
    added = run(*command)
    assert added.code == 0, added.err
    assert "'chest' was added, with 2 findings. Entry 1" in added.out


def test_a_scaling_that_the_network_did_not_learn_is_told(run: Run, weights: Path, tmp_path: Path) -> None:
    found = torch.load(weights, weights_only=True)
    found["bn1.running_var"] *= 1e6
    torch.save(found, weights)
    assert "the scaling is probably another" in run("models", "new", weights, *SAID, "--out", tmp_path).out


@pytest.mark.parametrize(
    ("instead", "code", "sentence"),
    [
        ({"--labels": "A,B"}, 2, "The network has 3 outputs, and there are 2 labels"),
        ({"--preset": "torchxrayvision"}, 1, "The network does not take a film of 1 × 64 × 64 numbers"),
        ({"--preset": "photo"}, 2, "There is no preset 'photo'"),
        ({"--architecture": "torchvision:resnet34"}, 1, "The weights do not fit the network"),
        ({"--architecture": "torchvision:resnet81"}, 1, "resnet81"),
        ({"--name": "embedded"}, 2, "'embedded' is the name of a network that comes with the program"),
        ({"--thresholds": "0.5"}, 2, "There must be 2 thresholds"),
    ],
)
def test_what_does_not_fit_is_a_sentence_and_leaves_nothing(
    run: Run, weights: Path, tmp_path: Path, instead: dict[str, str], code: int, sentence: str
) -> None:
    said = dict(zip(SAID[::2], SAID[1::2], strict=True)) | instead
    ended = run("models", "new", weights, *(word for pair in said.items() for word in pair), "--out", tmp_path / "out")
    assert (ended.code, sentence in ended.err) == (code, True), ended.err
    assert not (tmp_path / "out").exists()


def test_a_manifest_that_is_there_is_not_replaced(run: Run, weights: Path, tmp_path: Path) -> None:
    (tmp_path / "chest.toml").write_text("mine")
    ended = run("models", "new", weights, *SAID, "--out", tmp_path)
    assert (ended.code, (tmp_path / "chest.toml").read_text()) == (2, "mine")
    assert "is there already" in ended.err


def test_a_changed_manifest_is_looked_at_again_and_left_as_it_is(run: Run, weights: Path, tmp_path: Path) -> None:
    assert run("models", "new", weights, *SAID, "--out", tmp_path).code == 0
    manifest = tmp_path / "chest.toml"
    manifest.write_text(changed := manifest.read_text("utf-8").replace("= 64", "= 96"), "utf-8")
    ended = run("models", "new", weights, "--manifest", manifest, "--labels", "Mass,,Nodule", "--out", tmp_path)
    assert ended.code == 0, ended.err
    with Image.open(tmp_path / "chest.png") as picture:
        assert picture.size == (96, 96)
    assert manifest.read_text("utf-8") == changed
    assert f"--manifest {manifest} --labels Mass,,Nodule" in ended.out


def test_without_a_terminal_nothing_is_asked(run: Run, weights: Path, tmp_path: Path) -> None:
    ended = run("models", "new", weights, "--out", tmp_path / "out")
    assert (ended.code, ended.err) == (2, "Say also --name, --labels, --preset, or all of it in a file: --manifest FILE.toml.\n")
