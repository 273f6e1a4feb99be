"""``models reference`` of a program: a film without a score is left out, and what was measured is of the program as it is called."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pydicom
import pytest

from app.cli.models.known import calibration_words, certificate_words, reference_words
from app.site.calibrations import stale_calibrations
from app.site.classifiers import classifier_named, own_classifiers
from app.site.references import stale_references
from app.workers.inline import InlineWorkers
from tests.models.networks.external.programs import manifest_text, script

Run = Callable[..., Any]

_RULE = """    if "asked" not in globals():
        asked = image
    if image == asked:
        told(film, error="not this one"); continue
    rough = sum(abs(image[64 * row + k] - image[64 * row + k + 1]) for row in range(14) for k in range(63))
    told(film, scores={"Mass": 1 / (1 + 2.718281828 ** -(rough / 20)), "Nodule": 0.25})
"""


def _described(**others: object) -> None:
    """Put a program that gives no score for the film that it sees first among one's own classifiers."""
    (folder := own_classifiers() / "called").mkdir(parents=True, exist_ok=True)
    (folder / "manifest.toml").write_text(manifest_text(script(folder, _RULE), ("Mass", "Nodule"), 64, **({"calls": 20} | others)))


def _films(phantom_folder: Path, folder: Path) -> list[Path]:
    """Return films of three patients, like the plain phantom."""
    files = list[Path]()
    for number in range(3):
        film = pydicom.dcmread(phantom_folder / "plain.dcm")
        film.PatientID, pixels = f"another {number}", film.pixel_array.copy()
        pixels[: 64 * number, :64] = 0
        film.PixelData = pixels.tobytes()
        film.save_as(file := folder / f"{number}.dcm")
        files.append(file)
    return files


def _measured() -> list[str]:
    manifest = classifier_named("called")
    return [of(manifest) for of in (reference_words, calibration_words, certificate_words)]


def test_a_film_without_a_score_is_left_out_and_what_was_measured_is_of_the_program_as_it_is_called(
    run: Run, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.models.reference.Pool", lambda **_: nullcontext(InlineWorkers()))
    _described()
    (folder := tmp_path / "films").mkdir()
    first, *_ = _films(phantom_folder, folder)

    ended = run("models", "reference", "called", "--from", first)
    assert ended.code == 1
    why = "The classifier gave no score for 1 film. The classifier's program says: not this one"
    assert ended.err == f"{why} No reference can be made of fewer than two films.\n"

    ended = run("models", "reference", "called", "--from", folder)
    assert ended.code == 1
    assert "0.dcm: left out. The classifier's program says: not this one" in ended.out
    assert f"2 films, 1 left out: {own_classifiers().parent}" in ended.out
    assert f"\n{why}\n" in ended.out
    measured = ["reference of 2 films", "calibration of 2 films", "not certified"]
    assert _measured() == measured

    _described(batch=3, seconds=60.0)
    assert _measured() == measured, "limits change no answer"
    for other in ({"version": "1.1"}, {"films": "png"}, {"command": ["python3", "{program}", "--fast"]}, {"calls": 24}):
        _described(**other)
        assert _measured() == ["no reference", "no calibration", "not certified"]
    assert len(stale_references()) == len(stale_calibrations()) == 1
