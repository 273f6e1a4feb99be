"""The calibration as a file: it comes back as it was, is known by its hash, and nothing else passes for one."""

from __future__ import annotations

from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.anatomy.anatomy import Anatomy
from models.anatomy.shape import shape_model
from models.attention.reference.made_with import MadeWith
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.challenge.calibration.donor_arrays import STEPS
from models.challenge.calibration.matching import Matching
from models.challenge.calibration.refusal import NotACalibration
from models.challenge.fillers.donors import Donor
from models.film.phantom import Phantom
from models.grids.geometry import Geometry
from models.values.challenge import Filler
from models.values.reference_review import ReferenceReview

MADE_WITH = MadeWith(*(two * 32 for two in ("aa", "bb", "cc", "dd")))


def _table(places: int, fillers: int, classes: int) -> ControlTable:
    rng = np.random.default_rng(0)
    deltas = rng.standard_normal((places, fillers, classes)).astype(np.float32)
    deltas[::3, -1] = np.nan
    return ControlTable(
        tuple(Filler)[:fillers], np.array([f"pixels:{i // 4}" for i in range(places)]),
        rng.standard_normal((places, len(DESCRIPTORS))).astype(np.float32), rng.random((places, classes)).astype(np.float32), deltas,
    )  # fmt: skip


@pytest.fixture(scope="module")
def small(drawn_film: Phantom, anatomy: Anatomy) -> Calibration:
    """Two donors: a phantom in Hounsfield-like units beside its inverse, and a black film of an unknown view."""
    units = 2048 * drawn_film.pixels[::4, ::4] - 1024
    geometry = Geometry.identity(256, 256).shifted(3.0, 0.0, (256, 256)).scaled(0.25, 0.25, (64, 64))
    one = Donor(np.stack([units, -units]).astype(np.float16), geometry, anatomy.frame.landmarks, (True, False), "PA", "pixels:1")
    two = replace(one, image=np.zeros_like(one.image), view=None, patient="b", positives=(False, False))
    return Calibration(MADE_WITH, _table(8, 2, 2), (one, two), np.array([0.5, 2.0], np.float32))


def test_what_is_written_is_read_again(small: Calibration, tmp_path: Path) -> None:
    small.write(tmp_path / "one.npz")
    found = Calibration.load(tmp_path / "one.npz")
    assert found.made_with == small.made_with
    assert len(found.sha256) == 64
    assert found.table.fillers == small.table.fillers
    for name in ("patients", "descriptors", "to_allowed", "deltas"):
        np.testing.assert_array_equal(getattr(found.table, name), getattr(small.table, name))
    np.testing.assert_array_equal(found.spread, small.spread)
    assert found.review is None
    for there, here in zip(found.donors, small.donors, strict=True):
        assert replace(there, image=here.image) == here
        assert there.image.dtype == np.float16
        half_a_step = np.ptp(here.image.astype(np.float32), axis=(1, 2)).max() / STEPS / 2
        np.testing.assert_allclose(there.image.astype(np.float32), here.image.astype(np.float32), atol=half_a_step * 1.01, rtol=2**-11)
    assert isinstance(found.matching, Matching)


def test_a_review_is_read_again_in_plain_numbers(small: Calibration, tmp_path: Path) -> None:
    review = ReferenceReview(films=9, marked=7, lined=1, positive=6, judged=5, dependent=2)
    replace(small, review=review).write(tmp_path / "one.npz")
    found = Calibration.load(tmp_path / "one.npz").review
    assert found == review
    assert {type(count) for count in astuple(review)} == {int} == {type(count) for count in astuple(found or review)}


def test_a_file_that_was_read_is_written_the_same(small: Calibration, tmp_path: Path) -> None:
    """256 steps of what already is in 256 steps lose nothing but float16's rounding."""
    small.write(tmp_path / "one.npz")
    first = Calibration.load(tmp_path / "one.npz")
    first.write(tmp_path / "two.npz")
    second = Calibration.load(tmp_path / "two.npz")
    for there, here in zip(second.donors, first.donors, strict=True):
        np.testing.assert_allclose(there.image.astype(np.float32), here.image.astype(np.float32), rtol=2**-9, atol=0.5)


def test_a_calibration_without_places_or_donors_is_one(tmp_path: Path) -> None:
    none = Calibration(MADE_WITH, ControlTable.none((Filler.KEPT_BLUR,), 3), (), np.ones(3, np.float32))
    none.write(tmp_path / "none.npz")
    found = Calibration.load(tmp_path / "none.npz")
    assert (found.donors, found.table.deltas.shape) == ((), (0, 1, 3))


def test_a_file_of_usual_size_is_under_three_megabytes(tmp_path: Path) -> None:
    """24 donors of 320 × 320 pixels and 836 places of 3 fillers and 14 labels, all of them noise that no compression shortens."""
    rng, landmarks = np.random.default_rng(1), tuple((x, y) for x, y in shape_model().mean.tolist())
    donors = tuple(
        Donor(rng.random((1, 320, 320)).astype(np.float16), Geometry.identity(320, 320), landmarks, (False,) * 14, "PA", str(i))
        for i in range(24)
    )
    Calibration(MADE_WITH, _table(836, 3, 14), donors, np.ones(14, np.float32)).write(tmp_path / "usual.npz")
    assert (tmp_path / "usual.npz").stat().st_size < 3_000_000


def test_donors_of_two_inputs_are_not_written(small: Calibration, tmp_path: Path) -> None:
    other = replace(small.donors[0], image=small.donors[0].image[:1])
    with pytest.raises(ValueError, match="share the network's input"):
        replace(small, donors=(small.donors[0], other)).write(tmp_path / "one.npz")


