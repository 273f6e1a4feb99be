"""The presenter of the tests side by side, with a mock in place of its page and a list in place of the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest

from app.desktop.film.presenter import READING
from app.desktop.side_by_side.presenter import SideBySidePresenter
from app.desktop.side_by_side.view import SideBySideView
from app.desktop.side_by_side.wording import COMPUTING, ON_DEMAND, OTHER_PIXELS, UNTESTED
from app.workers.messages import Failed, Refused, Result, Task
from audit.records.film import FilmRecord
from audit.records.fingerprint import method_record
from models.values.challenge import Filler
from models.values.challenged_pictures import FilledPicture, OnDemand, RegionPictures
from models.values.method import METHOD as NUMBER
from models.values.parameters import Parameters
from models.values.radiograph import Header, Radiograph, Window
from models.values.verdict import FindingVerdict, Undetermined, Verdict
from tests.app.desktop.asked import Asked
from tests.app.desktop.records import FILLERS, METHOD, film, judged, known

PIXELS = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8)
FILM = Radiograph(PIXELS, Window(0.5, 1.0, "file"), Header("f" * 64, "a" * 64, 8, 8))


def record() -> FilmRecord:
    """A judged film by a method that this version has."""
    found = judged()
    method = method_record(
        number=NUMBER, parameters=Parameters().__dict__, regions_sha256=METHOD.regions_sha256 or "", gate_sha256="d" * 64,
        reference_sha256=None, calibration_sha256=None, networks={}, manifests={}, code_version="0",
    )  # fmt: skip
    assert found.radiograph is not None
    return replace(found, method=method, radiograph=replace(found.radiograph, pixel_sha256="a" * 64))


def answered(region: int = 0, *, shift: float = 0.0, box: tuple[int, int, int, int] = (0, 0, 9, 9)) -> RegionPictures:
    """Pictures whose first label's scores are those of the record, but for a shift of each filler's."""
    deltas = (4.5, 4.0, 3.5) if region == 0 else (0.25, 0.0)
    grey, mask = np.zeros((4, 4), np.uint8), np.zeros((4, 4), bool)
    filled = tuple(FilledPicture(Filler(name), grey, (2.2 - delta - shift, 0.0, 0.0)) for name, delta in zip(FILLERS, deltas, strict=False))
    return RegionPictures(region, box, grey, mask, (2.2, 0.0, 0.0), filled, ())


class Shown(Asked):
    """A presenter whose engine only writes down what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.view = MagicMock(spec=SideBySideView)
        self.presenter = SideBySidePresenter(self.view, self)

    def last(self, setter: str) -> Any:
        return getattr(self.view, setter).call_args.args

    def answer(self, outcome: Any) -> None:
        self.presenter.take_answer(len(self.asked), outcome)


@pytest.fixture
def page() -> Shown:
    """A film that is read and recorded, its first finding at hand."""
    shown = Shown()
    shown.presenter.show_film(FILM, "")
    shown.presenter.show_known(known(record()))
    shown.presenter.show_finding(0)
    return shown


def test_nothing_is_asked_until_a_person_wants_it(page: Shown) -> None:
    assert page.asked == []
    page.presenter.open()
    assert page.last("set_open") == (True,)
    ((task, wanted),) = page.asked
    assert (task, wanted.film, wanted.region, wanted.fingerprint) == (Task.CHALLENGED, FILM, 0, record().method.fingerprint)
    assert page.last("show_message") == (COMPUTING,)


def test_the_regions_of_the_finding_can_be_chosen_and_the_deciding_one_comes_first(page: Shown) -> None:
    page.presenter.open()
    title, regions, chosen = page.last("show_regions")
    assert (title, chosen) == ("Pleural thickening", 0)
    assert regions == ["1: The image’s upper left corner (text or marker)", "2: The image’s left border"]
    page.presenter.choose_region(1)
    assert page.withdrawn == [1]
    assert page.asked[-1][1].region == 1
    page.presenter.choose_region(1)
    page.presenter.choose_region(5)
    assert len(page.asked) == 2


def test_without_a_region_that_decides_the_one_that_the_card_tells_comes_first() -> None:
    """That of the largest change."""
    first = record().findings[0]  # type: ignore[index]
    tests = (replace(first.tests[0], delta_logit=0.01), replace(first.tests[1], delta_logit=-0.5))
    shown = Shown()
    shown.presenter.show_film(FILM, "")
    shown.presenter.show_known(known(replace(record(), findings=(replace(first, tests=tests, deciding_region=None),))))
    shown.presenter.show_finding(0)
    shown.presenter.open()
    assert shown.last("show_regions")[2] == 1


def test_pictures_come_with_the_findings_score_under_each(page: Shown) -> None:
    page.presenter.open()
    page.answer(Result(1, answered()))
    pictures, notes = page.last("show_pictures")
    assert [(picture.title, picture.score) for picture in pictures] == [
        ("As the network sees it", "Score 0.900"),
        ("Noisy linear", "Score 0.091   logit falls by 4.50"),
        ("Blur of kept pixels", "Score 0.142   logit falls by 4.00"),
        ("Registered donors", "Score 0.214   logit falls by 3.50"),
    ]
    assert len(notes) == 1


def test_a_filler_that_could_not_be_run_is_said_beside_the_pictures(page: Shown) -> None:
    page.presenter.open()
    page.presenter.choose_region(1)
    page.answer(Result(2, answered(1, box=(0, 20, 9, 40))))
    pictures, notes = page.last("show_pictures")
    assert len(pictures) == 3
    assert notes[1:] == ["Registered donors, region 2. No donor film covers this place."]


