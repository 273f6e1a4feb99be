"""The viewer's presenter on a real screening, with a mock in place of its page and a list in place of the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest

from app.desktop.classifiers.view import Trust
from app.desktop.classifiers.wording import of_another_classifier
from app.desktop.film.known import KnownFilm
from app.desktop.viewer.heat import RECORDED
from app.desktop.viewer.presenter import LISTING, NO_FINDING, ViewerPresenter
from app.desktop.viewer.view import Overlay, ViewerView
from app.export.changes import change_text
from app.export.recorded_maps import recorded_maps
from app.run.events import Event, FilmRecorded
from app.workers.messages import Failed, Result, Task
from app.workers.tasks.attribute import AttributionMap, MakeMap
from app.workers.tasks.target_layers import ListTargetLayers
from audit.records.film import FilmRecord
from models.film.polarity import inverted
from models.values.attribution import LAST_SPATIAL, MapMethod, TargetLayer
from models.values.radiograph import Polarity, Radiograph
from tests.app.desktop.records import film, known, of_an_earlier_version

TRUST = Trust("", "", {})
PURGED = "They are no longer kept."


class Viewer:
    """A presenter whose engine only writes down what it is asked."""

    def __init__(self) -> None:
        self.view = MagicMock(spec=ViewerView)
        self.asked: list[tuple[Task, Any]] = []
        self.withdrawn: list[int] = []
        self.presenter = ViewerPresenter(self.view, self, TRUST)

    def ask(self, kind: Task, payload: Any) -> int:
        self.asked.append((kind, payload))
        return len(self.asked)

    def withdraw(self, number: int) -> None:
        self.withdrawn.append(number)

    def answer(self, outcome: Any) -> None:
        """Answer what was asked last."""
        self.presenter.take_answer(len(self.asked), outcome)

    def last(self, setter: str) -> Any:
        return getattr(self.view, setter).call_args.args


@pytest.fixture
def viewer() -> Viewer:
    return Viewer()


@pytest.fixture
def recorded(steps: list[Event]) -> FilmRecorded:
    """What a real screening recorded of the marked phantom."""
    return next(step for step in steps if isinstance(step, FilmRecorded) and step.path.name == "marked.dcm")


@pytest.fixture
def done(recorded: FilmRecorded) -> KnownFilm:
    """What is known of it."""
    return KnownFilm(recorded.entry.film, recorded_maps(recorded.blobs.get, recorded.entry.film), recorded.entry)


@pytest.fixture
def pixels(recorded: FilmRecorded) -> Radiograph:
    assert recorded.film is not None
    return recorded.film


@pytest.fixture
def positive(done: KnownFilm) -> int:
    """Place of the taught finding, which is positive."""
    return next(k for k, found in enumerate(done.record.findings or ()) if found.label == "Cardiomegaly")


@pytest.fixture
def shown(viewer: Viewer, done: KnownFilm, pixels: Radiograph, positive: int) -> Viewer:
    """The film is read, recorded, and its positive finding is at hand."""
    viewer.presenter.show_film(pixels, "")
    viewer.presenter.show_known(done, TRUST)
    viewer.presenter.show_finding(positive)
    return viewer


def test_a_message_stands_in_the_place_of_a_film(shown: Viewer, pixels: Radiograph) -> None:
    shown.presenter.show_film(None, "This is no film.")
    assert shown.last("show_film") == (None, "This is no film.")
    assert [shown.last(setter) for setter in ("show_lungs", "show_heart", "show_allowed")] == [(None,)] * 3
    shown.presenter.show_film(pixels, "")
    assert shown.last("show_film") == (pixels, "")
    assert shown.last("show_lungs")[0].any()


def test_lungs_and_the_allowed_region_of_the_finding_at_hand_are_outlined(shown: Viewer, pixels: Radiograph, positive: int) -> None:
    """The positive finding's region covers part of the film; a negative one has none."""
    (lungs,), (allowed,) = shown.last("show_lungs"), shown.last("show_allowed")
    assert lungs.shape == pixels.pixels.shape
    (heart,) = shown.last("show_heart")
    assert (heart & lungs).any()
    assert 0.05 < allowed.mean() < 0.8
    shown.presenter.show_finding(next(k for k in range(14) if k != positive))
    assert shown.last("show_allowed") == (None,)