@pytest.fixture(scope="module")
def data(small: Calibration, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("written") / "one.npz"
    small.write(file)
    return file.read_bytes()


def test_a_file_cut_anywhere_is_no_calibration(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "one.npz"
    for length in [*range(0, len(data), 397), len(data) - 1]:
        file.write_bytes(data[:length])
        with pytest.raises(NotACalibration, match="is damaged; build it anew"):
            Calibration.load(file)


def test_a_damaged_byte_is_told_or_changes_nothing(data: bytes, small: Calibration, tmp_path: Path) -> None:
    """Every byte of the archive's directory and some of all others: dates and attributes may change, numbers may not."""
    file, told = tmp_path / "one.npz", list[str]()
    directory = data.index(b"PK\x01\x02")
    for at in [*range(0, directory, 211), *range(directory, len(data), 3)]:
        file.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        try:
            found = Calibration.load(file)
        except NotACalibration as error:
            told.append(str(error))
        else:
            np.testing.assert_array_equal(found.table.deltas, small.table.deltas)
            assert found.donors[0].landmarks == small.donors[0].landmarks
    assert len(told) > 200
    assert all(sentence.endswith("build it anew with 'models reference'.") for sentence in told)


def test_a_folder_is_no_calibration(tmp_path: Path) -> None:
    with pytest.raises(NotACalibration, match="The file of the calibration cannot be read"):
        Calibration.load(tmp_path)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"schema": 1}, "^The calibration is of another version; build it anew with 'models reference'.$"),
        ({"weights_sha256": "ab"}, "damaged: weights_sha256 is no SHA-256; build it anew"),
        ({"deltas": np.array([{"a": 1}], object)}, "damaged; build"),
        ({"deltas": np.zeros((8, 2, 2))}, "damaged: deltas is of the type float64"),
        ({"deltas": np.full((8, 2, 2), np.inf, np.float32)}, "damaged: deltas holds a number that is not finite"),
        ({"deltas": np.zeros((8, 2, 3), np.float32)}, "damaged: deltas is not of 8 places and 2 classes"),
        ({"descriptors": np.full((8, 5), np.nan, np.float32)}, "damaged: descriptors holds a number that is not finite"),
        ({"to_allowed": np.full((8, 2), -1, np.float32)}, "damaged: to_allowed holds a number under 0"),
        ({"spread": np.float32(1)}, "damaged: spread is of the type float32 or has not the right number of axes"),
        ({"spread": np.full(3, 1, np.float32)}, "damaged: to_allowed is not of 8 places and 3 classes"),
        ({"patients": np.arange(8)}, "damaged: patients are no names"),
        ({"fillers": ["noisy_linear", "noisy_linear"]}, "damaged: a filler is unknown or named twice"),
        ({"fillers": ["noisy_linear", "paint"]}, "damaged: a filler is unknown or named twice"),
        ({"fillers": [1, 2]}, "damaged: a filler is unknown or named twice"),
        ({"described_by": ["area"]}, "damaged: its places are described by something else"),
        ({"donor_images": np.zeros((2, 2, 64, 64))}, "damaged: donor_images is of another type"),
        ({"donor_images": np.zeros((3, 2, 64, 64), np.uint8)}, "damaged: donor_lows does not fit 3 donors"),
        ({"donor_images": np.zeros((2, 2, 0, 64), np.uint8)}, "damaged: the size of a donor is not positive"),
        ({"donor_lows": np.full((2, 2), np.nan, np.float32)}, "damaged: donor_lows holds a number that is not finite"),
        ({"donor_lows": np.full((2, 2), 65000, np.float32)}, "damaged: a donor is too bright"),
        ({"donor_scales": np.zeros((2, 2))}, "damaged: the size of a donor is not positive"),
        ({"donor_landmarks": np.zeros((2, 5, 2))}, "damaged: donor_landmarks does not fit 2 donors"),
        ({"donor_positives": np.zeros((2, 3), bool)}, "damaged: donor_positives does not fit 2 donors"),
        ({"review": np.array([5, 2, 1, 3, 2])}, "damaged: its review counts what cannot be"),
        ({"review": np.array([5, 2, 1, 3, 2, 3])}, "damaged: its review counts what cannot be"),
        ({"review": np.array([5, 6, 1, 3, 2, 1])}, "damaged: its review counts what cannot be"),
        ({"review": np.array([5.0, 2, 1, 3, 2, 1])}, "damaged: its review counts what cannot be"),
        ({"donor_views": [1, 2]}, "damaged: views or patients of donors are no names"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_an_entry_that_does_not_fit_is_named(data: bytes, tmp_path: Path, other: dict[str, Any], sentence: str) -> None:
    file = tmp_path / "one.npz"
    file.write_bytes(data)
    with np.load(file) as table:
        arrays = dict(table)
    np.savez(file, **(arrays | {name: np.array(value) for name, value in other.items()}))
    with pytest.raises(NotACalibration, match=sentence):
        Calibration.load(file)


def test_a_calibration_made_with_anything_else_is_named_as_one() -> None:
    why = MADE_WITH.mismatch(replace(MADE_WITH, regions_sha256="ff" * 32), "calibration")
    assert why is not None
    assert why.startswith("The calibration was made with another region table (bbbb…) than are here (ffff…)")


def test_a_calibration_of_other_findings_or_another_input_is_no_calibration_of_a_classifier(small: Calibration) -> None:
    """Another manifest may have the same weights."""
    labels, shape = len(small.spread), small.donors[0].image.shape
    assert small.misfit(labels, shape) is None
    assert "findings" in str(small.misfit(labels - 1, shape))
    assert "prepared otherwise" in str(small.misfit(labels, (3, *shape[1:])))
