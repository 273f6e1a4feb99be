"""A manifest is complete and known, or refused with the entry's name."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from models.networks.library import NETWORKS, embedded
from models.networks.manifest import ManifestError, read_manifest
from models.networks.steps import Channels, CropCenter, CropSquare, Normalise, PadSquare, Resize, ResizeShorter, Scale
from models.networks.task import Labelling
from models.values.digests import sha256_of

WHOLE: dict[str, Any] = {
    "schema": 2,
    "name": "mine",
    "task": "multi-label",
    "labels": ["Mass", "Nodule"],
    "thresholds": [0.25, 0.5],
    "architecture": {"family": "embedded", "name": "residual-grid", "arguments": {}},
    "weights": {"file": "mine.safetensors", "sha256": "00" * 32},
    "attribution": {"target_layer": "last-spatial"},
    "preparation": [
        {"step": "scale", "from": "min-max", "to": [-1, 1]},
        {"step": "crop_square", "how": "center"},
        {"step": "pad_square", "fill": 0},
        {"step": "resize", "height": 224, "width": 256, "method": "bicubic", "antialias": False},
        {"step": "resize", "height": 64, "width": 64, "method": "area"},
        {"step": "resize", "height": 64, "width": 64, "method": "gaussian"},
        {"step": "resize_shorter", "side": 48, "method": "bilinear"},
        {"step": "crop_center", "height": 40, "width": 44},
        {"step": "normalise", "mean": [0.5], "std": [0.25]},
        {"step": "channels", "count": 3},
    ],
    "card": {"data": "none", "licence": "none", "metrics": {}, "limits": "all"},
}

POINTS: dict[str, Any] = {"operating_point": "strict", "operating_points": {"mild": [0.1, 0.2]}, "prevalence": [0.3, 0.05]}

Write = Callable[[dict[str, Any]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a table as mine.toml."""

    def written(table: dict[str, Any]) -> Path:
        path = tmp_path / "mine.toml"
        path.write_bytes(tomli_w.dumps(table).encode())
        return path

    return written


def test_a_whole_manifest_is_read_as_written(write: Write, tmp_path: Path) -> None:
    found = read_manifest(write(WHOLE))
    assert found.preparation == (
        Scale("min-max", (-1.0, 1.0)), CropSquare("center"), PadSquare(0.0), Resize(224, 256, "bicubic", antialias=False),
        Resize(64, 64, "area", antialias=True), Resize(64, 64, "gaussian"), ResizeShorter(48, "bilinear"),
        CropCenter(40, 44), Normalise((0.5,), (0.25,)), Channels(3),
    )  # fmt: skip
    assert found.labels == ("Mass", "Nodule")
    assert found.thresholds == (0.25, 0.5)
    assert found.task is Labelling.MULTI_LABEL
    assert found.weights == tmp_path / "mine.safetensors"
    assert found.card["limits"] == "all"


@pytest.mark.parametrize("label", ["", " ", "Mass\n", "Ma\nss", "Mass\x1b[2J", "M" * 101])
def test_a_label_stands_on_one_line(write: Write, label: str) -> None:
    with pytest.raises(ManifestError, match=r"mine\.toml: A label is one line of up to 100 characters"):
        read_manifest(write(WHOLE | {"labels": [label, "Nodule"]}))


@pytest.mark.parametrize("entry", [key for key in WHOLE if key != "schema"] + ["schema"])
def test_a_missing_entry_is_named(write: Write, entry: str) -> None:
    with pytest.raises(ManifestError, match=rf"mine\.toml: the entry '{entry}' is missing"):
        read_manifest(write({key: value for key, value in WHOLE.items() if key != entry}))


@pytest.mark.parametrize(
    "entry", ["architecture.family", "architecture.name", "weights.file", "weights.sha256", "attribution.target_layer"]
)
def test_a_missing_inner_entry_is_named(write: Write, entry: str) -> None:
    table, (outer, inner) = copy.deepcopy(WHOLE), entry.split(".")
    del table[outer][inner]
    with pytest.raises(ManifestError, match=f"the entry '{outer} {inner}' is missing"):
        read_manifest(write(table))


