"""Maps and pictures of a screened film, whatever its labels are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from app.export.maps import write_maps
from app.run.events import FilmRecorded
from tests.app.conftest import Screened


def _called(done: FilmRecorded, labels: Sequence[str]) -> FilmRecorded:
    """Return a film whose findings are all positive and called otherwise."""
    record = done.entry.film
    assert record.findings is not None
    names = [*labels, *(f"Finding {number}" for number in range(len(record.findings) - len(labels)))]
    findings = tuple(replace(one, label=name, positive=True) for one, name in zip(record.findings, names, strict=True))
    return replace(done, entry=replace(done.entry, record=replace(record, findings=findings)))


def _write(done: FilmRecorded, folder: Path) -> list[Path]:
    return write_maps(done.entry, done.film, done.blobs.get, folder)


def test_every_label_has_a_picture_of_its_own_in_the_folder(screened: Screened, tmp_path: Path) -> None:
    labels = ["Nodule/Mass", "../../out", "..", "", "Mass", "mass", "CON", "x" * 300, "Pleural Effusion"]
    done = next(one for one in screened.done if one.entry.kind == "screened")
    folder = tmp_path / "deep" / "maps"
    folder.parent.mkdir()
    pictures = _write(_called(done, labels), folder)
    assert len(pictures) == len(set(pictures)) == 14
    assert {file.parent for file in tmp_path.rglob("*.png")} == {folder}
    assert {file.name for file in folder.iterdir()} == {picture.name for picture in pictures} | {f"entry-{done.entry.seq:06d}.npz"}
    assert pictures[8].name == f"entry-{done.entry.seq:06d}-pleural effusion.png"
    with Image.open(pictures[0]) as picture:
        assert picture.size == (512, 512)
    with np.load(folder / f"entry-{done.entry.seq:06d}.npz") as kept:
        assert kept["labels"].tolist()[:9] == labels


def test_lungs_and_heart_are_written_and_a_heart_that_was_not_found_is_empty(screened: Screened, tmp_path: Path) -> None:
    done = next(one for one in screened.done if one.entry.kind == "screened")
    record = done.entry.film
    assert record.blobs is not None
    without = replace(record, blobs=replace(record.blobs, heart=None))
    for name, one in (("with", record), ("without", without)):
        _write(replace(done, entry=replace(done.entry, record=one)), tmp_path / name)
        with np.load(tmp_path / name / f"entry-{done.entry.seq:06d}.npz") as kept:
            assert kept["heart"].shape == kept["lungs"].shape
            assert kept["heart"].any() == (name == "with")


def test_a_film_that_was_refused_has_no_maps(screened: Screened, tmp_path: Path) -> None:
    refused = next(one for one in screened.done if one.entry.kind == "refused")
    assert _write(refused, tmp_path / "maps") == []
    assert not (tmp_path / "maps").exists()
