"""What a person should look at before believing a record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.export.questions import questions
from audit.records.film import CutOffRecord, FilmRecord
from models.values.radiograph import Note, Polarity
from models.values.validated import OUTSIDE_VALIDATION
from tests.app.conftest import Screened


@pytest.fixture
def record(screened: Screened) -> FilmRecord:
    return next(done.entry.film for done in screened.done if done.entry.kind == "screened")


def _with(record: FilmRecord, **check: float) -> FilmRecord:
    assert record.input_check
    return replace(record, input_check=replace(record.input_check, **check))


def _refused(record: FilmRecord) -> FilmRecord:
    nothing = {"classifier": None, "anatomy": None, "regions": (), "challenges": (), "findings": None, "blobs": None}
    return replace(record, status="refused", code="no_chest_film", reason="It is none.", **nothing)


def test_a_film_as_it_should_be_raises_no_question(record: FilmRecord) -> None:
    assert questions(record) == []


def test_a_file_that_is_no_film_raises_no_question(screened: Screened) -> None:
    (refused,) = (done.entry.film for done in screened.done if done.entry.kind == "refused")
    assert questions(refused) == []


def test_a_film_that_may_be_inverted_or_mirrored_is_asked_about(record: FilmRecord) -> None:
    inverted, mirrored = questions(_with(record, inverted=0.999, mirrored=0.999))
    assert inverted.startswith("White and black may be exchanged")
    assert mirrored == "The film may be mirrored; compare the side marker."
    assert questions(_refused(_with(record, mirrored=0.999))) == []


def test_a_film_that_was_inverted_says_so(record: FilmRecord) -> None:
    assert record.radiograph
    film = replace(record.radiograph, polarity=str(Polarity.INVERTED))
    assert "were exchanged, since the pixels contradict the header" in questions(replace(record, radiograph=film))[0]


def test_a_spacing_that_is_not_believed_and_a_lung_that_is_cut_off_are_told(record: FilmRecord) -> None:
    assert record.radiograph
    assert record.anatomy
    film = replace(record.radiograph, spacing_trusted=False, spacing_reason="The pixel spacing is not believed.")
    anatomy = replace(record.anatomy, cut_off=(CutOffRecord(lung="left", edge="lower", share=0.4),))
    said = questions(replace(record, radiograph=film, anatomy=anatomy))
    assert said == ["The left lung is cut off at the film's lower edge.", "The pixel spacing is not believed."]


def test_lungs_that_the_same_edge_cuts_off_are_told_in_one_sentence(record: FilmRecord) -> None:
    cuts = (("right", "lower"), ("left", "lower"), ("left", "left"))
    anatomy = replace(record.anatomy, cut_off=tuple(CutOffRecord(lung=lung, edge=edge, share=0.4) for lung, edge in cuts))
    assert questions(replace(record, anatomy=anatomy)) == [
        "Both lungs are cut off at the film's lower edge.",
        "The left lung is cut off at the film's left edge.",
    ]


@pytest.mark.parametrize("note", OUTSIDE_VALIDATION)
def test_what_the_figures_are_not_of_is_told_of_a_screened_film(record: FilmRecord, note: Note) -> None:
    assert record.radiograph
    noted = replace(record, radiograph=replace(record.radiograph, notes=("padding_blackened", str(note))))
    assert questions(noted) == [note.sentence]
    assert questions(_refused(noted)) == []
