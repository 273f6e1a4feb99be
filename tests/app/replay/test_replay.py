"""Replay: a recorded film gives its record again; another film, other weights or other numbers are told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread

from app.export.mask_png import mask_png
from app.replay.comparison import Replay
from app.replay.replay import CannotReplay, replay, replay_record
from app.run.events import FilmRecorded
from app.site.keys import patient_key
from app.workers.inline import InlineWorkers
from app.workers.messages import Failed, Outcome, Refused, Request, Result, Task
from app.workers.tasks.load_method import OfRecord
from audit.log.store import Log, Stored
from audit.records.events import HeadRecord
from audit.records.film import FilmRecord
from audit.records.fingerprint import digest_of
from audit.records.method import MethodRecord
from audit.records.radiograph import RadiographRecord
from models.networks.library import embedded
from models.values.method import METHOD, Method
from models.values.parameters import CHEAPEST
from models.values.screening import Screening
from tests.app.conftest import Screened

Screen = Callable[..., list[FilmRecorded]]
_NONE: dict[str, bytes] = {}


@pytest.fixture
def entry(screened: Any) -> Stored:
    """The entry of the marked phantom."""
    (done,) = (done for done in screened.done if done.path.name == "marked.dcm")
    found: Stored = done.entry
    return found


def _replayed(log: Path, seq: int, path: Path, workers: Any) -> Replay:
    with Log(log, writing=False) as opened:
        return replay(opened.entry(seq), path, pool=workers, blob=opened.blob)


def test_a_screened_film_gives_its_record_again(screened: Any, entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    """The log's run had both films in one batch, this one has one: the numbers move by less than the tolerance."""
    found = _replayed(screened.log, entry.seq, phantom_folder / "marked.dcm", workers)
    assert found.differences == ()
    assert (found.passed, found.same_device, found.device, found.maps_compared) == (True, True, "cpu float32", True)
    assert found.largest < 1e-4
    record = replay_record(entry, found)
    assert record.of == HeadRecord(seq=entry.seq, hash=entry.hash)
    assert record.recorded_code_version == entry.film.method.code_version
    assert record.sentence == f"Entry {entry.seq} was computed anew on the same device: everything is the same within 0.0001."


