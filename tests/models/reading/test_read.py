"""The way of a file: paths that lead nowhere, and the real films beside the checkout."""

from __future__ import annotations

import csv
import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.film.phantom import phantom
from models.film.phantom_file import write_phantom
from models.reading.files import MOST_BYTES
from models.reading.read import read_radiograph
from models.values.radiograph import SpacingSource
from models.values.refusal import NotARadiograph, RefusalCode


def test_a_missing_file_is_said_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(NotARadiograph, match="no such file") as caught:
        read_radiograph(tmp_path / "Sentinel.dcm")
    assert caught.value.code == RefusalCode.NOT_FOUND
    assert "Sentinel" not in caught.value.sentence
    assert caught.value.file_sha256 is None


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotARadiograph) as caught:
        read_radiograph(tmp_path)
    assert caught.value.code == RefusalCode.UNREADABLE
    assert tmp_path.name not in caught.value.sentence


def test_a_file_that_may_not_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "film.dcm").write_bytes(b"x")

    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(NotARadiograph, match="Permission denied; check your rights") as caught:
        read_radiograph(tmp_path / "film.dcm")
    assert caught.value.code == RefusalCode.UNREADABLE
    assert tmp_path.name not in caught.value.sentence


def test_a_file_larger_than_any_film_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.dcm"
    with path.open("wb") as file:
        os.truncate(file.fileno(), MOST_BYTES + 1)
    with pytest.raises(NotARadiograph, match="400 MB") as caught:
        read_radiograph(path)
    assert caught.value.code == RefusalCode.TOO_LARGE


def test_a_file_that_grows_while_it_is_read_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.reading.files.MOST_BYTES", 10)
    monkeypatch.setattr(Path, "stat", lambda self: os.stat_result((0o100644, *[0] * 9)))
    path = tmp_path / "growing.dcm"
    path.write_bytes(b"x" * 100)
    with pytest.raises(NotARadiograph) as caught:
        read_radiograph(path)
    assert caught.value.code == RefusalCode.TOO_LARGE


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(NotARadiograph, match="such a name") as caught:
        read_radiograph(Path("film\0.dcm"))
    assert caught.value.code == RefusalCode.NOT_FOUND


def test_a_film_that_takes_more_memory_than_there_is_is_refused_with_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("models.reading.read.read_dicom", greedy)
    with pytest.raises(NotARadiograph, match="more memory") as caught:
        read_radiograph(write_phantom(tmp_path / "film.dcm", 1, marked=False, size=128))
    assert caught.value.code == RefusalCode.TOO_LARGE
    assert caught.value.file_sha256 == hashlib.sha256((tmp_path / "film.dcm").read_bytes()).hexdigest()


def test_a_broken_archive_is_no_film(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + b"\0" * 200)
    with pytest.raises(NotARadiograph, match="archive holds no film, is damaged") as caught:
        read_radiograph(tmp_path / "a.zip")
    assert caught.value.code == RefusalCode.NOT_AN_IMAGE


@pytest.mark.parametrize(
    ("data", "code", "sentence"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 9\n", RefusalCode.NOT_FETCHED, "fetch it by 'git lfs pull'"),
        (b"/annex/objects/MD5E-s9--12.dcm\n", RefusalCode.NOT_FETCHED, "fetch it by 'git annex get' or 'datalad get'"),
        (b"", RefusalCode.NOT_AN_IMAGE, "The file is empty"),
        (b"<html>", RefusalCode.NOT_AN_IMAGE, "neither a DICOM file nor"),
    ],
)
def test_what_is_no_image_is_named_for_what_it_is(tmp_path: Path, data: bytes, code: RefusalCode, sentence: str) -> None:
    (tmp_path / "film.dcm").write_bytes(data)
    with pytest.raises(NotARadiograph, match=sentence) as caught:
        read_radiograph(tmp_path / "film.dcm")
    assert (caught.value.code, caught.value.file_sha256) == (code, hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("target", "code", "sentence"),
    [
        (".git/annex/objects/Xx/Yy/MD5E-s9--12.dcm", RefusalCode.NOT_FETCHED, "a git-annex link"),
        ("gone.dcm", RefusalCode.NOT_FOUND, "a link to a file that is not there"),
    ],
)
def test_a_link_to_nothing_is_named_for_what_it_is(tmp_path: Path, target: str, code: RefusalCode, sentence: str) -> None:
    (tmp_path / "film.dcm").symlink_to(target)
    with pytest.raises(NotARadiograph, match=sentence) as caught:
        read_radiograph(tmp_path / "film.dcm")
    assert caught.value.code == code


