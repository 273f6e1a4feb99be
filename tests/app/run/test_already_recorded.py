"""What a log of an earlier version holds of a film: it is read, found again where the method is the same, and never stops a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread

from app import __version__
from app.run.already_recorded import AlreadyRecorded
from app.run.events import FilmRecorded
from audit.log.errors import DamagedEntry
from audit.log.store import EntryKind, Log, Stored
from audit.log.verify.verify import verify
from audit.records.body import body_of
from audit.records.canonical import canonical
from audit.records.method import MethodRecord
from models.values.method import METHOD
from models.values.parameters import CHEAPEST
from models.values.radiograph import Header, Radiograph

Screen = Callable[..., list[FilmRecorded]]
Json = dict[str, Any]

# What version 0.1 shipped, and so what its records name.
_EMBEDDED = "b45381119f0eadf5d6f24a9dfb0e8a72ba5e0496aa9ec9cde97080768fa08a3f"
_LUNGS = "9e80a900ff2f8172eca71e232cb78aeaede321b24ac006e4f46984148508918d"
_CHECK = "d52996fa7d46c1d9a67988281c9b94741fcd1d783a48f0f2342adb2c70560c1f"
_REGIONS = "022c458ca22279d1ead35f18726245b072dddc9212855819f8e082d1c453abf6"
_REFERENCE = "ff53f13929d39b5b51a85031f4035c362131fa145f22a9c99ab55fccaf8dd6c5"
_BUDGET = {"right_lung": 0.1, "left_lung": 0.1, "mediastinum": -0.1, "below_diaphragm": 0.1, "elsewhere": 0.1, "bias": -2.125}
_BLOBS = {hashlib.sha256(data).hexdigest(): data for data in (b"maps", b"lungs", b"allowed")}
_PARTS = ("agreement", "area", "balance", "components", "outline", "position", "smoothness", "whole")


def _film(header: Header) -> Json:
    film = asdict(header)
    del film["age_years"]
    return film | {
        "mm_per_pixel": film.pop("pixel_spacing_mm"),
        "tags": {k: v for k, v in film["tags"].items() if k != "acquisition_month"},
    }


def _challenge() -> Json:
    controls = {"n": 2, "mean": -0.03, "spread": 0.035, "percentile": 50}
    return {"kind": "local_removal", "region": [426, 307, 512, 442], "filler": "noisy_linear", "delta_logit": -0.06, "ood_cost": None,
            "delta_probability": -0.007, "share_of_margin": -0.33, "decision_changed": False, "controls": controls, "p": None,
            "place": None}  # fmt: skip


def _mass() -> Json:
    spot = {"box": [304, 218, 512, 512], "holds": "nothing_special", "share": 0.145, "zone": "lower_right_corner"}
    attention = {
        "area_outside": 0.477, "share_outside": 0.357, "enrichment": -0.716, "resolution_floor": 0.062, "hot_spots": [spot],
        "budget": _BUDGET, "budget_against": dict.fromkeys(_BUDGET, -0.05), "budget_reference": _BUDGET,
        "focal_excess": {"box": [448, 317, 512, 399], "flagged": False, "n": 79, "p": 0.6, "pooled": True, "value": 2.333},
        "peak": {"distance_mm": -15.8, "distance_px": -21.3, "inside": True, "x": 448.8, "y": 396},
    }  # fmt: skip
    region = {"known": True, "name": "lung", "reason": "Seen in the lung.", "spacing_known": True, "tolerance_mm": 15}
    return {"label": "Mass", "logit": -1.861, "positive": True, "probability": 0.1345, "threshold": 0.114994, "verdict": None,
            "sentence": "36% of the map lies outside.", "attention": attention, "region": region, "challenges": [_challenge()]}  # fmt: skip


def _atelectasis() -> Json:
    return {"label": "Atelectasis", "logit": -2.5, "positive": False, "probability": 0.0758, "threshold": 0.153142, "verdict": None,
            "sentence": None, "attention": None, "region": None, "challenges": []}  # fmt: skip


def _of_the_last_shape(header: Header) -> Json:
    """A record as version 0.1 wrote it in the end."""
    quality = {"parts": dict.fromkeys(_PARTS, 0.9), "reason": None, "score": 0.99}
    frame = {"error": 0.0108, "landmarks": [[199.6, 76.6], [160.3, 89.2]], "missing": [0, 0], "source": [512, 512]}
    used = {"name": "embedded", "weights_sha256": _EMBEDDED, "labels": ["Atelectasis", "Mass"], "grid": [20, 20], "device": "cpu",
            "dtype": "float32", "reference_sha256": _REFERENCE}  # fmt: skip
    of_maps, of_lungs, of_allowed = _BLOBS
    maps = {"dtype": "float16", "film": [0, 0, 20, 20], "sha256": of_maps, "shape": [2, 20, 20]}
    return {
        "schema": 1, "status": "screened", "code": None, "reason": None, "code_version": "0.1.0", "seconds": 6.158, "verdict": None,
        "radiograph": _film(header), "classifier": used, "findings": [_atelectasis(), _mass()],
        "film_check": {"chest": 0.9999, "inverted": 0.0001, "mirrored": 0.017, "turn_clockwise": 0, "upright": 0.9999,
                       "weights_sha256": _CHECK},
        "anatomy": {"weights_sha256": _LUNGS, "regions_sha256": _REGIONS, "lung_area_share": 0.337, "quality": quality, "frame": frame},
        "blobs": {"signed_maps": maps, "lungs": {"sha256": of_lungs, "type": "image/png"},
                  "allowed": {"sha256": of_allowed, "type": "image/png", "regions": ["lung"]}},
        "parameters": asdict(CHEAPEST), "parameters_sha256": CHEAPEST.sha256(),
    }  # fmt: skip


def _of_the_first_shape(header: Header) -> Json:
    """A record as it was written on the morning of the day on which that number was given out to all shapes."""
    record = _of_the_last_shape(header)
    record["parameters"] |= {"lung_dilation_mm": 15, "lung_dilation_share": 0.04}
    del record["radiograph"]["patient_digest"], record["classifier"]["reference_sha256"], record["anatomy"]["regions_sha256"]
    del record["blobs"]["allowed"]
    record["anatomy"] |= {"quality": None, "frame": None}
    for finding in record["findings"]:
        del finding["region"]
        finding["sentence"] = None
        if finding["attention"]:
            del finding["attention"]["budget_against"], finding["attention"]["budget_reference"]
            finding["attention"] |= {"budget": None, "focal_excess": None}
            finding["attention"]["hot_spots"] = [spot | {"zone": None, "holds": None} for spot in finding["attention"]["hot_spots"]]
    return record


def _rotated(header: Header) -> Json:
    record = _of_the_last_shape(header)
    check = record["film_check"] | {"turn_clockwise": 180, "upright": 0.0001}
    nothing = dict.fromkeys(("classifier", "anatomy", "findings", "blobs"))
    return record | nothing | {"status": "refused", "code": "turned", "reason": "The film is upside down.", "film_check": check}


def _failed(header: Header) -> Json:
    return _rotated(header) | {"status": "failed", "code": "engine", "reason": "The network gave no finite score.", "film_check": None}


def _no_film(header: Header) -> Json:
    return _failed(header) | {"status": "refused", "code": "not_an_image", "radiograph": {"file_sha256": header.file_sha256}}


_SHAPES = (_of_the_last_shape, _of_the_first_shape, _rotated, _failed, _no_film)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Append bodies of an earlier version, byte for byte as it wrote them, with the projections of today, as a migration does."""

    def run(*bodies: Json) -> Path:
        with Log(tmp_path / "old.db", writing=True) as log, monkeypatch.context() as patch:
            for body in bodies:
                text = canonical(json.loads(json.dumps(body)))
                patch.setattr("audit.log.database.appending.json_of", lambda record, text=text: text)
                kind = EntryKind(body["status"])
                blobs = {named["sha256"]: _BLOBS[named["sha256"]] for named in (body["blobs"] or {}).values()}
                log.append(kind, actor="ann", subject="0" * 64, record=body_of(kind, text), blobs=blobs)
        return tmp_path / "old.db"

    return run


