"""All presenters together on a real screening: mocks in place of the pages, a list in place of the engine."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
from PIL import Image

from app.batch.sources import find_films
from app.desktop.classifiers.trust import Trusts
from app.desktop.film.known import KnownFilm
from app.desktop.film.news import news
from app.desktop.impression.view import ImpressionView
from app.desktop.measures.view import MeasuresView
from app.desktop.presenters import Presenters, Views
from app.desktop.review.view import ReviewView
from app.desktop.shell.view import ShellView
from app.desktop.side_by_side.view import SideBySideView
from app.desktop.tags.view import TagsView
from app.desktop.viewer.view import Overlay, ViewerView
from app.desktop.worklist.view import FilmState, WorklistView
from app.export.recorded_maps import recorded_maps
from app.run.events import Event, FilmRecorded
from app.workers.messages import Refused, Result, Task
from app.workers.tasks.read import ReadFilm
from audit.records.film import FilmRecord, QualityRecord
from models.film.polarity import inverted
from models.values.progress import Progress
from models.values.radiograph import Polarity
from tests.app.desktop.asked import Asked
from tests.app.desktop.records import of_an_earlier_version


class Sitting(Asked):
    """Presenters whose engine only writes down what it is asked."""

    def __init__(self, chosen: str = "teaching") -> None:
        super().__init__()
        spoken_to = (WorklistView, ViewerView, MeasuresView, TagsView, ReviewView, ShellView, SideBySideView, ImpressionView)
        self.views = Views(*(MagicMock(spec=view) for view in spoken_to))
        self.looked: list[Sequence[Path]] = []
        self.screened: list[Path] = []
        self.cancelled = 0
        self.log: dict[int, KnownFilm] = {}
        self.loading: list[int] = []
        self.pages = Presenters(self.views, self, log_name="audit.db", trusts=Trusts(chosen))

    def open(self, paths: Sequence[Path]) -> None:
        """Open and find at once."""
        self.pages.worklist.open(paths)
        self.pages.worklist.take_found(len(self.looked), {path: path.name for path in find_films(paths).films}, 0, "", "")

    def find(self, paths: Sequence[Path]) -> int:
        self.looked.append(paths)
        return len(self.looked)

    def screen(self, paths: Sequence[Path]) -> None:
        self.screened.extend(paths)

    def cancel(self) -> None:
        self.cancelled += 1

    def load(self, seq: int) -> int:
        self.loading.append(seq)
        return 1000 + len(self.loading)

    def take(self, event: Event) -> None:
        """Let the run tell something, and the log answer what is asked of it then."""
        if isinstance(event, FilmRecorded):
            record = event.entry.film
            self.log[event.entry.seq] = KnownFilm(record, recorded_maps(event.blobs.get, record), event.entry)
        before = len(self.loading)
        for told in news(event, self.attended):
            self.pages.take_step(told)
        if len(self.loading) > before:
            self.answer_load()

    def answer_load(self) -> None:
        """Let the log answer what was asked of it last."""
        self.pages.film.take_loaded(1000 + len(self.loading), self.log[self.loading[-1]])

    def last(self, page: str, setter: str) -> Any:
        return getattr(getattr(self.views, page), setter).call_args.args


@pytest.fixture
def sitting() -> Sitting:
    return Sitting()


@pytest.fixture
def done(steps: list[Event]) -> FilmRecorded:
    return next(step for step in steps if isinstance(step, FilmRecorded) and step.path.name == "marked.dcm")


def otherwise(done: FilmRecorded, record: FilmRecord, **changes: Any) -> FilmRecorded:
    """The same film with another record."""
    return replace(done, entry=replace(done.entry, record=record), **changes)


@pytest.fixture
def screened(sitting: Sitting, steps: list[Event], phantom_folder: Path) -> Sitting:
    """All films are screened, and the first is read and shown."""
    sitting.open([phantom_folder])
    for step in steps:
        sitting.take(step)
    sitting.pages.stopped("", None)
    return sitting


def test_opening_a_folder_lists_screens_and_shows_the_first(sitting: Sitting, phantom_folder: Path) -> None:
    sitting.open([phantom_folder])
    names = ["marked.dcm", "notes.dcm", "plain.dcm"]
    assert [row.name for row in sitting.last("worklist", "add_films")[0]] == names
    assert [path.name for path in sitting.screened] == names
    assert sitting.asked == [(Task.READ, ReadFilm(phantom_folder / "marked.dcm"))]
    assert sitting.last("review", "show_detail")[0].title == "Not screened yet"


@pytest.mark.parametrize(("count", "notice"), [(0, ""), (1, "1 other file passed over"), (2, "2 other files passed over")])
def test_the_status_line_counts_what_was_passed_over(sitting: Sitting, phantom_folder: Path, count: int, notice: str) -> None:
    sitting.pages.worklist.open([phantom_folder])
    sitting.pages.worklist.take_found(1, {phantom_folder / "plain.dcm": "plain.dcm"}, count, "", "")
    assert sitting.last("shell", "show_notice") == (notice,)


def test_an_empty_folder_is_said(sitting: Sitting, tmp_path: Path) -> None:
    sitting.open([tmp_path])
    assert sitting.last("shell", "show_problem") == ("No films found in the given paths.", "")
    assert sitting.screened == []


def test_the_window_says_what_it_does_until_the_films_come(sitting: Sitting, phantom_folder: Path) -> None:
    sitting.pages.worklist.open([phantom_folder])
    assert sitting.last("shell", "show_progress") == (0, 0, "looking for films…")
    sitting.pages.take_step(Progress(3, 9, "reading"))
    sitting.pages.worklist.cancel()
    assert sitting.last("shell", "show_progress") == (3, 9, "reading")
    assert sitting.cancelled == 1


def test_rows_follow_the_screening(screened: Sitting) -> None:
    rows = [call.args[1] for call in screened.views.worklist.update_film.call_args_list]  # type: ignore[attr-defined]
    assert {row.state for row in rows if row.name == "marked.dcm"} == {FilmState.READ, FilmState.SCREENED}
    assert [row.state for row in rows if row.name == "notes.dcm"] == [FilmState.REFUSED]
    picture = next(row.thumbnail for row in rows if row.name == "marked.dcm")
    assert max(Image.open(io.BytesIO(picture)).size) == 64


def test_the_taught_finding_stands_first_and_is_said_in_words(screened: Sitting) -> None:
    rows, selected = screened.last("review", "show_findings")
    assert selected == 0
    assert (rows[0].label, rows[0].positive) == ("Cardiomegaly", True)
    assert [row.positive for row in rows] == sorted((row.positive for row in rows), reverse=True)
    (detail,) = screened.last("review", "show_detail")
    assert detail.title == "Cardiomegaly"
    assert dict(screened.last("review", "show_record")[0])["Entry"].endswith(" of audit.db")


def test_the_finding_at_hand_is_that_of_both_pages(screened: Sitting) -> None:
    """Share and budget are drawn of it, its allowed region is outlined; the parts and the bias are the logit."""
    (evidence,), (allowed,) = screened.last("review", "show_evidence"), screened.last("viewer", "show_allowed")
    rows, _ = screened.last("review", "show_findings")
    assert f"{evidence.share.outside:.0%}" == rows[0].share_outside
    assert [part.name for part in evidence.budget.parts] == ["right lung", "left lung", "mediastinum", "below diaphragm", "elsewhere"]
    stored = sum(part.in_favour + part.against for part in evidence.budget.parts)
    assert stored + evidence.budget.bias == pytest.approx(evidence.budget.logit, abs=1e-4)
    assert 0.05 < allowed.mean() < 0.8
    screened.pages.review.select_finding(13)
    assert screened.last("review", "show_evidence") == (None,)
    assert screened.last("viewer", "show_allowed") == (None,)


def test_a_film_that_is_not_assessable_has_scores_and_no_place(sitting: Sitting, done: FilmRecorded, phantom_folder: Path) -> None:
    """No flag and no all-clear, the reason before every finding, no region, no box, no drawing."""
    reason = "Not assessable: the lung segmentation failed its quality check; a lung is in pieces."
    record = done.entry.film
    assert record.findings
    assert record.anatomy
    assert record.blobs
    findings = tuple(
        replace(
            finding,
            attention=None,
            tests=(),
            allowed_region=None,
            sentence=reason,
            reasons={"attention": reason},
            verdict="not_assessable",
            verdict_sentence=reason,
            deciding_region=None,
            scope=None,
        )
        for finding in record.findings
    )
    quality = QualityRecord(score=0.71, parts={}, reason=reason)
    anatomy, blobs = replace(record.anatomy, quality=quality), replace(record.blobs, allowed=None)
    poor = replace(record, findings=findings, anatomy=anatomy, blobs=blobs, verdict="not_assessable")
    sitting.open([phantom_folder])
    sitting.take(otherwise(done, poor))
    sitting.pages.take_answer(1, Result(1, done.film))
    sitting.pages.viewer.choose_overlay(Overlay.GRAD_CAM)
    (detail,) = sitting.last("review", "show_detail")
    assert detail.warnings == ()
    (above,) = sitting.last("review", "show_film_verdict")
    assert (above.verdict, above.beside) == ("Not assessable", "No flag and no all-clear.")
    assert above.sentence.endswith(reason)
    assert (detail.judgement.verdict, detail.judgement.sentence) == ("Not assessable", "")
    assert (detail.rests_on[0].value, detail.rests_on[0].meaning) == ("quality 0.71 of 1, too little", reason)
    assert detail.sentences == ()
    assert (sitting.last("viewer", "show_allowed"), sitting.last("viewer", "show_marks")) == ((None,), ([],))
    assert sitting.last("review", "show_evidence") == (None,)
    assert sitting.last("worklist", "update_film")[1].line.startswith("Not assessable · ")


def test_a_film_that_was_inverted_is_shown_so_and_asked_about(sitting: Sitting, done: FilmRecorded, phantom_folder: Path) -> None:
    radiograph = done.entry.film.radiograph
    assert done.film
    assert radiograph
    sitting.open([phantom_folder])
    sitting.pages.take_answer(1, Result(1, done.film))
    record = replace(done.entry.film, radiograph=replace(radiograph, polarity=str(Polarity.INVERTED)))
    sitting.take(otherwise(done, record, film=inverted(done.film)))
    np.testing.assert_array_equal(sitting.last("viewer", "show_film")[0].pixels, inverted(done.film).pixels)
    assert sitting.last("review", "show_detail")[0].warnings[0].startswith("White and black were exchanged")


def test_the_certificate_is_that_of_the_records_classifier_not_of_the_chosen_one(
    done: FilmRecorded, steps: list[Event], phantom_folder: Path
) -> None:
    """The record is of ``teaching``; then one of weights that are not here; then none."""
    sitting = Sitting(chosen="embedded")
    assert sitting.last("shell", "show_trust")[0].startswith("embedded: Grad-CAM certified")
    sitting.open([phantom_folder])
    for step in steps:
        sitting.take(step)
    assert sitting.last("shell", "show_trust")[0].startswith("teaching: Grad-CAM certified")
    classifier = done.entry.film.classifier
    assert classifier
    sitting.take(otherwise(done, replace(done.entry.film, classifier=replace(classifier, weights_sha256="e" * 64))))
    assert sitting.last("shell", "show_trust")[0] == "teaching: another classifier, not certified here"
    assert sitting.last("review", "show_detail")[0].warnings[-1].startswith("Another classifier: not certified here.")
    assert set(sitting.last("viewer", "grey")[0]) == {Overlay.GUIDED_GRAD_CAM, Overlay.GUIDED_BACKPROP}
    sitting.pages.worklist.select_film(1)
    assert sitting.last("shell", "show_trust")[0].startswith("embedded: Grad-CAM certified")


def test_a_refused_file_shows_its_reason_and_no_findings(screened: Sitting) -> None:
    screened.pages.worklist.select_film(1)
    screened.answer_load()
    assert screened.last("review", "show_findings") == ([], None)
    assert screened.last("review", "show_detail")[0].title == "Refused"
    assert screened.last("review", "show_evidence") == (None,)
    sentence = "This is neither a DICOM file nor a PNG, JPEG or TIFF picture; send the film itself."
    screened.pages.take_answer(len(screened.asked), Refused(1, "not_an_image", sentence))
    assert screened.last("viewer", "show_film") == (None, sentence)


def test_an_entry_of_an_earlier_version_is_shown_on_every_page(sitting: Sitting, done: FilmRecorded, phantom_folder: Path) -> None:
    sitting.open([phantom_folder])
    record = replace(of_an_earlier_version(), radiograph=done.entry.film.radiograph)
    sitting.take(otherwise(done, record, already_recorded=True, blobs={}))
    sitting.pages.take_answer(1, Result(1, done.film))
    sitting.pages.viewer.choose_overlay(Overlay.GRAD_CAM)
    assert sitting.last("worklist", "update_film")[1].line.endswith("(already recorded)")
    assert sitting.last("review", "show_detail")[0].title == "Pleural thickening"


def test_choosing_what_is_not_there_changes_nothing(sitting: Sitting) -> None:
    sitting.pages.worklist.select_film(5)
    sitting.pages.review.select_finding(2)
    sitting.pages.viewer.choose_overlay(Overlay.GRAD_CAM)
    assert sitting.asked == []
    assert sitting.last("viewer", "show_heat") == (None, "")


def test_no_presenter_knows_a_widget() -> None:
    script = "import sys, app.desktop.presenters; print(sorted({'PySide6', 'torch', 'pydicom'} & sys.modules.keys()))"
    root = Path(__file__).resolve().parents[3]
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    assert ended.stdout.strip() == "[]"
