"""What is measured on a film: in words with their units, kept for the next time, undone, and in the polarity that is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import MagicMock

import numpy as np
import pytest

from app.desktop.measures.presenter import MeasuresPresenter
from app.desktop.measures.view import Drawn, MeasuresView
from app.export.recorded_maps import RecordedMaps
from app.site.measures import Kind, Measure, kept_measures, measures_file
from models.values.radiograph import Header, Polarity, Radiograph, SpacingSource, Window
from tests.app.desktop import records

PIXELS = np.tile(np.linspace(0.2, 0.6, 50, dtype=np.float32), (40, 1))
HEADER = Header("0" * 64, "a" * 64, 40, 50, pixel_spacing_mm=0.2, spacing_from=SpacingSource.PIXEL_SPACING)
FILM = Radiograph(PIXELS, Window(0.5, 1.0, "file"), HEADER)
RULER = Measure(Kind.RULER, (3, 4), (33, 44))
BOX = Measure(Kind.RECTANGLE, (0, 0), (50, 40))


class Measures:
    """A presenter, the film that it draws on, and what it tells."""

    def __init__(self) -> None:
        self.view, self.told = MagicMock(spec=MeasuresView), MagicMock()
        self.presenter = MeasuresPresenter(self.view, self.told)

    def drawn(self) -> list[Drawn]:
        return list(self.view.show_measures.call_args.args[0])

    def note(self) -> str:
        return str(self.view.show_measures.call_args.args[1])


@pytest.fixture
def measures() -> Measures:
    made = Measures()
    made.presenter.show_film(FILM)
    return made


def test_a_damaged_file_is_told_once_however_often_the_film_is_looked_at(measures: Measures) -> None:
    other = replace(FILM, header=replace(HEADER, pixel_sha256="b" * 64))
    measures_file("b" * 64).parent.mkdir(parents=True, exist_ok=True)
    measures_file("b" * 64).write_text("none", "utf-8")
    for film in (other, FILM, other):
        measures.presenter.show_film(film)
    measures.told.assert_called_once()


def screened(**changes: object) -> records.FilmRecord:
    found = records.film()
    assert found.radiograph is not None
    return replace(found, radiograph=replace(found.radiograph, **changes))


def test_a_length_is_in_millimetres_with_the_origin_of_the_spacing(measures: Measures) -> None:
    """3, 4 to 33, 44 is 50 pixels of 0.2 mm."""
    measures.presenter.add(RULER)
    assert measures.drawn() == [Drawn(RULER, "10.0 mm")]
    assert measures.note() == "Lengths by PixelSpacing, not checked"
    measures.presenter.show_known(records.known(screened(spacing_trusted=True)))
    assert measures.note() == "Lengths by PixelSpacing, plausible by the lungs"


def test_a_spacing_that_is_not_believed_is_not_used_and_that_is_said(measures: Measures) -> None:
    measures.presenter.add(RULER)
    measures.presenter.show_known(records.known(screened(spacing_trusted=False)))
    assert measures.drawn() == [Drawn(RULER, "50 px")]
    assert measures.note() == "Lengths in pixels: the header’s PixelSpacing is not believed"


def test_without_a_spacing_lengths_are_in_pixels_and_at_the_detector_they_are_larger(measures: Measures) -> None:
    measures.presenter.add(RULER)
    measures.presenter.show_film(replace(FILM, header=replace(HEADER, pixel_spacing_mm=None, spacing_from=None)))
    assert (measures.drawn()[0].text, measures.note()) == ("50 px", "Lengths in pixels: the header has no pixel spacing")
    measures.presenter.show_film(replace(FILM, header=replace(HEADER, spacing_from=SpacingSource.IMAGER_PIXEL_SPACING)))
    assert measures.note() == "Lengths by ImagerPixelSpacing at the detector, larger than in the patient, not checked"


def test_a_region_tells_its_greys_and_its_area(measures: Measures) -> None:
    """50 × 40 pixels of 0.04 mm² over a ramp; the SD of n even steps d is d·√((n² − 1) / 12)."""
    measures.presenter.add(BOX)
    step = 0.4 / 49
    sd = step * np.sqrt((50**2 - 1) / 12)
    assert measures.drawn()[0].text == f"80.0 mm²\nMean 0.400  SD {sd:.3f}\nMin 0.200  Max 0.600"


def test_a_film_that_was_screened_inverted_is_measured_as_it_is_shown(measures: Measures) -> None:
    measures.presenter.add(BOX)
    measures.presenter.show_known(records.known(screened(polarity=Polarity.INVERTED.value)))
    assert measures.drawn()[0].text.endswith("Min 0.400  Max 0.800")


def test_what_was_measured_is_there_again_in_another_window_and_on_no_other_film(measures: Measures) -> None:
    measures.presenter.add(RULER)
    measures.presenter.add(BOX)
    again = Measures()
    again.presenter.show_film(FILM)
    assert [one.measure for one in again.drawn()] == [RULER, BOX]
    again.presenter.show_film(replace(FILM, header=replace(HEADER, pixel_sha256="b" * 64)))
    assert again.drawn() == []
    again.presenter.show_film(None)
    assert (again.drawn(), again.note()) == ([], "")


def test_steps_are_undone_and_done_again_and_kept_each_time(measures: Measures) -> None:
    act = measures.presenter
    for step, expected in (
        (lambda: act.add(RULER), (RULER,)), (lambda: act.add(BOX), (RULER, BOX)), (act.undo, (RULER,)), (act.redo, (RULER, BOX)),
        (act.remove, (RULER,)), (act.remove_all, ()), (act.undo, (RULER,)),
    ):  # fmt: skip
        step()
        assert tuple(one.measure for one in measures.drawn()) == expected
        assert kept_measures(HEADER.pixel_sha256) == expected


def test_the_measure_that_was_picked_is_removed_and_without_one_the_last(measures: Measures) -> None:
    """A click off every line picks none; what was removed comes back by undoing."""
    act = measures.presenter
    act.add(RULER)
    act.add(BOX)
    act.pick(*RULER.start, 3.0)
    assert [one.picked for one in measures.drawn()] == [True, False]
    act.remove()
    assert [(one.measure, one.picked) for one in measures.drawn()] == [(BOX, False)]
    act.undo()
    act.pick(*RULER.start, 3.0)
    act.pick(-500.0, -500.0, 3.0)
    assert not any(one.picked for one in measures.drawn())
    act.remove()
    assert [one.measure for one in measures.drawn()] == [RULER]
    act.remove()
    act.remove()
    assert measures.drawn() == []


def test_what_is_being_drawn_is_shown_and_not_kept(measures: Measures) -> None:
    measures.presenter.preview(RULER)
    assert measures.drawn() == [Drawn(RULER, "10.0 mm")]
    assert kept_measures(HEADER.pixel_sha256) == ()
    measures.presenter.preview(None)
    assert measures.drawn() == []


def test_without_a_film_nothing_is_measured() -> None:
    measures = Measures()
    measures.presenter.undo()
    measures.presenter.add(RULER)
    measures.presenter.toggle_ratio()
    assert (measures.drawn(), measures.note()) == ([], "")


def test_a_damaged_file_is_told_and_what_is_measured_now_takes_its_place() -> None:
    file = measures_file(HEADER.pixel_sha256)
    file.parent.mkdir()
    file.write_text("nonsense", "utf-8")
    measures = Measures()
    measures.presenter.show_film(FILM)
    assert measures.told.call_args.args[0].endswith("what is measured now takes its place.")
    measures.presenter.add(RULER)
    assert kept_measures(HEADER.pixel_sha256) == (RULER,)


def test_what_cannot_be_kept_is_told_and_shown_all_the_same(measures: Measures, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    measures.presenter.add(RULER)
    assert len(measures.drawn()) == 1
    assert "could not be kept" in measures.told.call_args.args[0]


def test_the_cardiothoracic_ratio_is_drawn_between_the_columns_that_it_is_of(measures: Measures) -> None:
    """Masks of half the film's size: columns 5 to 20 of lungs are 10 to 40 of the film."""
    lungs, heart = np.zeros((2, 20, 25), bool)
    lungs[4:10, 5:20] = True
    heart[8:12, 8:14] = True
    maps = RecordedMaps(np.zeros((1, 2, 2), np.float32), (0, 0, 2, 2), lungs, heart, {})
    anatomy = replace(records.quality(), cardiothoracic_ratio=0.4, reasons={})
    measures.presenter.toggle_ratio()
    assert measures.note() == "Cardiothoracic ratio: measured when the film is screened"
    measures.presenter.show_known(records.known(records.film(anatomy=anatomy), maps))
    thorax, width = measures.drawn()
    assert (thorax.measure, thorax.text) == (Measure(Kind.RULER, (10, 14), (40, 14)), "Thorax")
    assert (width.measure, width.text) == (Measure(Kind.RULER, (16, 20), (28, 20)), "Heart · cardiothoracic ratio 0.40")
    assert not width.by_hand
    measures.presenter.toggle_ratio()
    assert (measures.drawn(), measures.note()) == ([], "")


def test_why_there_is_no_cardiothoracic_ratio_is_said(measures: Measures) -> None:
    measures.presenter.toggle_ratio()
    measures.presenter.show_known(records.known(records.film()))
    assert (measures.drawn(), measures.note()) == ([], "Cardiothoracic ratio: not measured: the view is AP")
