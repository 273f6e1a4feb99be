"""``anatomy``: masks of lungs and heart as pictures."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.anatomy.structures import Structure
from models.film.phantom import phantom

Run = Callable[..., Any]


@pytest.fixture
def films(phantom_folder: Path, tmp_path: Path) -> Path:
    """Two films of one name and one that is not square."""
    folder = tmp_path / "films"
    for name in ("a/film.dcm", "b/film.dcm"):
        (folder / name).parent.mkdir(parents=True)
        shutil.copy(phantom_folder / "plain.dcm", folder / name)
    tall = np.vstack([phantom(4_000_002, size=400, marked=False).pixels, np.zeros((100, 400))])
    Image.fromarray(np.asarray(tall * 255, np.uint8)).save(folder / "tall.png")
    return folder


def _mask(file: Path) -> Any:
    with Image.open(file) as picture:
        assert (picture.format, picture.mode) == ("PNG", "L")
        return np.array(picture)


def test_each_film_gets_a_mask_of_its_own_size_with_0_and_255(run: Run, films: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "masks"
    ended = run("anatomy", films, "--out", out)
    assert (ended.code, ended.out) == (0, f"3 masks in {out}, 0 files left out.\n")
    masks = {file.name: _mask(file) for file in out.iterdir()}
    sizes = {"film": (512, 512), "film-2": (512, 512), "tall": (500, 400)}
    assert {name: mask.shape for name, mask in masks.items()} == {
        f"{stem}{suffix}": size for stem, size in sizes.items() for suffix in (".png", ".heart.png")
    }
    for name, mask in masks.items():
        assert np.unique(mask).tolist() == [0, 255]
        assert (0.02 if name.endswith(".heart.png") else 0.05) < (mask == 255).mean() < 0.6
    for suffix in (".png", ".heart.png"):
        np.testing.assert_array_equal(masks[f"film{suffix}"], masks[f"film-2{suffix}"])


def test_structures_and_quality_are_written_when_asked_for(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    """A number for each structure at the film's size; the score with its parts and the registration, under the mask's name alone."""
    out = tmp_path / "quality.json"
    assert run("anatomy", phantom_folder / "plain.dcm", "--out", tmp_path / "out", "--structures", "--json", out).code == 0
    labels = _mask(tmp_path / "out" / "plain.structures.png")
    assert labels.shape == (512, 512)
    lung = _mask(tmp_path / "out" / "plain.png") == 255
    heart = _mask(tmp_path / "out" / "plain.heart.png") == 255
    assert np.isin(labels[lung & ~heart], [Structure.RIGHT_LUNG.number, Structure.LEFT_LUNG.number]).mean() > 0.99
    assert (labels[heart] == Structure.MEDIASTINUM.number).all()
    (entry,) = json.loads(out.read_text())
    assert entry["mask"] == "plain.png"
    assert entry["quality"]["reason"] is None
    assert entry["quality"]["score"] > 0.9
    assert entry["frame"]["source"] == [512, 512]
    assert 0.3 < entry["cardiothoracic_ratio"]["value"] < 0.6
    assert entry["cardiothoracic_ratio"]["reason"] is None


def test_a_mask_never_replaces_a_film(run: Run, films: Path) -> None:
    before = (films / "tall.png").read_bytes()
    assert run("anatomy", films / "tall.png", "--out", films).code == 0
    assert (films / "tall.png").read_bytes() == before
    assert np.unique(_mask(films / "tall-2.png")).tolist() == [0, 255]


def test_names_that_a_system_takes_for_one_get_masks_of_their_own(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    """Members of a zip may be called anything; masks with structures are three files."""
    with zipfile.ZipFile(tmp_path / "films.zip", "w") as archive:
        for name in ("Film.dcm", "film.dcm", "CON.dcm", "a/film.structures.dcm", "b/what?.dcm"):
            archive.write(phantom_folder / "plain.dcm", name)
    assert run("anatomy", tmp_path / "films.zip", "--out", tmp_path / "masks", "--structures").code == 0
    names = {file.name for file in (tmp_path / "masks").iterdir()}
    assert len({name.casefold() for name in names}) == len(names) == 15
    assert names >= {"Film.png", "Film.structures.png", "film-2.png", "film.structures-2.png"}
    assert not {name for name in names if name.startswith("CON") or "?" in name}


def test_a_refused_file_is_left_out_with_its_reason_and_the_others_go_on(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    ended = run("anatomy", phantom_folder / "notes.dcm", phantom_folder / "plain.dcm", "--out", tmp_path)
    assert ended.code == 1
    assert "notes.dcm: left out. This is neither" in ended.out
    assert f"1 mask in {tmp_path}, 1 file left out." in ended.out
    assert {file.name for file in tmp_path.iterdir()} == {"plain.png", "plain.heart.png"}


def test_a_folder_that_cannot_be_made_is_a_matter_of_usage(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = run("anatomy", phantom_folder, "--out", tmp_path / "file" / "masks")
    assert ended.code == 2
    assert ended.err.startswith("The folder for the masks cannot be made")


def test_a_full_disk_is_reported(run: Run, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.cli.film.anatomy.save_labels", full)
    ended = run("anatomy", phantom_folder / "plain.dcm", "--out", tmp_path)
    assert (ended.code, ended.err) == (1, "The mask cannot be written: No space left on device.\n")


def test_what_is_no_upright_chest_film_gets_no_mask(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    """As ``screen`` says it; members of zips are named as there."""
    film = np.rot90(phantom(4_000_003, size=400, marked=False).pixels, 2)
    Image.fromarray(np.asarray(film * 255, np.uint8)).save(tmp_path / "turned.png")
    with zipfile.ZipFile(tmp_path / "films.zip", "w") as archive:
        archive.write(tmp_path / "turned.png", "a/turned.png")
        archive.write(phantom_folder / "plain.dcm", "plain.dcm")
    ended = run("anatomy", tmp_path / "films.zip", "--out", tmp_path / "masks")
    assert ended.code == 1
    assert "films.zip!a/turned.png: left out. The film is upside down. Rotate it by 180° clockwise" in ended.out
    assert {file.name for file in (tmp_path / "masks").iterdir()} == {"plain.png", "plain.heart.png"}
