"""Films that lie or shine otherwise than their header says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from PIL import Image
from pydicom import dcmread

from app.export.questions import questions
from app.run.events import FilmRecorded
from app.workers.inline import InlineWorkers
from models.values.input_check import NotScreenedCode
from models.values.radiograph import Polarity
from tests.app.run.made import as_json

Screen = Callable[..., list[FilmRecorded]]
_BEGUN = "audit.db"


def test_a_rotated_film_is_refused_with_what_was_seen_and_already_recorded_the_next_time(
    screen: Screen, workers: InlineWorkers, films: list[Any], validator: Draft202012Validator, tmp_path: Path
) -> None:
    """It is read, so its pixels are known and shown; it is not screened, and what was seen stands in the record."""
    rotated = np.rot90(films[1].pixels, 2)
    Image.fromarray((rotated * 255).astype(np.uint8)).save(tmp_path / "rotated.png")
    (done,) = screen([tmp_path / "rotated.png"], workers, tmp_path / _BEGUN)
    record = done.entry.film
    assert (done.entry.kind, record.code, record.findings) == ("refused", NotScreenedCode.ROTATED, None)
    assert record.reason is not None
    assert "180° clockwise" in record.reason
    assert record.input_check is not None
    assert record.input_check.rotate_clockwise == 180
    assert record.radiograph is not None
    assert record.radiograph.rows == rotated.shape[0]
    assert done.film is not None
    validator.validate(as_json(done.entry.film))
    (again,) = screen([tmp_path / "rotated.png"], workers, tmp_path / _BEGUN)
    assert (again.already_recorded, again.entry.seq) == (True, 1)
    (righted,) = screen([_righted(tmp_path)], workers, tmp_path / _BEGUN)
    assert righted.entry.kind == "screened"


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_an_inverted_film_is_screened_the_right_way_shown_so_and_recorded(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, validator: Draft202012Validator, tmp_path: Path, photometric: str
) -> None:
    """Its tag contradicts its pixels: the tag of a good film was changed, or the pixels under a good tag."""
    film = dcmread(phantom_folder / "plain.dcm")
    film.PhotometricInterpretation = photometric
    if photometric == "MONOCHROME2":
        film.PixelData = (4095 - film.pixel_array).tobytes()
    else:
        film.PresentationLUTShape = "INVERSE"
    film.save_as(tmp_path / "inverted.dcm")
    right, inverted = screen([phantom_folder / "plain.dcm", tmp_path / "inverted.dcm"], workers, tmp_path / _BEGUN)
    record, upright = inverted.entry.film, right.entry.film
    validator.validate(as_json(inverted.entry.film))
    assert record.radiograph is not None
    assert upright.radiograph is not None
    assert (record.radiograph.polarity, inverted.already_recorded) == (Polarity.INVERTED, False)
    assert record.radiograph.pixel_sha256 != upright.radiograph.pixel_sha256
    assert record.input_check is not None
    assert record.input_check.inverted > 0.85
    assert questions(record)[0].startswith("White and black were exchanged, since the pixels contradict the header")
    assert right.film is not None
    assert inverted.film is not None
    np.testing.assert_allclose(inverted.film.pixels, right.film.pixels, atol=1e-6)
    assert inverted.film.header.polarity == Polarity.INVERTED
    for one, other in zip(upright.findings or (), record.findings or (), strict=True):
        assert one.logit == pytest.approx(other.logit, abs=1e-3)
    assert record.findings
    (again,) = screen([tmp_path / "inverted.dcm"], workers, tmp_path / _BEGUN)
    assert (again.already_recorded, again.entry.seq) == (True, inverted.entry.seq)
    film.InstitutionName = "Elsewhere"
    film.save_as(tmp_path / "twin.dcm")
    (twin,) = screen([tmp_path / "twin.dcm"], workers, tmp_path / _BEGUN)
    assert (twin.already_recorded, twin.entry.seq) == (True, inverted.entry.seq)
    assert twin.film is not None
    np.testing.assert_array_equal(twin.film.pixels, inverted.film.pixels)
    (anew,) = screen([tmp_path / "inverted.dcm"], workers, tmp_path / _BEGUN, again=True)
    assert (anew.already_recorded, anew.entry.seq) == (False, 3)


def _righted(folder: Path) -> Path:
    with Image.open(folder / "rotated.png") as picture:
        picture.rotate(180).save(folder / "righted.png")
    return folder / "righted.png"