@pytest.mark.parametrize(
    "step",
    [
        {"step": "exec", "code": "import os"},
        {"step": "__import__('os').system('true')"},
        {"step": "resize", "height": "1; drop", "width": 3, "method": "bilinear"},
        {"step": "resize", "height": 32, "width": 32, "method": "nearest"},
        {"step": "resize", "height": 32.5, "width": 32, "method": "bilinear"},
        {"step": "resize", "height": 0, "width": 32, "method": "bilinear"},
        {"step": "resize", "height": 8193, "width": 32, "method": "bilinear"},
        {"step": "normalise", "mean": [], "std": []},
        {"step": "crop_square", "how": "left"},
        {"step": "scale", "from": "window", "to": [0, 1]},
        {"step": "scale", "from": "min-max", "to": [0, 1, 2]},
        {"step": "normalise", "mean": [0.5], "std": [0.5, 0.5]},
        {"step": "normalise", "mean": [0.5], "std": [0.0]},
        {"step": "channels", "count": 4},
        {"step": "pad_square"},
        {"fill": 0},
        {"step": ["pad_square"], "fill": 0},
    ],
    ids=str,
)
def test_a_step_outside_the_closed_set_is_refused(write: Write, step: dict[str, Any]) -> None:
    """No step of a file can name code, and none is guessed."""
    file = write(WHOLE | {"preparation": [*WHOLE["preparation"], step]})
    with pytest.raises(ManifestError) as refused:
        read_manifest(file)
    said = re.match(rf"mine\.toml, line (\d+): the entry 'preparation {len(WHOLE['preparation']) + 1}", str(refused.value))
    assert said
    assert file.read_text("utf-8").splitlines()[: int(said[1])].count("[[preparation]]") == len(WHOLE["preparation"]) + 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": 3}, "schema 3 is not known; this version reads schema 1 and 2"),
        ({"schema": "two"}, "schema two is not known"),
        ({"colour": "red"}, "there is no entry 'colour'; there are: schema, name, task"),
        ({"task": "captioning"}, "captioning"),
        ({"labels": ["Mass"]}, "1 labels, which must differ, and 2 thresholds"),
        ({"labels": ["Mass", "Mass"]}, "2 labels, which must differ"),
        ({"thresholds": [0.5, 1.0]}, "between 0 and 1"),
        ({"thresholds": [0.0, 0.5]}, "between 0 and 1"),
        ({"thresholds": [float("nan"), 0.5]}, "the entry 'thresholds 1' is not a finite number: nan"),
        ({"weights": {"file": "mine.safetensors", "sha256": "AB" * 32}}, "the entry 'weights sha256' "),
        ({"thresholds": ["high", 0.5]}, "high"),
        ({"preparation": [{"step": "pad_square", "fill": "black"}]}, "black"),
        ({"thresholds": [0.5]}, "2 labels, which must differ, and 1 thresholds"),
        (POINTS | {"operating_points": {"mild": [0.5]}}, "2 labels, and 1 values of the entry 'operating_points mild'"),
        (POINTS | {"operating_points": {"mild": [0.5, 1.5]}}, "the entry 'operating_points mild': .* between 0 and 1"),
        (POINTS | {"operating_points": {"strict": [0.5, 0.5]}}, "the operating point 'strict' is that of 'thresholds'"),
        (POINTS | {"operating_points": {"": [0.5, 0.5]}}, "the entry 'operating_points"),
        (POINTS | {"operating_points": {"mild": ["low", 0.5]}}, "the entry 'operating_points mild 1' is not a number"),
        ({"operating_points": {"mild": [0.1, 0.2]}}, "the entry 'operating_point' is missing; it names the point of 'thresholds'"),
        ({"operating_point": ""}, "the entry 'operating_point' "),
        ({"prevalence": [0.5]}, "2 labels, and 1 values of the entry 'prevalence'"),
        ({"prevalence": [0.5, 0.0]}, "the entry 'prevalence': .* between 0 and 1"),
        ({"architecture": "residual-grid"}, "mine.toml"),
        ({"preparation": 3}, "mine.toml"),
        ({"card": 3}, "mine.toml"),
    ],
    ids=str,
)
def test_an_entry_that_contradicts_is_said(write: Write, change: dict[str, Any], said: str) -> None:
    with pytest.raises(ManifestError, match=said):
        read_manifest(write(WHOLE | change))


def test_schema_1_is_read_as_what_it_was(write: Write) -> None:
    """It called the target layer a point; nothing else differs."""
    now = read_manifest(write(WHOLE))
    assert read_manifest(write(WHOLE | {"schema": 1, "attribution": {"point": "last-spatial"}})) == now
    with pytest.raises(ManifestError, match="the entry 'attribution target_layer' is missing"):
        read_manifest(write(WHOLE | {"schema": 1, "attribution": {}}))
    with pytest.raises(ManifestError, match="there is no entry 'attribution point'"):
        read_manifest(write(WHOLE | {"attribution": {"point": "last-spatial", "target_layer": "last-spatial"}}))