def test_maps_that_are_no_longer_kept_are_not_compared(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    found = replay(entry, phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
    assert (found.passed, found.maps_compared) == (True, False)
    assert replay_record(entry, found).sentence.endswith(
        "its record is the same within 0.0001. Its maps are no longer kept and were not compared."
    )


def test_a_file_that_is_no_film_is_refused_with_the_same_code(screened: Any, phantom_folder: Path, workers: InlineWorkers) -> None:
    (entry,) = (done.entry for done in screened.done if done.path.name == "notes.dcm")
    found = replay(entry, phantom_folder / "notes.dcm", pool=workers, blob=_NONE.get)
    assert (found.passed, found.differences, found.device) == (True, (), None)
    assert "where no device is on record: everything is the same" in replay_record(entry, found).sentence


def test_a_rotated_film_is_refused_with_the_same_code(screen: Screen, workers: InlineWorkers, films: list[Any], tmp_path: Path) -> None:
    Image.fromarray((np.rot90(films[1].pixels, 2) * 255).astype(np.uint8)).save(tmp_path / "rotated.png")
    (done,) = screen([tmp_path / "rotated.png"], workers, tmp_path / "audit.db")
    found = replay(done.entry, tmp_path / "rotated.png", pool=workers, blob=_NONE.get)
    assert (done.entry.film.code, found.passed, found.differences) == ("rotated", True, ())


def test_a_refusal_that_is_no_longer_one_is_not_confirmed(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    """As when a later version can read what this one could not."""
    assert entry.film.radiograph is not None
    record = FilmRecord(
        status="refused", code="blank", reason="Empty.", seconds=entry.film.seconds, method=entry.film.method,
        radiograph=RadiographRecord(file_sha256=entry.film.radiograph.file_sha256),
    )  # fmt: skip
    refused = replace(entry, kind="refused", record=record)
    found = replay(refused, phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
    assert not found.passed
    assert {"status", "code", "findings"} <= {each.field for each in found.differences}
    assert "NOT confirmed" in replay_record(refused, found).sentence


def test_every_number_that_was_altered_in_the_record_is_named(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    film = entry.film
    assert film.findings is not None
    assert film.anatomy is not None
    findings = list(film.findings)
    findings[2] = replace(findings[2], probability=findings[2].probability + 2e-4)
    anatomy = replace(film.anatomy, lung_area_share=film.anatomy.lung_area_share + 0.1)
    record = replace(film, findings=tuple(findings), anatomy=anatomy)
    altered = replace(entry, record=record)
    found = replay(altered, phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
    assert [each.field for each in found.differences] == ["anatomy.lung_area_share", "findings[2].probability"]
    assert not found.passed
    assert found.largest == pytest.approx(0.1, abs=1e-4)
    told = replay_record(altered, found)
    assert told.differences[0].recorded == anatomy.lung_area_share
    assert "the record is NOT confirmed; 2 values differ by more than 0.0001." in told.sentence


@pytest.mark.parametrize(
    ("spoil", "field"), [(lambda maps: maps + np.float16(0.5), "blobs.signed_maps"), (lambda maps: maps[:, 1:], "blobs.signed_maps.shape")]
)
def test_maps_that_were_replaced_are_found(
    screened: Any, entry: Stored, phantom_folder: Path, workers: InlineWorkers, spoil: Callable[[Any], Any], field: str
) -> None:
    (done,) = (one for one in screened.done if one.entry == entry)
    kept = entry.film.blobs
    assert kept is not None
    described = kept.signed_maps
    maps = spoil(np.frombuffer(done.blobs[described.sha256], np.float16).reshape(described.shape))
    record = replace(entry.film, blobs=replace(kept, signed_maps=replace(described, shape=maps.shape)))
    blobs = dict(done.blobs) | {described.sha256: maps.tobytes()}
    found = replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=workers, blob=blobs.get)
    assert len(found.differences) == 1
    assert found.differences[0].field.startswith(field)


@pytest.mark.parametrize("organ", ["lungs", "heart"])
def test_a_mask_that_was_replaced_is_found(
    screened: Screened, entry: Stored, phantom_folder: Path, workers: InlineWorkers, organ: str
) -> None:
    (done,) = (one for one in screened.done if one.entry == entry)
    kept = entry.film.blobs
    assert kept is not None
    blobs = dict(done.blobs) | {kept.named()[organ]: mask_png(np.zeros((512, 512), bool))}
    found = replay(entry, phantom_folder / "marked.dcm", pool=workers, blob=blobs.get)
    assert [one.field for one in found.differences] == [f"blobs.{organ}.pixels"]
    assert not found.passed


def test_another_file_is_refused_and_a_copy_with_another_header_is_told_apart(
    entry: Stored, phantom_folder: Path, workers: InlineWorkers, tmp_path: Path
) -> None:
    with pytest.raises(CannotReplay, match=r"is not the file of entry \d+: its SHA-256 differs\. Name"):
        replay(entry, phantom_folder / "plain.dcm", pool=workers, blob=_NONE.get)
    with pytest.raises(CannotReplay, match="its SHA-256 differs"):
        replay(entry, phantom_folder / "notes.dcm", pool=workers, blob=_NONE.get)
    twin = dcmread(phantom_folder / "marked.dcm")
    twin.PatientID = "another"
    twin.save_as(tmp_path / "twin.dcm")
    with pytest.raises(CannotReplay, match="Its pixels are the same"):
        replay(entry, tmp_path / "twin.dcm", pool=workers, blob=_NONE.get)
    with pytest.raises(CannotReplay, match=r"cannot be read: There is no such file"):
        replay(entry, tmp_path / "missing.dcm", pool=workers, blob=_NONE.get)


def test_a_file_that_now_decodes_to_other_pixels_is_not_confirmed(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    assert entry.film.radiograph is not None
    record = replace(entry.film, radiograph=replace(entry.film.radiograph, pixel_sha256="0" * 64))
    found = replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
    assert not found.passed
    assert "radiograph.pixel_sha256" in {each.field for each in found.differences}


def test_the_record_s_own_parameters_are_used(screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path) -> None:
    wanted = replace(CHEAPEST, seed=7, hot_spot_share=0.5)
    (done,) = screen([phantom_folder / "marked.dcm"], workers, tmp_path / "audit.db", parameters=wanted, classifier="teaching")
    assert _replayed(tmp_path / "audit.db", done.entry.seq, done.path, workers).passed


def _with_method(entry: Stored, **changes: Any) -> Stored:
    return replace(entry, record=replace(entry.film, method=replace(entry.film.method, fingerprint=None, **changes)))


def test_an_entry_is_replayed_at_the_point_it_was_made_with(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path
) -> None:
    """Whatever is in use by now; also an entry of before points had names, by its manifest's hash or, without one, by its thresholds."""
    (done,) = screen([phantom_folder / "marked.dcm"], workers, tmp_path / "audit.db", operating_point="balanced")
    film = done.entry.film
    assert film.classifier is not None
    assert film.findings is not None
    assert film.classifier.operating_point == "balanced"
    assert [finding.threshold for finding in film.findings] == list(embedded("embedded").at("balanced").thresholds)
    nameless = replace(
        film, classifier=replace(film.classifier, operating_point=None),
        findings=tuple(replace(finding, prevalence=None) for finding in film.findings),
    )  # fmt: skip
    nameless_entry = replace(done.entry, record=nameless)
    for entry in (done.entry, nameless_entry, _with_method(nameless_entry, manifests={})):
        found = replay(entry, phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
        assert (found.passed, found.differences) == (True, ())


@pytest.mark.parametrize("role", ["classifier", "lungs", "input_check"])
def test_other_weights_are_refused_before_anything_is_computed(entry: Stored, phantom_folder: Path, scripted: Any, role: str) -> None:
    other = _with_method(entry, networks=entry.film.method.networks | {role: "ab" * 32})
    with pytest.raises(CannotReplay, match=rf"other weights of the {role.replace('_', ' ')} \(abababababab…\) than are here"):
        replay(other, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert scripted.screened_batches() == []


@pytest.mark.parametrize(
    ("part", "wrong", "words"),
    [("regions_sha256", "cd" * 32, "another region table"), ("regions_sha256", None, "another region table"),
     ("gate_sha256", "cd" * 32, "another quality check of the lungs"), ("gate_sha256", None, "another quality check of the lungs"),
     ("reference_sha256", "cd" * 32, "another reference"),
     ("calibration_sha256", "cd" * 32, "another calibration")],
)  # fmt: skip
def test_another_part_of_the_method_is_refused_by_its_name(
    entry: Stored, phantom_folder: Path, scripted: Any, part: str, wrong: str | None, words: str
) -> None:
    named = f"{wrong[:12]}…" if wrong else "none"
    with pytest.raises(CannotReplay, match=rf"{words} \({named}\) than"):
        replay(_with_method(entry, **{part: wrong}), phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert scripted.screened_batches() == []


@pytest.mark.parametrize("role", ["classifier", "lungs", "input_check"])
def test_another_preparation_is_refused_by_the_network_s_name(entry: Stored, phantom_folder: Path, scripted: Any, role: str) -> None:
    """The same weights with other thresholds or another target layer give other results."""
    other = _with_method(entry, manifests=entry.film.method.manifests | {role: "cd" * 32})
    with pytest.raises(
        CannotReplay, match=rf"another preparation, other thresholds or another target layer of the {role.replace('_', ' ')}\."
    ):
        replay(other, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert scripted.screened_batches() == []


def test_a_later_method_is_refused(entry: Stored, phantom_folder: Path, scripted: Any) -> None:
    with pytest.raises(CannotReplay, match=rf"computed with method {METHOD + 1}, and this version has method {METHOD}\."):
        replay(_with_method(entry, number=METHOD + 1), phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)


def _by_method_1(entry: Stored, **changes: Any) -> Stored:
    """The entry as the method before the canonical grid wrote it: another anatomy, other parameters and tables, the same scores."""
    parameters = {name: value for name, value in entry.film.method.parameters.items() if name != "challenges"}
    own = {"number": 1, "parameters": parameters, "parameters_sha256": digest_of(parameters), "gate_sha256": "cd" * 32} | changes
    earlier = _with_method(entry, **own)
    assert earlier.film.anatomy is not None
    assert earlier.film.radiograph is not None
    unjudged = replace(earlier.film.radiograph, spacing_trusted=None, pixel_spacing_mm=None, notes=("eight_of_sixteen_bits",))
    anatomy = replace(earlier.film.anatomy, lung_area_share=0.01)
    return replace(earlier, record=replace(earlier.film, anatomy=anatomy, radiograph=unjudged))


def test_of_an_earlier_method_scores_and_maps_are_compared_and_the_rest_is_named(
    screened: Any, entry: Stored, phantom_folder: Path, workers: InlineWorkers
) -> None:
    (done,) = (one for one in screened.done if one.entry == entry)
    earlier = _by_method_1(entry, reference_sha256="ab" * 32)
    found = replay(earlier, phantom_folder / "marked.dcm", pool=workers, blob=done.blobs.get)
    assert (found.passed, found.differences, found.earlier_method, found.maps_compared) == (True, (), 1, True)
    record = replay_record(earlier, found)
    assert record.earlier_method == 1
    assert record.sentence == (
        f"Entry {entry.seq} was computed anew on the same device: scores, decisions and maps are the same within 0.0001. "
        "The rest was made by an earlier method (1) and was not compared."
    )


def test_a_score_of_an_earlier_method_that_was_altered_is_not_confirmed(
    entry: Stored, phantom_folder: Path, workers: InlineWorkers
) -> None:
    earlier = _by_method_1(entry)
    assert earlier.film.findings is not None
    first, *others = earlier.film.findings
    altered = replace(earlier, record=replace(earlier.film, findings=(replace(first, logit=first.logit + 0.01), *others)))
    found = replay(altered, phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
    assert not found.passed
    assert [each.field for each in found.differences] == ["findings[0].logit"]
    assert "NOT confirmed; 1 values differ by more than 0.0001. Its maps are no longer kept" in replay_record(altered, found).sentence


@pytest.mark.parametrize("part", ["networks", "manifests"])
def test_of_an_earlier_method_classifier_and_input_check_must_be_here(
    entry: Stored, phantom_folder: Path, scripted: Any, part: str
) -> None:
    """Whether a film gets scores, and in which polarity, is the input check's word. The segmenter may have been another."""
    own = getattr(entry.film.method, part)
    other = _by_method_1(entry, **{part: own | {"lungs": "ab" * 32}})
    assert replay(other, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get).earlier_method == 1
    for role in ("classifier", "input_check"):
        other = _by_method_1(entry, **{part: own | {role: "ab" * 32}})
        with pytest.raises(CannotReplay, match=f"of the {role.replace('_', ' ')}"):
            replay(other, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)


def test_where_a_film_is_refused_now_nothing_is_said_of_maps(entry: Stored, phantom_folder: Path, scripted: Any) -> None:
    """None were made, whether the log keeps its own or not."""
    recorded = entry.film.radiograph
    assert recorded is not None
    scripted.script = _answering(Task.READ, lambda number: Refused(number, "blank", "Empty.", file_sha256=recorded.file_sha256))
    found = replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert (found.passed, found.maps_compared) == (False, False)
    assert "no longer kept" not in replay_record(entry, found).sentence


def test_an_entry_is_not_replayed_by_another_region_table(entry: Stored, phantom_folder: Path, scripted: Any, wider_table: Path) -> None:
    with pytest.raises(CannotReplay, match=r"with another region table \([0-9a-f]{12}…\) than this one"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get, regions=wider_table)
    assert scripted.screened_batches() == []


def _answering(kind: Task, ending: Callable[[int], Outcome]) -> Callable[[Request], Outcome | None]:
    return lambda request: ending(request.id) if request.kind is kind else None


@pytest.mark.parametrize("kind", [Task.READ, Task.LOAD_METHOD, Task.SCREEN])
def test_a_worker_that_fails_is_told(entry: Stored, phantom_folder: Path, scripted: Any, kind: Task) -> None:
    scripted.script = _answering(kind, lambda number: Failed(number, "There was not enough memory for this film."))
    with pytest.raises(CannotReplay, match="not enough memory"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)


def test_a_film_is_read_with_the_key_by_which_a_reference_leaves_its_patient_out(
    entry: Stored, phantom_folder: Path, scripted: Any
) -> None:
    keys = []

    def script(request: Request) -> None:
        keys.extend([request.payload.patient_key] if request.kind is Task.READ else [])

    scripted.script = script
    replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert keys == [patient_key()]


def test_a_network_that_gives_no_finite_score_is_refused(
    entry: Stored, phantom_folder: Path, scripted: Any, screenings: tuple[Screening, ...]
) -> None:
    findings = tuple(replace(finding, logit=float("nan")) for finding in screenings[0].findings)
    broken = (replace(screenings[0], findings=findings),)
    scripted.script = _answering(Task.SCREEN, lambda number: Result(number, broken))
    with pytest.raises(CannotReplay, match="no finite score"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)


def test_a_classifier_that_is_not_here_is_told(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    assert entry.film.classifier is not None
    record = replace(entry.film, classifier=replace(entry.film.classifier, name="other"))
    with pytest.raises(CannotReplay, match="no classifier of this name"):
        replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)


@pytest.mark.parametrize("name", ["lungs", "film-check"])
def test_a_network_of_another_role_is_never_run_as_the_classifier(
    entry: Stored, phantom_folder: Path, workers: InlineWorkers, name: str
) -> None:
    assert entry.film.classifier is not None
    forged = _with_method(entry, networks=entry.film.method.networks | {"classifier": embedded(name).weights_sha256}, manifests={})
    forged = replace(forged, record=replace(forged.film, classifier=replace(entry.film.classifier, name=name)))
    with pytest.raises(CannotReplay, match="no classifier of this name"):
        replay(forged, phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)


_UNKNOWN = {"speed": 1}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"parameters": _UNKNOWN, "parameters_sha256": digest_of(_UNKNOWN)}, "parameters that this version does not know"),
     ({"parameters": _UNKNOWN}, "do not have the hash"),
     ({"parameters_sha256": "0" * 64}, "do not have the hash")],
)  # fmt: skip
def test_an_entry_of_other_parameters_is_told(
    entry: Stored, phantom_folder: Path, scripted: Any, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CannotReplay, match=sentence):
        replay(_with_method(entry, **changes), phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert scripted.asked == []


def test_an_entry_of_no_film_that_is_known_is_told(entry: Stored, phantom_folder: Path, scripted: Any) -> None:
    unknown = FilmRecord(status="refused", code="not_found", reason="There is none.", seconds=entry.film.seconds, method=entry.film.method)
    with pytest.raises(CannotReplay, match="holds no hash of a file"):
        replay(replace(entry, kind="refused", record=unknown), phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)


@pytest.mark.parametrize("kind", ["failed", "certificate"])
def test_an_entry_of_another_kind_is_told(entry: Stored, phantom_folder: Path, scripted: Any, kind: str) -> None:
    with pytest.raises(CannotReplay, match=f"is of the kind '{kind}'"):
        replay(replace(entry, kind=kind), phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)


def test_a_network_on_another_device_that_decides_the_same_passes(
    entry: Stored, phantom_folder: Path, scripted: Any, screenings: tuple[Screening, ...]
) -> None:
    moved = replace(screenings[0], classifier=replace(screenings[0].classifier, device="cuda:0"))
    first = replace(moved.findings[0], logit=moved.findings[0].logit + 0.001)
    moved = replace(moved, findings=(first, *moved.findings[1:]))
    scripted.script = _answering(Task.SCREEN, lambda number: Result(number, (moved,)))
    found = replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert (found.passed, found.same_device) == (True, False)
    assert [each.field for each in found.differences] == ["findings[0].logit"]
    assert "on another device: the decisions are the same; 1 values differ" in replay_record(entry, found).sentence


def test_the_method_is_loaded_for_the_record_s_own_classifier_and_parameters(
    entry: Stored, phantom_folder: Path, scripted: Any, method: MethodRecord
) -> None:
    other = Method(
        CHEAPEST, "0" * 64, "0" * 64, None, None, dict.fromkeys(method.networks, "0" * 64), dict.fromkeys(method.manifests, "0" * 64)
    )
    scripted.script = _answering(Task.LOAD_METHOD, lambda number: Result(number, other))
    with pytest.raises(CannotReplay, match="other weights"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    (asked,) = (request.payload for request in scripted.asked if request.kind is Task.LOAD_METHOD)
    assert (asked.classifier, asked.parameters, asked.regions) == ("embedded", CHEAPEST, None)
    recorded = entry.film.method
    assert asked.record == OfRecord(recorded.networks, recorded.manifests, recorded.reference_sha256, recorded.calibration_sha256)


def test_a_film_that_was_refused_is_replayed_by_the_classifier_that_was_chosen(
    screen: Screen, workers: InlineWorkers, films: list[Any], tmp_path: Path
) -> None:
    """Its record holds no classifier, only the hash of its weights."""
    Image.fromarray((np.rot90(films[1].pixels, 2) * 255).astype(np.uint8)).save(tmp_path / "rotated.png")
    (done,) = screen([tmp_path / "rotated.png"], workers, tmp_path / "audit.db", classifier="teaching")
    assert replay(done.entry, tmp_path / "rotated.png", pool=workers, blob=_NONE.get).passed


def test_an_entry_that_was_made_without_a_reference_is_replayed_without(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("app.workers.engine.reference_file", lambda weights, regions: None)
        (done,) = screen([phantom_folder / "marked.dcm"], workers, tmp_path / "audit.db")
    assert done.entry.film.method.reference_sha256 is None
    assert replay(done.entry, phantom_folder / "marked.dcm", pool=workers, blob=done.blobs.get).differences == ()


def test_a_film_of_the_record_under_another_name_is_the_film(
    screened: Any, entry: Stored, phantom_folder: Path, workers: InlineWorkers, tmp_path: Path
) -> None:
    moved = Path(shutil.copy(phantom_folder / "marked.dcm", tmp_path / "moved"))
    assert _replayed(screened.log, entry.seq, moved, workers).passed
