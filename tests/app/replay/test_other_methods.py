"""Entries that were made by another method: at another point, with other networks, or by an earlier number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.replay.replay import CannotReplay, replay, replay_record
from app.run.events import FilmRecorded
from app.workers.inline import InlineWorkers
from app.workers.messages import Refused, Task
from audit.log.store import Stored
from audit.records.fingerprint import digest_of
from models.networks.library import embedded
from models.values.method import METHOD
from tests.app.replay.entries import NO_BLOBS, answering, with_method

Screen = Callable[..., list[FilmRecorded]]


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
    for entry in (done.entry, nameless_entry, with_method(nameless_entry, manifests={})):
        found = replay(entry, phantom_folder / "marked.dcm", pool=workers, blob=NO_BLOBS.get)
        assert (found.passed, found.differences) == (True, ())


@pytest.mark.parametrize("role", ["classifier", "lungs", "input_check"])
def test_other_weights_are_refused_before_anything_is_computed(entry: Stored, phantom_folder: Path, scripted: Any, role: str) -> None:
    other = with_method(entry, networks=entry.film.method.networks | {role: "ab" * 32})
    with pytest.raises(CannotReplay, match=rf"other weights of the {role.replace('_', ' ')} \(abababababab…\) than are here"):
        replay(other, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)
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
        replay(with_method(entry, **{part: wrong}), phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)
    assert scripted.screened_batches() == []


@pytest.mark.parametrize("role", ["classifier", "lungs", "input_check"])
def test_another_preparation_is_refused_by_the_network_s_name(entry: Stored, phantom_folder: Path, scripted: Any, role: str) -> None:
    """The same weights with other thresholds or another target layer give other results."""
    other = with_method(entry, manifests=entry.film.method.manifests | {role: "cd" * 32})
    with pytest.raises(
        CannotReplay, match=rf"another preparation, other thresholds or another target layer of the {role.replace('_', ' ')}\."
    ):
        replay(other, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)
    assert scripted.screened_batches() == []


def test_a_later_method_is_refused(entry: Stored, phantom_folder: Path, scripted: Any) -> None:
    with pytest.raises(CannotReplay, match=rf"computed with method {METHOD + 1}, and this version has method {METHOD}\."):
        replay(with_method(entry, number=METHOD + 1), phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)


def _by_method_1(entry: Stored, **changes: Any) -> Stored:
    """The entry as the method before the canonical grid wrote it: another anatomy, other parameters and tables, the same scores."""
    parameters = {name: value for name, value in entry.film.method.parameters.items() if name != "challenges"}
    own = {"number": 1, "parameters": parameters, "parameters_sha256": digest_of(parameters), "gate_sha256": "cd" * 32} | changes
    earlier = with_method(entry, **own)
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
    found = replay(altered, phantom_folder / "marked.dcm", pool=workers, blob=NO_BLOBS.get)
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
    assert replay(other, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get).earlier_method == 1
    for role in ("classifier", "input_check"):
        other = _by_method_1(entry, **{part: own | {role: "ab" * 32}})
        with pytest.raises(CannotReplay, match=f"of the {role.replace('_', ' ')}"):
            replay(other, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)


def test_where_a_film_is_refused_now_nothing_is_said_of_maps(entry: Stored, phantom_folder: Path, scripted: Any) -> None:
    """None were made, whether the log keeps its own or not."""
    recorded = entry.film.radiograph
    assert recorded is not None
    scripted.script = answering(Task.READ, lambda number: Refused(number, "blank", "Empty.", file_sha256=recorded.file_sha256))
    found = replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)
    assert (found.passed, found.maps_compared) == (False, False)
    assert "no longer kept" not in replay_record(entry, found).sentence


def test_an_entry_is_not_replayed_by_another_region_table(entry: Stored, phantom_folder: Path, scripted: Any, wider_table: Path) -> None:
    with pytest.raises(CannotReplay, match=r"with another region table \([0-9a-f]{12}…\) than this one"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get, regions=wider_table)
    assert scripted.screened_batches() == []
