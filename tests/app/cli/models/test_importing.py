"""``models import`` and ``models remove``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w
import torch
from safetensors.torch import save_file

from app.site.classifiers import classifier_named, classifier_names, own_classifiers
from app.site.person import default_log
from audit.log.store import EntryKind, Log
from audit.records.events import ClassifierAddedRecord
from models.networks.library import EMBEDDED
from models.networks.manifest import MANIFEST, table_of
from tests.logs import last
from tests.own_classifiers import ARCHITECTURE, network, own_classifier, saved

Run = Callable[..., Any]
TOLD = ("--architecture", ARCHITECTURE, "--labels", "Mass,Nodule", "--preset", "imagenet")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return saved(tmp_path / "made.pt")


def _nothing_is_left() -> bool:
    """Whether no classifier was added, no part of one lies about, and no entry says so."""
    lies = list(own_classifiers().iterdir()) if own_classifiers().exists() else []
    if default_log().exists():
        with Log(default_log(), writing=False) as log:
            lies += list(log.entries(kinds=[EntryKind.CLASSIFIER_ADDED]))
    return lies == [] and classifier_names() == EMBEDDED


def _state_dict(file: Path) -> None:
    torch.save(network(2).state_dict(), file)


def _whole_module(file: Path) -> None:
    torch.save(network(2), file)


def _safetensors(file: Path) -> None:
    save_file(network(2).state_dict(), file)


@pytest.mark.parametrize("save", [_state_dict, _whole_module, _safetensors])
def test_a_file_that_others_made_becomes_a_classifier_and_an_entry(run: Run, tmp_path: Path, save: Callable[[Path], None]) -> None:
    save(tmp_path / "made")
    ended = run("models", "import", tmp_path / "made", "--name", "chest", *TOLD)
    assert ended.code == 0, ended.err
    assert "'chest' was added, with 2 findings. Entry 1" in ended.out
    assert "its maps are 7 × 7" in ended.out
    manifest = classifier_named("chest")
    assert (manifest.labels, manifest.thresholds, manifest.family) == (("Mass", "Nodule"), (0.5, 0.5), "torchvision")
    entry = last(default_log(), EntryKind.CLASSIFIER_ADDED)
    assert isinstance(entry.record, ClassifierAddedRecord)
    assert (entry.record.name, entry.record.weights_sha256) == ("chest", manifest.weights_sha256)
    assert [folder.name for folder in own_classifiers().iterdir()] == ["chest"]


def test_the_weights_do_not_depend_on_the_kind_of_file(run: Run, tmp_path: Path) -> None:
    """So that whoever imports the same network anew can replay what the first screened."""
    for save in (_state_dict, _whole_module, _safetensors):
        save(tmp_path / "made")
        assert run("models", "import", tmp_path / "made", "--name", save.__name__.strip("_"), *TOLD).code == 0
    assert len({classifier_named(name).weights_sha256 for name in classifier_names()[len(EMBEDDED) :]}) == 1


def test_outputs_without_a_label_are_left_out_and_thresholds_are_one_a_label(run: Run, tmp_path: Path) -> None:
    file = saved(tmp_path / "made.pt", outputs=4)
    told = ("--architecture", ARCHITECTURE, "--labels", "Mass,,Nodule,", "--thresholds", "0.2,0.7", "--preset", "imagenet")
    assert run("models", "import", file, "--name", "some", *told, "--log", tmp_path / "a.db").code == 0
    manifest = classifier_named("some")
    assert (manifest.labels, manifest.thresholds) == (("Mass", "Nodule"), (0.2, 0.7))
    assert last(tmp_path / "a.db", EntryKind.CLASSIFIER_ADDED).subject == f"weights {manifest.weights_sha256}"


def test_a_manifest_says_it_all_and_the_option_names_it_otherwise(run: Run, tmp_path: Path, file: Path) -> None:
    assert run("models", "import", file, "--name", "first", *TOLD).code == 0
    table = table_of(own_classifiers() / "first" / MANIFEST) | {"thresholds": [0.3, 0.6]}
    (tmp_path / "m.toml").write_bytes(tomli_w.dumps(table).encode())
    ended = run("models", "import", file, "--manifest", tmp_path / "m.toml", "--name", "second")
    assert ended.code == 0, ended.err
    assert classifier_named("second").thresholds == (0.3, 0.6)
    assert classifier_named("second").weights_sha256 == classifier_named("first").weights_sha256


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ((), "--name, --labels, --preset"), (("--name", "chest"), "--labels, --preset"),
        (("--name", "chest", *TOLD[:4]), "--preset"), (TOLD, "--name"),
    ],
)  # fmt: skip
def test_without_a_terminal_nothing_is_asked_and_what_is_missing_is_listed(
    run: Run, file: Path, told: tuple[str, ...], missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_: pytest.fail("nobody is there to answer"))
    ended = run("models", "import", file, *told)
    assert ended.code == 2
    assert ended.err == f"Say also {missing}, or all of it in a file: --manifest FILE.toml.\n"
    assert _nothing_is_left()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"--name": "embedded"}, "'embedded' is the name of a network that comes with the program"),
        ({"--name": "lungs"}, "comes with the program"),
        ({"--name": "../x"}, "has up to 64 letters"),
        ({"--architecture": "resnet18"}, "named with its family"),
        ({"--labels": "Mass,Nodule,Hernia"}, "The network has 2 outputs, and there are 3 labels"),
        ({"--labels": ","}, "there must be at least one"),
        ({"--labels": "Mass,Mass"}, "The labels must differ"),
        ({"--labels": "Mass,Nod\nule"}, "A label is one line"),
        ({"--labels": f"Mass,{'N' * 101}"}, "A label is one line"),
        ({"--side": "100000"}, "1 to 4096 pixels"),
        ({"--thresholds": "0.5"}, "There must be 2 thresholds"),
        ({"--thresholds": "0.5,1"}, "There must be 2 thresholds"),
        ({"--thresholds": "0.5,nan"}, "There must be 2 thresholds"),
        ({"--preset": "none"}, "imagenet"),
    ],
)
def test_what_does_not_do_is_a_matter_of_usage(run: Run, file: Path, changed: dict[str, str], sentence: str) -> None:
    told = {"--name": "chest"} | dict(zip(TOLD[::2], TOLD[1::2], strict=True)) | changed
    ended = run("models", "import", file, *(part for option in told.items() for part in option))
    assert (ended.code, "was added" in ended.out) == (2, False)
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
    assert _nothing_is_left()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"--architecture": "torchvision:resnet18"}, "do not fit"),
        ({"--architecture": "torchvision:nothing"}, "not known to this version"),
        ({"--architecture": "nobody:resnet18"}, "there are the families"),
    ],
)  # fmt: skip
def test_a_network_that_is_another_is_refused_and_nothing_is_left(run: Run, file: Path, changed: dict[str, str], sentence: str) -> None:
    told = {"--name": "chest"} | dict(zip(TOLD[::2], TOLD[1::2], strict=True)) | changed
    ended = run("models", "import", file, *(part for option in told.items() for part in option))
    assert ended.code == 1
    assert sentence in ended.err
    assert "Traceback" not in ended.err
    assert _nothing_is_left()


class _Runs:
    """Makes a folder when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.mark),)