def test_the_challenged_regions_of_the_finding_at_hand_are_outlined_where_the_record_has_them(
    shown: Viewer, done: KnownFilm, positive: int
) -> None:
    """The outline lies within the region's box, and fills it to its edges."""
    (outlines,) = shown.last("show_regions")
    tests = (done.record.findings or ())[positive].tests
    assert [outline.text for outline in outlines] == [f"{test.region + 1}: {change_text(test.delta_logit)}" for test in tests]
    boxes = {region.id: region.box for region in done.record.regions}
    for outline, test in zip(outlines, tests, strict=True):
        x0, y0, x1, y1 = boxes[test.region]
        rows, columns = np.nonzero(outline.mask)
        assert (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) == (x0, y0, x1, y1)
    untested = next(k for k, found in enumerate(done.record.findings or ()) if not found.tests)
    shown.presenter.show_finding(untested)
    assert shown.last("show_regions") == ([],)


def test_a_region_whose_outline_is_no_longer_kept_is_not_drawn(shown: Viewer, done: KnownFilm, positive: int) -> None:
    assert done.maps is not None
    shown.presenter.show_known(replace(done, maps=replace(done.maps, outlines={})), TRUST)
    shown.presenter.show_finding(positive)
    assert shown.last("show_regions") == ([],)


def test_whichever_comes_first_film_or_record_the_same_is_drawn(shown: Viewer, done: KnownFilm, pixels: Radiograph, positive: int) -> None:
    other = Viewer()
    other.presenter.show_known(done, TRUST)
    other.presenter.show_finding(positive)
    assert other.last("show_allowed") == (None,)
    other.presenter.show_film(pixels, "")
    for setter in ("show_lungs", "show_heart", "show_allowed"):
        np.testing.assert_array_equal(other.last(setter)[0], shown.last(setter)[0])


def test_the_plain_film_comes_first_and_boxes_only_with_a_map(shown: Viewer) -> None:
    assert (shown.last("show_heat"), shown.last("show_marks")) == ((None, ""), ([],))
    shown.presenter.choose_overlay(Overlay.GRAD_CAM)
    heat, waiting = shown.last("show_heat")
    assert (heat.title, waiting, heat.values.shape) == ("Grad-CAM", "", (512, 512))
    assert not any(mark.challenged for mark in shown.last("show_marks")[0])  # Their outlines are kept.
    shown.presenter.choose_overlay(Overlay.NONE)
    assert (shown.last("show_heat"), shown.last("show_marks")) == ((None, ""), ([],))


def test_a_map_that_is_zero_is_said_in_its_place(shown: Viewer, done: KnownFilm, positive: int) -> None:
    assert done.maps is not None
    empty = replace(done, maps=replace(done.maps, signed_maps=np.zeros_like(done.maps.signed_maps)))
    shown.presenter.show_known(empty, TRUST)
    shown.presenter.choose_overlay(Overlay.GRAD_CAM)
    shown.presenter.show_finding(positive)
    assert shown.last("show_heat") == (None, "Grad-CAM is zero everywhere for this finding.")


def test_a_film_that_was_inverted_is_shown_so(viewer: Viewer, done: KnownFilm, pixels: Radiograph) -> None:
    radiograph = done.record.radiograph
    assert radiograph is not None
    record = replace(done.record, radiograph=replace(radiograph, polarity=str(Polarity.INVERTED)))
    viewer.presenter.show_film(pixels, "")
    viewer.presenter.show_known(replace(done, record=record), TRUST)
    np.testing.assert_array_equal(viewer.last("show_film")[0].pixels, inverted(pixels).pixels)


def test_guided_grad_cam_is_asked_of_the_classifier_in_the_record_and_shown(shown: Viewer, pixels: Radiograph) -> None:
    shown.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    assert shown.last("show_heat") == (None, "Computing Guided Grad-CAM…")
    assert shown.asked[-1] == (Task.ATTRIBUTE, MakeMap(pixels, "teaching", "Cardiomegaly", MapMethod.GUIDED_GRAD_CAM))
    values = np.zeros((320, 320), np.float32)
    values[10:40, 10:40] = -2
    shown.answer(Result(9, AttributionMap(values, (0, 0, 320, 320))))
    heat, _ = shown.last("show_heat")
    assert heat.note == "Edge detail for the eye, never evidence."
    assert heat.values.min() >= 0