@pytest.mark.parametrize(
    ("change", "another"),
    [
        ({"name": "yours"}, False), ({"card": {}}, False), ({"weights": {"file": "b", "sha256": "11" * 32}}, False),
        ({"labels": ["Nodule", "Mass"]}, True), ({"thresholds": [0.25, 0.51]}, True), ({"task": "single-label"}, True),
        ({"attribution": {"target_layer": "stages"}}, True), ({"preparation": WHOLE["preparation"][::-1]}, True),
        ({"preparation": [WHOLE["preparation"][0] | {"to": [0, 1]}, *WHOLE["preparation"][1:]]}, True),
        ({"architecture": WHOLE["architecture"] | {"arguments": {"widths": [1, 2, 3, 4]}}}, True),
        ({"architecture": WHOLE["architecture"] | {"name": "grid-ensemble"}}, True),
    ],
    ids=str,
)  # fmt: skip
def test_the_computations_hash_is_of_the_computation_alone(write: Write, change: dict[str, Any], another: bool) -> None:
    one = read_manifest(write(WHOLE)).computation_sha256
    assert len(one) == 64
    assert (read_manifest(write(WHOLE | change)).computation_sha256 != one) == another


def test_a_classifier_decides_at_the_point_of_its_thresholds_until_another_is_chosen(write: Write) -> None:
    found = read_manifest(write(WHOLE | POINTS))
    assert (found.operating_point, found.thresholds, found.prevalence) == ("strict", (0.25, 0.5), (0.3, 0.05))
    assert found.at(None) == found.at("strict") == found
    mild = found.at("mild")
    assert (mild.operating_point, mild.thresholds, mild.labels) == ("mild", (0.1, 0.2), found.labels)
    assert mild.at("strict") == found
    assert list(mild.points) == ["strict", "mild"]


def test_without_names_there_is_one_point_and_no_other_can_be_asked_for(write: Write) -> None:
    plain = read_manifest(write(WHOLE))
    assert (plain.operating_point, plain.points, plain.prevalence, plain.at(None)) == (None, {}, None, plain)
    with pytest.raises(ManifestError, match=r"^mine has no operating point 'mild'; it has one, without a name"):
        plain.at("mild")
    with pytest.raises(ManifestError, match=r"^mine has no operating point 'loud'; it has: strict, mild\.$"):
        read_manifest(write(WHOLE | POINTS)).at("loud")


def test_a_point_is_known_by_its_thresholds_and_not_by_its_name(write: Write) -> None:
    plain, named = read_manifest(write(WHOLE)), read_manifest(write(WHOLE | POINTS))
    assert named.computation_sha256 == plain.computation_sha256 != named.at("mild").computation_sha256
    assert named.computations == {named.computation_sha256, named.at("mild").computation_sha256}
    assert plain.computations == {plain.computation_sha256}
    twice = read_manifest(write(WHOLE | POINTS | {"operating_points": {"same": WHOLE["thresholds"]}}))
    assert list(twice.points) == ["strict", "same"]
    assert twice.computations == plain.computations


@pytest.mark.parametrize("content", [b"= nothing", b"\xff\xfe\x00", b"[[[", b"deep = " + b"[" * 5000])
def test_what_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(ManifestError, match=r"mine\.toml: not a TOML file"):
        read_manifest(path)


def test_a_byte_order_mark_as_some_editors_write_it_does_not_matter(write: Write) -> None:
    path = write(WHOLE)
    plain = read_manifest(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_manifest(path) == plain


@pytest.mark.parametrize("file", ["../../etc/passwd", "/etc/passwd", "deep/er/passwd"])
def test_weights_lie_beside_the_manifest_whatever_it_says(write: Write, tmp_path: Path, file: str) -> None:
    found = read_manifest(write(WHOLE | {"weights": {"file": file, "sha256": "00" * 32}}))
    assert found.weights == tmp_path / "passwd"


@pytest.mark.parametrize("name", NETWORKS)
def test_embedded_manifests_are_valid_and_pin_their_weights(name: str) -> None:
    """The shipped file is the one that the manifest names; its card says data, licence, figures and limits."""
    found = embedded(name)
    assert found.name == name
    assert sha256_of(found.weights) == found.weights_sha256
    assert found.card.keys() >= {"data", "licence", "metrics", "limits"}
    assert "ot for diagnosis" in found.card["limits"] or "Never use it on a patient" in found.card["limits"]


@pytest.mark.parametrize(
    ("name", "most"), [("embedded", 10_000_000), ("teaching", 10_000_000), ("lungs", 4_000_000), ("film-check", 2_000_000)]
)
def test_embedded_weights_are_small(name: str, most: int) -> None:
    assert 0 < embedded(name).weights.stat().st_size <= most


@pytest.mark.parametrize("name", ["", "nonsense", "../weights/embedded", "../../main"])
def test_only_embedded_networks_have_these_names(name: str) -> None:
    if name == "../weights/embedded":  # The same file by another way: harmless.
        assert embedded(name).name == "embedded"
        return
    with pytest.raises(ManifestError, match="There is no embedded network named"):
        embedded(name)