def _entry(file: Path, seq: int = 1) -> Stored:
    with Log(file, writing=False) as log:
        return log.entry(seq)


@pytest.mark.parametrize("shape", _SHAPES)
def test_a_record_of_yesterday_is_read_and_stops_nothing(
    shape: Callable[[Header], Json], write: Callable[..., Path], films: list[Radiograph], method: MethodRecord
) -> None:
    body = shape(films[1].header)
    file = write(body)
    assert verify(file, deep=True).damage is None
    entry = _entry(file)
    assert entry.as_written() == json.loads(json.dumps(body))
    assert (entry.film.schema, entry.film.status, entry.film.method.code_version) == (4, body["status"], "0.1.0")
    with Log(file, writing=False) as log:
        found = AlreadyRecorded(log, method).film(films[1])
        assert found is None or found == entry
        AlreadyRecorded(log, method).refusal(films[1].header.file_sha256)


@pytest.mark.parametrize("shape", [_of_the_last_shape, _rotated])
def test_a_film_of_yesterday_is_found_by_the_fingerprint_of_its_method(
    shape: Callable[[Header], Json], write: Callable[..., Path], films: list[Radiograph], method: MethodRecord
) -> None:
    file = write(shape(films[1].header))
    of_entry = _entry(file).film.method
    with Log(file, writing=False) as log:
        if of_entry.fingerprint is not None:
            found = AlreadyRecorded(log, of_entry).film(films[1])
            assert found is not None
            assert found.seq == 1
            assert AlreadyRecorded(log, of_entry).film(films[0]) is None
        assert AlreadyRecorded(log, replace(method, fingerprint="e" * 64)).film(films[1]) is None
        assert AlreadyRecorded(log, replace(method, fingerprint=None)).film(films[1]) is None