def test_no_map_is_computed_by_other_weights_than_the_records(shown: Viewer, done: KnownFilm, positive: int) -> None:
    """The engine knows classifiers by name; weights that were replaced would draw another map."""
    trust = of_another_classifier("teaching", "e" * 64)
    shown.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    asked = len(shown.asked)
    shown.presenter.show_known(done, trust)
    shown.presenter.show_finding(positive)
    assert shown.last("show_heat") == (None, trust.unavailable)
    assert len(shown.asked) == asked


def test_a_map_that_cannot_be_made_is_said_in_its_place(shown: Viewer) -> None:
    shown.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    shown.answer(Failed(1, "There was not enough memory for this film."))
    assert shown.last("show_heat") == (None, "There was not enough memory for this film.")


def test_what_the_log_keeps_needs_no_network_and_every_other_method_is_asked_for(shown: Viewer, done: KnownFilm, positive: int) -> None:
    """Grad-CAM and its counterfactual are the two signs of the signed map, each on a scale of its own."""
    assert done.maps is not None
    signed = done.maps.signed_maps[positive]
    for overlay in (Overlay.GRAD_CAM, Overlay.SIGNED_CAM, Overlay.COUNTERFACTUAL):
        shown.presenter.choose_overlay(overlay)
    assert shown.asked == []
    highest = {call.args[0].title: call.args[0].values.max() for call in shown.view.show_heat.call_args_list if call.args[0]}
    assert highest["Signed Grad-CAM"] == pytest.approx(highest["Grad-CAM"])
    assert highest["Grad-CAM"] <= signed.max() + 1e-3
    assert (highest.get("Counterfactual", 0) > 0) == (signed.min() < 0)
    others = [overlay for overlay in Overlay if overlay.method and overlay not in RECORDED]
    for overlay in others:
        shown.presenter.choose_overlay(overlay)
    assert [wanted.method for _, wanted in shown.asked] == [overlay.method for overlay in others]


def test_a_signed_map_is_drawn_with_both_signs_on_one_scale(shown: Viewer) -> None:
    shown.presenter.choose_overlay(Overlay.HIRES_CAM)
    shown.answer(Result(1, AttributionMap(np.array([[-2.0, 0.5]], np.float32), (0, 0, 2, 1))))
    heat, _ = shown.last("show_heat")
    assert (heat.signed, heat.low, heat.high, heat.values.min()) == (True, "−2", "+2 logits", -2)
    assert shown.last("show_localisation") == (None,)


@pytest.mark.parametrize("overlay", [overlay for overlay in Overlay if overlay.guided])
def test_guided_maps_are_marked_with_the_reason(shown: Viewer, overlay: Overlay) -> None:
    shown.presenter.choose_overlay(overlay)
    shown.answer(Result(1, AttributionMap(np.eye(64, dtype=np.float32), (0, 0, 64, 64))))
    heat, _ = shown.last("show_heat")
    assert heat.mark == "edge detail, not evidence"
    assert "randomised weights" in heat.reason


def test_a_map_localises_where_it_reaches_15_percent_of_its_maximum(shown: Viewer) -> None:
    """One cell of a grid of 4 × 4 over a film of 512 pixels is 128 wide; beside it the map falls to zero over another."""
    values = np.zeros((4, 4), np.float32)
    values[1, 2] = 1
    shown.presenter.choose_overlay(Overlay.LAYER_CAM)
    shown.answer(Result(1, AttributionMap(values, (0, 0, 4, 4))))
    (found,) = shown.last("show_localisation")
    centre, reach = np.array([320, 192]), 0.85 * 128
    box = np.concatenate([centre - reach, centre + reach])
    np.testing.assert_allclose(found.box, box, atol=2)
    assert found.mask[192, 320]
    assert not found.mask[: 192 - 110].any()