def test_a_folder_that_may_not_be_listed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", forbidden)
    with pytest.raises(NotARadiograph, match="cannot be read: Permission denied; check your rights"):
        read_radiograph(tmp_path)


@pytest.mark.parametrize("marked", [True, False])
def test_a_phantom_goes_through_its_file_unchanged(tmp_path: Path, marked: bool) -> None:
    """To the rounding of twelve bits."""
    film = read_radiograph(write_phantom(tmp_path / "film.dcm", 5_300_000, marked=marked, size=256))
    np.testing.assert_allclose(film.pixels, phantom(5_300_000, size=256, marked=marked).pixels, atol=0.5 / 4095 + 1e-6)
    assert film.header.pixel_spacing_mm == pytest.approx(380 / 256)
    assert film.header.spacing_from == SpacingSource.IMAGER_PIXEL_SPACING
    assert (film.header.view, film.header.tags.burned_in) == ("PA", "YES" if marked else "NO")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.real_data
def test_real_chest_films_are_read_and_all_else_is_refused(data: Path) -> None:
    rows = _rows(data / "dicom" / "index.csv")
    assert {row["kind"] for row in rows} > {"chest", "not-chest"}
    for row in rows:
        path = data / "dicom" / row["file"]
        if row["kind"] == "chest":
            film = read_radiograph(path)
            assert film.pixels.shape == (int(float(row["rows"])), int(float(row["cols"]))), row["file"]
            assert film.header.photometric == row["photometric"]
            assert 0 <= film.pixels.min() < film.pixels.max() <= 1
        else:
            with pytest.raises(NotARadiograph) as caught:
                read_radiograph(path)
            wanted = RefusalCode.NOT_AN_IMAGE if row["kind"] == "not-dicom" else RefusalCode.NOT_A_PROJECTION
            assert caught.value.code == wanted, row["file"]


@pytest.mark.real_data
def test_a_film_and_its_twin_with_the_other_photometric_tag_are_inverted(data: Path) -> None:
    """The same stored values under both names."""
    one, twin = (read_radiograph(data / "dicom" / name).pixels for name in ("rsna_pa.dcm", "rsna_pa_fake_mono1.dcm"))
    np.testing.assert_allclose(twin, 1 - one, atol=1e-6)


@pytest.mark.real_data
def test_films_of_the_cohort_have_the_polarity_of_their_source(data: Path) -> None:
    """All six transfer syntaxes; the MONOCHROME1 films too are bright where the NIH picture is bright."""
    rows = _rows(data / "cohort" / "labels.csv")
    chosen = [row for row in rows if row["photometric"] == "MONOCHROME1"]
    for syntax in {row["transfer_syntax"] for row in rows}:
        chosen += [row for row in rows if row["transfer_syntax"] == syntax and row["photometric"] == "MONOCHROME2"][:1]
    assert len({row["transfer_syntax"] for row in chosen}) == 6
    assert sum(row["photometric"] == "MONOCHROME1" for row in chosen) == 8
    for row in chosen:
        film = read_radiograph(data / "cohort" / row["file"])
        assert film.header.photometric == row["photometric"]
        source = np.asarray(Image.open(data / "nih" / "images" / row["nih_image"]).convert("L"), np.float64)
        assert np.corrcoef(_small(film.pixels), _small(source))[0, 1] > 0.95, row["file"]


def _small(pixels: NDArray[np.floating]) -> NDArray[np.float64]:
    """Means of 64×64 blocks, as one row."""
    side = pixels.shape[0] // 64
    return np.asarray(pixels, np.float64).reshape(64, side, 64, side).mean(axis=(1, 3)).ravel()