def test_scores_that_differ_from_the_record_are_said_and_the_last_digits_are_not(page: Shown) -> None:
    page.presenter.open()
    page.answer(Result(1, answered(shift=1e-5)))
    assert len(page.last("show_pictures")[1]) == 1
    page.presenter.choose_region(1)
    page.presenter.choose_region(0)
    page.answer(Result(3, answered(shift=0.02)))
    assert page.last("show_pictures")[1][1].startswith("These scores, computed now, differ from those of the entry by up to 0.02 logits")


def test_another_region_than_the_records_is_said(page: Shown) -> None:
    page.presenter.open()
    page.answer(Result(1, answered(box=(0, 0, 5, 5))))
    assert page.last("show_pictures")[1][1].startswith("The region or its fillers are not those of the entry")


def test_stale_answers_are_dropped(page: Shown) -> None:
    page.presenter.open()
    page.presenter.choose_region(1)
    page.presenter.take_answer(1, Result(1, answered()))
    assert not page.view.show_pictures.called
    page.presenter.close()
    assert page.withdrawn == [1, 2]
    page.presenter.take_answer(2, Result(2, answered(1)))
    assert not page.view.show_pictures.called


@pytest.mark.parametrize("outcome", [Refused(1, "other", "It is gone."), Failed(1, "It is gone.")])
def test_why_there_are_no_pictures_is_said(page: Shown, outcome: Any) -> None:
    page.presenter.open()
    page.answer(outcome)
    assert page.last("show_message") == ("It is gone.",)


def test_a_finding_without_tests_says_so_and_the_next_is_asked_for_while_the_page_is_open(page: Shown) -> None:
    page.presenter.open()
    page.presenter.show_finding(2)
    assert (page.last("show_message"), page.last("show_regions")) == ((UNTESTED,), ("Nodule", [], None))
    page.presenter.show_finding(1)
    assert page.asked[-1][1].region == 1
    page.presenter.close()
    page.presenter.show_finding(0)
    assert len(page.asked) == 2


def test_tests_of_an_earlier_method_have_no_pictures() -> None:
    page = Shown()
    page.presenter.show_film(FILM, "")
    page.presenter.show_known(known(film()))
    page.presenter.show_finding(0)
    page.presenter.open()
    assert page.asked == []
    assert page.last("show_message") == (UNTESTED,)


def test_a_film_that_is_not_read_yet_is_waited_for_and_one_whose_file_is_gone_is_said(page: Shown) -> None:
    page.presenter.show_film(None, READING)
    page.presenter.open()
    assert page.last("show_message") == (READING,)
    page.presenter.show_film(None, "There is no such file.")
    assert page.last("show_message")[0].endswith("which cannot be read now. There is no such file.")
    assert page.asked == []
    page.presenter.show_film(FILM, "")
    assert len(page.asked) == 1


def test_a_file_that_holds_other_pixels_now_is_not_shown(page: Shown) -> None:
    page.presenter.show_film(replace(FILM, header=replace(FILM.header, pixel_sha256="b" * 64)), "")
    page.presenter.open()
    assert (page.asked, page.last("show_message")) == ([], (OTHER_PIXELS,))


def test_parameters_of_another_version_are_said(page: Shown) -> None:
    strange = replace(record(), method=replace(record().method, parameters_sha256="0" * 64))
    page.presenter.show_known(known(strange))
    page.presenter.show_finding(0)
    page.presenter.open()
    assert page.asked == []
    assert page.last("show_message")[0].startswith("The entry's parameters do not have the hash")


def test_a_finding_that_was_not_challenged_is_tested_on_demand_and_what_is_found_is_said_not_to_be_recorded(page: Shown) -> None:
    page.presenter.show_finding(2)
    page.presenter.test()
    ((task, wanted),) = page.asked
    assert (task, wanted.label, wanted.fingerprint) == (Task.ON_DEMAND, "Nodule", record().method.fingerprint)
    assert page.last("show_regions") == ("Nodule", [], None)
    verdict = FindingVerdict(Verdict.UNDETERMINED, "Nothing was measured.", reasons=(Undetermined.NO_REFERENCE,))
    page.answer(Result(1, OnDemand(verdict, answered())))
    shown, notes = page.last("show_pictures")
    assert len(shown) == 4
    assert notes == [ON_DEMAND, "Undetermined. Nothing was measured."]


def test_of_a_finding_without_regions_the_verdict_alone_is_said_and_the_scope_with_it(page: Shown) -> None:
    page.presenter.show_finding(2)
    page.presenter.test()
    verdict = FindingVerdict(Verdict.NO_OUTSIDE_DEPENDENCE_FOUND, "It stays.")
    page.answer(Result(1, OnDemand(verdict, None)))
    assert page.last("show_pictures") == ([], [ON_DEMAND, "No outside dependence found. It stays.", verdict.scope])


def test_what_is_told_beside_a_regions_test_stands_below_its_pictures() -> None:
    told = record()
    challenge = told.challenges[0]
    total = {label: 2 * delta for label, delta in challenge.delta_logit.items()}
    shown = Shown()
    shown.presenter.show_film(FILM, "")
    shown.presenter.show_known(known(replace(told, challenges=(replace(challenge, total_delta_logit=total), *told.challenges[1:]))))
    shown.presenter.show_finding(0)
    shown.presenter.open()
    shown.answer(Result(1, answered()))
    _, notes = shown.last("show_pictures")
    assert [note.partition(",")[0] for note in notes[1:]] == ["Region 1. Through the whole preparation"]


def test_another_finding_is_not_tested_before_a_person_asks_for_it(page: Shown) -> None:
    page.presenter.show_finding(2)
    page.presenter.test()
    page.presenter.show_finding(0)
    assert page.withdrawn == [1]
    assert [task for task, _ in page.asked] == [Task.ON_DEMAND, Task.CHALLENGED]