def test_at_another_layer_a_map_is_asked_for_and_says_so(shown: Viewer) -> None:
    """Also Grad-CAM, of which the log keeps the one at the classifier's own layer; it comes back with that."""
    layers = (TargetLayer(LAST_SPATIAL, (64, 7, 7)), TargetLayer("block2", (32, 14, 14)))
    shown.presenter.list_layers()
    assert shown.asked[-1] == (Task.TARGET_LAYERS, ListTargetLayers("teaching"))
    assert shown.last("show_layers") == ([], None, LISTING)
    shown.answer(Result(1, layers))
    assert shown.last("show_layers") == (layers, None, "")
    shown.presenter.choose_overlay(Overlay.GRAD_CAM)
    shown.presenter.choose_layer("block2")
    assert (shown.asked[-1][1].method, shown.asked[-1][1].target_layer) == (MapMethod.GRAD_CAM, "block2")
    shown.answer(Result(2, AttributionMap(np.ones((14, 14), np.float32), (0, 0, 14, 14))))
    heat, _ = shown.last("show_heat")
    assert (heat.title, heat.note.split(".")[0]) == ("Grad-CAM at block2", "Another layer than the one that was examined")
    shown.presenter.list_layers()
    assert shown.last("show_layers") == (layers, "block2", "")
    shown.presenter.choose_overlay(Overlay.GRADIENT)
    assert shown.asked[-1][1].target_layer is None  # It is made at the input.
    shown.presenter.choose_overlay(Overlay.GRAD_CAM)
    asked = len(shown.asked)
    shown.presenter.choose_layer(None)
    assert (len(shown.asked), shown.last("show_heat")[0].title) == (asked, "Grad-CAM")


def test_layers_of_a_network_that_is_not_here_are_not_listed(viewer: Viewer, done: KnownFilm) -> None:
    viewer.presenter.list_layers()
    assert viewer.last("show_layers") == ([], None, NO_FINDING)
    trust = of_another_classifier("teaching", "e" * 64)
    viewer.presenter.show_known(done, trust)
    viewer.presenter.list_layers()
    assert (viewer.last("show_layers"), viewer.asked) == (([], None, trust.unavailable), [])


def test_an_answer_that_comes_too_late_is_dropped(shown: Viewer) -> None:
    shown.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    stale = len(shown.asked)
    shown.presenter.show_finding(1)
    before = shown.view.show_heat.call_count
    shown.presenter.take_answer(stale, Result(1, AttributionMap(np.ones((4, 4), np.float32), (0, 0, 4, 4))))
    assert shown.view.show_heat.call_count == before


def test_what_is_no_longer_wanted_is_withdrawn(shown: Viewer) -> None:
    """So that going quickly through a list does not wait for every film passed by."""
    shown.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    mapping = len(shown.asked)
    shown.presenter.show_film(None, "Reading…")
    shown.presenter.show_known(None, TRUST)
    assert shown.withdrawn == [mapping]


def test_a_grad_cam_that_failed_its_certificate_says_so_under_the_map(shown: Viewer, done: KnownFilm, positive: int) -> None:
    shown.presenter.show_known(done, Trust("failed", "It failed.", {Overlay.GRAD_CAM: "No evidence."}))
    shown.presenter.choose_overlay(Overlay.GRAD_CAM)
    shown.presenter.show_finding(positive)
    assert shown.last("grey") == ({Overlay.GRAD_CAM: "No evidence."},)
    assert shown.last("show_heat")[0].note == "Failed the certificate: no evidence."


@pytest.mark.parametrize("record", [film(), of_an_earlier_version()], ids=["purged", "earlier version"])
def test_without_maps_nothing_is_drawn_and_the_reason_stands_in_their_place(viewer: Viewer, pixels: Radiograph, record: FilmRecord) -> None:
    """They may have been purged."""
    viewer.presenter.show_known(known(record), TRUST, PURGED)
    viewer.presenter.show_film(pixels, "")
    viewer.presenter.show_finding(0)
    assert viewer.last("show_heat") == (None, PURGED)
    viewer.presenter.choose_overlay(Overlay.GRAD_CAM)
    assert (viewer.last("show_heat"), viewer.last("show_marks")) == ((None, PURGED), ([],))
    assert (viewer.last("show_lungs"), viewer.last("show_allowed")) == ((None,), (None,))
    viewer.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    assert (viewer.last("show_heat"), viewer.asked) == ((None, PURGED), [])


def test_before_anything_is_shown_a_choice_changes_nothing(viewer: Viewer) -> None:
    viewer.presenter.choose_overlay(Overlay.GRAD_CAM)
    assert (viewer.asked, viewer.last("show_heat")) == ([], (None, ""))