def test_what_version_0_1_screened_by_method_1_is_screened_anew_and_stays(
    screen: Screen, scripted: Any, write: Callable[..., Path], films: list[Radiograph], phantom_folder: Path
) -> None:
    """Anatomy was found on the classifier's input then; a second run finds the new entry."""
    file = write(_of_the_last_shape(films[1].header))
    before = _entry(file)
    assert before.film.method.fingerprint is not None
    assert before.film.method.number == 1 < METHOD
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, file)
    assert (done.already_recorded, done.entry.seq) == (False, 2)
    assert _entry(file) == before
    assert verify(file, deep=True).damage is None
    (again,) = screen([phantom_folder / "plain.dcm"], scripted, file)
    assert (again.already_recorded, again.entry.seq) == (True, 2)


@pytest.mark.parametrize("change", [{"parameters": asdict(replace(CHEAPEST, seed=2))}, {"classifier": "teaching"}])
def test_what_it_screened_by_another_method_is_screened_anew(
    screen: Screen, scripted: Any, write: Callable[..., Path], films: list[Radiograph], phantom_folder: Path, change: Json
) -> None:
    body = _of_the_last_shape(films[1].header)
    if change.get("classifier"):
        change = {"classifier": body["classifier"] | {"name": "teaching", "weights_sha256": "d" * 64, "reference_sha256": None}}
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, write(body | change))
    assert (done.already_recorded, done.entry.seq) == (False, 2)


def test_what_the_first_shape_screened_is_screened_anew_once(
    screen: Screen, scripted: Any, write: Callable[..., Path], films: list[Radiograph], phantom_folder: Path
) -> None:
    """Its numbers are of an earlier method; its entry stays."""
    file = write(_of_the_first_shape(films[1].header))
    before = _entry(file)
    assert before.film.method.fingerprint is None
    (done,), (again,) = (screen([phantom_folder / "plain.dcm"], scripted, file) for _ in range(2))
    assert [(one.already_recorded, one.entry.seq) for one in (done, again)] == [(False, 2), (True, 2)]
    assert _entry(file) == before
    assert verify(file, deep=True).damage is None


def test_a_file_that_this_version_could_not_read_is_not_read_as_a_film_again(
    screen: Screen, scripted: Any, write: Callable[..., Path], phantom_folder: Path, films: list[Radiograph]
) -> None:
    (read,) = screen([phantom_folder / "notes.dcm"], scripted, write(_failed(films[0].header)))
    assert read.entry.film.radiograph is not None
    other = replace(films[0].header, file_sha256="9" * 64)
    file = write(_no_film(other) | {"code_version": "0.0.1"}, _no_film(other) | {"code_version": __version__})
    with Log(file, writing=False) as log:
        known = AlreadyRecorded(log, read.entry.film.method)
        assert [known.refusal(name) and known.refusal(name).seq for name in (other.file_sha256, "8" * 64, None)] == [4, None, None]


def test_a_body_that_is_no_record_ends_the_run_as_damage_and_not_as_a_defect(
    screen: Screen, scripted: Any, films: list[Radiograph], phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key is missing, though the hash is right: whoever wrote it was no version of this program."""
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, tmp_path / "audit.db", again=True)
    broken = {name: value for name, value in _of_the_last_shape(films[1].header).items() if name != "anatomy"}
    with Log(tmp_path / "audit.db", writing=True) as log:
        monkeypatch.setattr("audit.log.database.appending.json_of", lambda record: canonical(json.loads(json.dumps(broken))))
        log.append(EntryKind.SCREENED, actor="ann", subject="0" * 64, record=done.entry.record)
    monkeypatch.undo()
    with pytest.raises(DamagedEntry, match="Entry 2 has no readable body"):
        screen([phantom_folder / "plain.dcm"], scripted, tmp_path / "audit.db")


def test_two_spacings_of_the_same_pixels_are_two_films_and_each_is_found_again(
    screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path
) -> None:
    """However often and in whatever order they are asked for."""
    twin = dcmread(phantom_folder / "plain.dcm")
    twin.ImagerPixelSpacing = [0.9, 0.9]
    twin.save_as(tmp_path / "twin.dcm")
    paths = [phantom_folder / "plain.dcm", tmp_path / "twin.dcm"]
    first = screen(paths, scripted, tmp_path / "audit.db")
    assert [(one.already_recorded, one.entry.seq) for one in first] == [(False, 1), (False, 2)]
    again = [one for order in (paths, paths[::-1]) for one in screen(order, scripted, tmp_path / "audit.db")]
    assert [(one.already_recorded, one.entry.seq) for one in again] == [(True, 1), (True, 2), (True, 2), (True, 1)]


def test_a_method_without_a_fingerprint_finds_nothing(screened: Any, films: list[Radiograph], method: MethodRecord) -> None:
    with Log(screened.log, writing=False) as log:
        assert AlreadyRecorded(log, method).film(films[1]) is not None
        assert AlreadyRecorded(log, replace(method, fingerprint=None)).film(films[1]) is None
