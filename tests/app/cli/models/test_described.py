"""What is said, what weights tell, and what is known of published networks come together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from app.cli.models.described import Described, NotDescribed
from app.site.classifiers import check_name
from models.networks.guess import Guess
from models.networks.manifest_writing import write_manifest
from models.networks.presets import preset

NOTHING = Described(None, None, None, None, None, None)
XRAY = Guess("torchxrayvision", "densenet121", {}, 18)


def test_the_weights_tell_an_architecture_that_was_not_said() -> None:
    told = NOTHING.told(Guess("torchvision", "resnet18", {"in_channels": 1}, 4))
    assert (told.architecture, told.arguments, told.outputs) == ("torchvision:resnet18", {"in_channels": 1}, 4)
    assert NOTHING.told(None) == NOTHING


@pytest.mark.parametrize(
    ("said", "arguments", "outputs"),
    [
        ("torchxrayvision:densenet121-res224-nih", {}, 18),
        ("torchvision:densenet121", {"in_channels": 1}, 18),
        ("torchvision:densenet169", {}, None),
    ],
)
def test_what_was_said_stays(said: str, arguments: dict[str, object], outputs: int | None) -> None:
    told = replace(NOTHING, architecture=said).told(XRAY)
    assert (told.architecture, told.arguments, told.outputs) == (said, arguments, outputs)


def test_a_published_network_needs_nothing_but_its_name() -> None:
    manifest, outputs = Described("nih", "torchxrayvision:densenet121-res224-nih", None, None, None, 224).told(XRAY).known().manifest()
    assert (len(outputs), outputs[14:]) == (18, ("", "", "", ""))
    assert len(manifest.labels) == len(manifest.thresholds) == 14
    assert manifest.thresholds[manifest.labels.index("Effusion")] == 0.038744126
    assert manifest.preparation == preset("torchxrayvision", 224)


def test_a_side_that_is_said_goes_before_the_publishers() -> None:
    published = Described("r", "torchxrayvision:resnet50-res512-all", None, None, None, None)
    assert published.known().side == 512
    assert replace(published, side=256).known().side == 256


def test_labels_that_are_said_go_without_the_publishers_thresholds() -> None:
    said = ",".join(f"L{number}" for number in range(18))
    manifest, _ = Described("own", "torchxrayvision:densenet121-res224-all", said, None, None, 224).told(XRAY).known().manifest()
    assert set(manifest.thresholds) == {0.5}


def test_labels_beside_a_manifest_only_leave_outputs_out(tmp_path: Path) -> None:
    described, _ = Described("nih", "torchvision:resnet18", "A,,B", None, "imagenet", 224).manifest()
    write_manifest(replace(described, weights=tmp_path / "w.pt", weights_sha256="0" * 64), tmp_path / "nih.toml")
    found, outputs = replace(NOTHING, labels="A,,B").of_manifest(tmp_path / "nih.toml")
    assert (found.name, found.labels, outputs) == ("nih", ("A", "B"), ("A", "", "B"))
    with pytest.raises(NotDescribed, match=r"The labels of nih\.toml are A, B"):
        replace(NOTHING, labels="A,,C").of_manifest(tmp_path / "nih.toml")
    with pytest.raises(NotDescribed, match=r"What --thresholds, --side would say stands in nih\.toml"):
        replace(NOTHING, thresholds="0.3,0.4", side=64).of_manifest(tmp_path / "nih.toml")


def test_on_a_terminal_each_question_is_asked_until_the_answer_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["../x", "chest", "Mass", "Mass,Nodule", "photo", "imagenet"])
    asked: list[str] = []

    def prompted(question: str, *, value_proc: Callable[[str], str], **_: object) -> str:
        asked.append(question)
        while True:
            try:
                return value_proc(next(answers))
            except typer.BadParameter:
                continue

    monkeypatch.setattr("typer.prompt", prompted)
    told = NOTHING.told(Guess("torchvision", "resnet18", {}, 2)).asked(check_name)
    assert (told.name, told.labels, told.preparation) == ("chest", "Mass,Nodule", "imagenet")
    assert len(asked) == 3
    assert next(answers, None) is None
