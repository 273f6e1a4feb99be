"""No log loses its replay when networks are replaced: the very ones that an entry names are kept, and found by their hash."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
from PIL import Image

import resources
from app.replay.refusal import CannotReplay
from app.replay.replay import replay, replay_record
from app.workers.inline import InlineWorkers
from audit.log.store import EntryKind, Log, Stored
from models.anatomy.quality import gate_sha256
from models.film.phantom_file import write_phantom
from models.networks.library import NETWORKS, embedded
from models.regions.table import shipped_table
from models.values.digests import sha256_of
from models.values.method import METHOD, Role
from tests.app.conftest import Screen
from tests.audit.kept import KEPT, copy_of

_REPLACED = ("embedded", "lungs", "film-check")
_KEPT_FILMS = {1: (3_000_001, True), 2: (3_000_002, False), 3: (3_000_003, True)}
"""Seed and marker of the phantoms in the kept logs."""
_JUDGED_BY = {
    3: (
        "d86b4b1240655fc8904806a1c6860cc043e6ad8b8039f5f58de2735e78765a2d",
        "022c458ca22279d1ead35f18726245b072dddc9212855819f8e082d1c453abf6",
    ),
    5: (
        "4cbc1a1530528c17e5799311b4dd740475f7eef76e15e87ca014f88c4c7b7221",
        "022c458ca22279d1ead35f18726245b072dddc9212855819f8e082d1c453abf6",
    ),
    6: (
        "4cbc1a1530528c17e5799311b4dd740475f7eef76e15e87ca014f88c4c7b7221",
        "022c458ca22279d1ead35f18726245b072dddc9212855819f8e082d1c453abf6",
    ),
    7: (
        "4cbc1a1530528c17e5799311b4dd740475f7eef76e15e87ca014f88c4c7b7221",
        "022c458ca22279d1ead35f18726245b072dddc9212855819f8e082d1c453abf6",
    ),
}
"""By the method's number, the quality check and the shipped region table, of which no earlier ones are kept."""


@pytest.fixture(scope="module")
def next_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the resources in which three networks are others, and those of today are retired."""
    root = Path(shutil.copytree(Path(resources.__file__).parent, tmp_path_factory.mktemp("release") / "resources"))
    for name in _REPLACED:
        weights, manifest = (root / "weights" / f"{name}.{kind}" for kind in ("safetensors", "toml"))
        was = sha256_of(weights)
        retired = root / "weights" / "retired" / f"{name}-{was[:8]}.toml"
        shutil.copy(weights, retired.with_suffix(".safetensors"))
        retired.write_text(manifest.read_text("utf-8").replace(f"{name}.safetensors", f"{name}-{was[:8]}.safetensors"), "utf-8")
        tensors = safetensors.torch.load_file(weights)
        safetensors.torch.save_file({key: tensor * 2 for key, tensor in tensors.items()}, weights)
        manifest.write_text(manifest.read_text("utf-8").replace(was, sha256_of(weights)), "utf-8")
    for kind in ("references", "calibrations"):
        (root / kind / "retired").mkdir(exist_ok=True)
        for file in (root / kind).glob("*.npz"):
            shutil.copy(file, root / kind / "retired" / f"{file.stem}-{sha256_of(file)[:8]}.npz")
    return root


@pytest.fixture(scope="module")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The films of the kept logs, made again: the very files."""
    folder = tmp_path_factory.mktemp("kept_films")
    for number, (seed, marked) in _KEPT_FILMS.items():
        write_phantom(folder / f"{number}.dcm", seed, marked=marked, size=512)
    return sorted(folder.iterdir())


@pytest.fixture
def upgraded(next_release: Path, monkeypatch: pytest.MonkeyPatch) -> InlineWorkers:
    """The workers of the next release, which from now on is the one that runs."""
    monkeypatch.setattr(resources, "_ROOT", next_release)
    return InlineWorkers()


def _entry(screened: Any, name: str) -> tuple[Stored, Any]:
    (done,) = (done for done in screened.done if done.path.name == name)
    return done.entry, done.blobs.get


def test_an_entry_of_retired_networks_replays_in_full(screened: Any, phantom_folder: Path, upgraded: InlineWorkers) -> None:
    entry, blob = _entry(screened, "marked.dcm")
    here = {embedded(name).weights_sha256 for name in NETWORKS}
    assert not here & set(entry.film.method.networks.values())
    found = replay(entry, phantom_folder / "marked.dcm", pool=upgraded, blob=blob)
    assert (found.passed, found.differences, found.maps_compared, found.earlier_method) == (True, (), True, None)
    assert replay_record(entry, found).sentence.endswith("everything is the same within 0.0001.")


def test_a_film_that_a_retired_check_refused_is_refused_again(
    screen: Screen, workers: InlineWorkers, films: list[Any], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    Image.fromarray((np.rot90(films[1].pixels, 2) * 255).astype(np.uint8)).save(tmp_path / "rotated.png")
    (done,) = screen([tmp_path / "rotated.png"], workers, tmp_path / "audit.db")
    found = replay(done.entry, tmp_path / "rotated.png", pool=request.getfixturevalue("upgraded"), blob=done.blobs.get)
    assert (done.entry.film.code, found.passed, found.differences) == ("rotated", True, ())


@pytest.mark.parametrize("name", [name for name in KEPT if not name.endswith("odd")])
def test_kept_logs_replay_by_the_networks_that_they_name(name: str, phantoms: list[Path], upgraded: InlineWorkers, tmp_path: Path) -> None:
    """Each was written by an earlier method: of a film that was screened, scores, decisions and maps are compared."""
    files = {sha256_of(file): file for file in phantoms}
    with Log(copy_of(name, tmp_path), writing=True) as log:
        entries = [entry for entry in log.entries() if entry.kind == EntryKind.SCREENED]
        assert len(entries) == len(files)
        for entry in entries:
            assert entry.film.radiograph is not None
            found = replay(entry, files[entry.film.radiograph.file_sha256], pool=upgraded, blob=log.blob)
            assert (found.passed, found.differences, found.maps_compared) == (True, (), "purged" not in name)
            assert found.earlier_method == entry.film.method.number
            assert ("Its maps are no longer kept and were not compared." in replay_record(entry, found).sentence) == ("purged" in name)


def test_without_the_retired_weights_the_entry_is_refused_by_the_network_s_name(
    screened: Any, phantom_folder: Path, upgraded: InlineWorkers, next_release: Path
) -> None:
    entry, blob = _entry(screened, "marked.dcm")
    (file,) = next_release.glob(f"weights/retired/lungs-{entry.film.method.networks[Role.LUNGS][:8]}.toml")
    hidden = file.rename(file.with_suffix(".hidden"))
    try:
        with pytest.raises(CannotReplay, match="other weights of the lungs"):
            replay(entry, phantom_folder / "marked.dcm", pool=upgraded, blob=blob)
    finally:
        hidden.rename(file)


def test_the_number_moves_with_the_quality_check_and_the_region_table() -> None:
    """Where either changes under one number, entries of that number could not be replayed, as neither is retired."""
    here = (gate_sha256(), shipped_table().sha256)
    assert _JUDGED_BY.get(METHOD, here) == here