@pytest.mark.parametrize("kind", ["runs", "text", "cut", "empty", "not finite"])
def test_a_file_that_is_no_network_is_one_sentence_and_nothing_is_left(run: Run, tmp_path: Path, file: Path, kind: str) -> None:
    made = tmp_path / "bad.pt"
    tensors = network(2).state_dict()
    match kind:
        case "runs":
            torch.save({"state_dict": tensors | {"hook": _Runs(tmp_path / "mark")}}, made)
        case "text":
            made.write_text("weights\n")
        case "cut":
            made.write_bytes(file.read_bytes()[:20_000])
        case "empty":
            made.touch()
        case _:
            torch.save(tensors | {"fc.bias": torch.tensor([0.0, torch.nan])}, made)
    ended = run("models", "import", made, "--name", "chest", *TOLD)
    assert not (tmp_path / "mark").exists()
    if kind == "runs":
        assert ended.code == 0, "what is no tensor is left where it is"
        return
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert _nothing_is_left()


def test_a_file_that_is_not_there_and_a_damaged_manifest_are_a_matter_of_usage(run: Run, tmp_path: Path, file: Path) -> None:
    ended = run("models", "import", tmp_path / "none.pt", "--name", "chest", *TOLD)
    assert (ended.code, ended.err) == (2, f"There is no file {tmp_path / 'none.pt'}.\n")
    (tmp_path / "m.toml").write_text("schema = 1")
    ended = run("models", "import", file, "--manifest", tmp_path / "m.toml")
    assert (ended.code, ended.err.startswith("m.toml: ")) == (2, True)
    assert _nothing_is_left()


def test_a_name_that_is_taken_keeps_its_classifier(run: Run, file: Path) -> None:
    own_classifier(own_classifiers() / "chest", "chest")
    before = classifier_named("chest")
    ended = run("models", "import", file, "--name", "Chest", *TOLD)
    assert ended.code == 2
    assert "choose another name, or remove it first: models remove chest" in ended.err
    assert classifier_named("chest") == before


def test_a_log_that_cannot_be_written_leaves_nothing_half_imported(run: Run, tmp_path: Path, file: Path) -> None:
    (tmp_path / "no.db").write_text("this is no log, and it is longer than the header of one")
    ended = run("models", "import", file, "--name", "chest", *TOLD, "--log", tmp_path / "no.db")
    assert (ended.code, "was added" in ended.out) == (1, False)
    assert _nothing_is_left()


def test_removed_is_an_entry_and_what_it_screened_stays(run: Run, file: Path) -> None:
    assert run("models", "import", file, "--name", "chest", *TOLD).code == 0
    ended = run("models", "remove", "chest")
    assert ended.code == 0, ended.err
    assert ended.out == f"'chest' was removed. Entry 3 of {default_log()}.\n"
    assert last(default_log(), EntryKind.SETTINGS).subject == "classifier chest"
    assert classifier_names() == EMBEDDED
    assert list(own_classifiers().iterdir()) == []


@pytest.mark.parametrize("name", ["nobody", "embedded", "../classifiers"])
def test_what_is_not_ones_own_is_not_removed(run: Run, name: str) -> None:
    ended = run("models", "remove", name)
    assert ended.code == 2
    assert f"You have no classifier named '{name}'; 'models list' names them." in ended.err
