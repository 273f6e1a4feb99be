"""A film is handed over as a DICOM object of nobody, which others and this program read with the same pixels."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import config, dcmread
from pydicom.uid import UID

from models.film.phantom import phantom
from models.networks.external.arguments import arguments_of
from models.networks.external.calls import Calls
from models.networks.external.dicom_film import LARGEST, ROOT, dicom_film
from models.networks.manifest import ManifestError, read_manifest
from models.reading.read import read_radiograph
from models.values.progress import result_of
from models.values.radiograph import SpacingSource
from tests.models.networks.external.programs import LABELS, arguments, asked, calls_of, manifest_text, script


def _of_16_bits(seed: int) -> NDArray[np.float32]:
    """Return a phantom whose greys are of 16 bits, so that nothing of it is lost."""
    return np.rint(phantom(seed, size=160).pixels[:, :144] * LARGEST).astype(np.float32) / np.float32(LARGEST)


FILM = _of_16_bits(5_700_001)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that the standard does not allow is an error, read or written."""
    monkeypatch.setattr(config.settings, "reading_validation_mode", config.RAISE)
    monkeypatch.setattr(config.settings, "writing_validation_mode", config.RAISE)


def test_this_program_reads_the_same_pixels_and_nobody(tmp_path: Path) -> None:
    (file := tmp_path / "film.dcm").write_bytes(dicom_film(FILM))
    film = read_radiograph(file, patient_key=b"key")
    assert np.array_equal(film.pixels, FILM)
    header = film.header
    assert (header.modality, header.photometric, header.notes) == ("CR", "MONOCHROME2", ())
    assert (header.patient_digest, header.age_years, header.tags.sex, header.tags.acquisition_month) == (None, None, None, None)
    assert (header.pixel_spacing_mm, header.view, header.orientation) == (None, None, None)
    assert (film.window.centre, film.window.width) == pytest.approx((0.5, 1), abs=1e-4)


@pytest.mark.usefixtures("strict")
def test_pydicom_reads_it_with_every_value_held_to_the_standard() -> None:
    dataset = dcmread(BytesIO(dicom_film(FILM)))
    for element in dataset.iterall():
        assert element.value is not None
    assert dataset.file_meta.MediaStorageSOPInstanceUID == dataset.SOPInstanceUID
    assert np.array_equal(dataset.pixel_array.astype(np.float32) / np.float32(LARGEST), FILM)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("mm", [0.7, 1 / 3, 0.143, 12.5])
def test_a_pixel_s_side_is_told_where_it_is_known(tmp_path: Path, mm: float) -> None:
    (file := tmp_path / "film.dcm").write_bytes(dicom_film(FILM, mm))
    header = read_radiograph(file).header
    assert header.pixel_spacing_mm == pytest.approx(mm, rel=1e-5)
    assert header.spacing_from is SpacingSource.PIXEL_SPACING
    assert dcmread(file).SOPInstanceUID == dcmread(BytesIO(dicom_film(FILM))).SOPInstanceUID


_REQUIRED = {
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate", "StudyTime", "ReferringPhysicianName",
    "StudyID", "AccessionNumber", "Modality", "SeriesInstanceUID", "SeriesNumber", "BodyPartExamined", "ViewPosition", "Manufacturer",
    "InstanceNumber", "PatientOrientation", "SamplesPerPixel", "PhotometricInterpretation", "Rows", "Columns", "BitsAllocated",
    "BitsStored", "HighBit", "PixelRepresentation", "PixelData", "SOPClassUID", "SOPInstanceUID",
}  # fmt: skip
"""Types 1 and 2 of the modules of the Computed Radiography Image IOD: patient, study, series, CR series, equipment, image, pixels, SOP."""


def test_all_that_its_kind_of_object_asks_for_is_there() -> None:
    dataset = dcmread(BytesIO(dicom_film(FILM)))
    assert {element.keyword for element in dataset} >= _REQUIRED


def test_its_identifiers_are_made_of_its_pixels_alone() -> None:
    first, again, other = (dcmread(BytesIO(dicom_film(film))) for film in (FILM, FILM.copy(), _of_16_bits(5_700_002)))
    names = [[one.StudyInstanceUID, one.SeriesInstanceUID, one.SOPInstanceUID] for one in (first, again, other)]
    assert names[0] == names[1]
    assert len({*names[0], *names[2]}) == 6
    for name in (*names[0], *names[2]):
        assert UID(name).is_valid
        assert name.startswith(f"{ROOT}.")


def test_a_program_gives_the_same_scores_for_it_as_for_numpys_file(tmp_path: Path) -> None:
    """A film of 16 bits, so that both programs hold the same numbers."""
    found = {}
    for how, load in (("npy", "np.load(film)[0]"), ("dicom", "pydicom.dcmread(film).pixel_array.astype(np.float32) / np.float32(65535)")):
        (folder := tmp_path / how).mkdir()
        body = f"    image = {load}\n    told(film, scores={{'Mass': float(image[:80].mean()), 'Nodule': float(image.std())}})\n"
        calls = calls_of(folder, body, "import numpy as np, pydicom\n", films=how, command=[sys.executable, "{program}"])
        found[how] = asked(calls, [FILM[None]])
    assert found["dicom"] == found["npy"]
    assert found["npy"] == [(pytest.approx(float(FILM[:80].mean())), pytest.approx(float(FILM.std())))]


def test_its_name_ends_as_that_of_a_dicom_file(tmp_path: Path) -> None:
    file = script(tmp_path, "    told(film, scores={'Mass': float(film.endswith('.dcm')), 'Nodule': 0})\n")
    calls = Calls(arguments(films="dicom"), file, LABELS)
    assert result_of(calls.scores([FILM[None]])) == [(1, 0)]
    calls.close()


@pytest.mark.parametrize("step", ["normalise", "scale"])
def test_films_that_are_not_scaled_from_0_to_1_are_no_images(tmp_path: Path, step: str) -> None:
    more = {"normalise": '{ step = "normalise", mean = [0.5], std = [0.2] }', "scale": '{ step = "scale", from = "min-max", to = [-1, 1] }'}
    file = script(tmp_path, "")
    for how in ("npy", "dicom"):
        text = manifest_text(file, LABELS, 64, films=how).replace("preparation = [", f"preparation = [\n  {more[step]},")
        (tmp_path / "manifest.toml").write_text(text)
        if how == "npy":
            arguments_of(read_manifest(tmp_path / "manifest.toml"))
        else:
            with pytest.raises(ManifestError, match="as dicom, films are handed over from 0 to 1"):
                arguments_of(read_manifest(tmp_path / "manifest.toml"))
