"""The logic of the tests side by side: whose film, finding and region are shown, and the pictures that are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.desktop.engine import Answerer
from app.desktop.film.known import KnownFilm
from app.desktop.film.presenter import READING
from app.desktop.review.wording import readable
from app.desktop.side_by_side.view import SideBySideView
from app.desktop.side_by_side.wording import (
    COMPUTING,
    NO_FILE,
    OTHER_PIXELS,
    UNTESTED,
    notes,
    on_demand_notes,
    pictures,
    region_names,
    tests_shown,
)
from app.replay.method import load_of
from app.replay.refusal import CannotReplay
from app.workers.messages import Failed, Outcome, Refused, Result, Task
from app.workers.tasks.challenged import ChallengedPictures
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.on_demand import TestFinding
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from models.values.challenged_pictures import OnDemand, RegionPictures
from models.values.radiograph import Radiograph


class SideBySidePresenter:
    """Takes film, record and finding at hand, and asks for pictures while the page is open, and only then.

    Args:
        view: The page.
        engine: Makes the pictures.
    """

    def __init__(self, view: SideBySideView, engine: Answerer) -> None:
        self._view, self._engine = view, engine
        self._film: Radiograph | None = None
        self._message = ""
        self._record: FilmRecord | None = None
        self._finding: int | None = None
        self._region: int | None = None
        self._asked: int | None = None
        self._is_open = self._on_demand = False

    def open(self) -> None:
        """Show the tests of the finding at hand, first of the region that its card tells."""
        self._open(on_demand=False)

    def test(self) -> None:
        """Test the finding at hand, which the screening did not challenge; what is found is shown, not recorded."""
        self._open(on_demand=True)

    def _open(self, *, on_demand: bool) -> None:
        self._is_open, self._on_demand, self._region = True, on_demand, None
        self._view.set_open(True)
        self._show()

    def close(self) -> None:
        """Show the film again."""
        self._is_open = False
        self._withdraw()
        self._view.set_open(False)

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Take in the film's pixels as they were read, or what stands in their place."""
        self._film, self._message = film, message
        self._show()

    def show_known(self, known: KnownFilm | None) -> None:
        """Take in the film's record; none of its findings is at hand yet."""
        self._record, self._finding, self._region, self._on_demand = known.record if known else None, None, None, False
        self._show()

    def show_finding(self, number: int | None) -> None:
        """Take in the finding at hand, by its place in the classifier's order."""
        self._finding, self._region, self._on_demand = number, None, False
        self._show()

    def choose_region(self, row: int) -> None:
        """Show another region of the finding; rows count as shown."""
        tests = tests_shown(self._shown_finding())
        if 0 <= row < len(tests) and tests[row].region != self._region:
            self._region = tests[row].region
            self._show()

    def take_answer(self, number: int, outcome: Outcome) -> None:
        """Take in a worker's answer; answers to what is no longer shown are dropped."""
        if number != self._asked:
            return
        self._asked = None
        finding = self._shown_finding()
        match outcome:
            case Result(payload=RegionPictures() as found) if self._record and finding and self._finding is not None:
                self._view.show_pictures(pictures(found, self._finding), notes(found, self._record, finding, self._finding))
            case Result(payload=OnDemand() as found) if self._finding is not None:
                shown = pictures(found.pictures, self._finding) if found.pictures else []
                self._view.show_pictures(shown, on_demand_notes(found))
            case Refused(sentence=sentence) | Failed(sentence=sentence):
                self._view.show_message(sentence)

    def _shown_finding(self) -> FindingRecord | None:
        findings = self._record.findings if self._record else None
        return findings[self._finding] if findings and self._finding is not None else None

    def _show(self) -> None:
        self._withdraw()
        if not self._is_open:
            return
        finding = self._shown_finding()
        tests = tests_shown(finding)
        title = readable(finding.label) if finding else ""
        if self._record and finding and self._on_demand:
            self._view.show_regions(title, [], None)
            self._ask(self._record, lambda film, fingerprint, load: (Task.ON_DEMAND, TestFinding(film, finding.label, fingerprint, load)))
            return
        if self._record is None or finding is None or not tests:
            self._view.show_regions(title, [], None)
            self._view.show_message(UNTESTED)
            return
        numbers = [test.region for test in tests]
        if self._region not in numbers:
            self._region = finding.told_test.region if finding.told_test in tests else numbers[0]
        region = self._region
        assert region is not None, "one is chosen"
        self._view.show_regions(title, region_names(self._record, tests), numbers.index(region))
        self._ask(self._record, lambda film, fingerprint, load: (Task.CHALLENGED, ChallengedPictures(film, region, fingerprint, load)))

    def _ask(self, record: FilmRecord, wanted: Callable[[Radiograph, str, LoadMethod], tuple[Task, Any]]) -> None:
        """Ask for what is wanted of the film, or say why it cannot be had."""
        if self._film is None:
            self._view.show_message(self._message if self._message == READING else NO_FILE.format(reason=self._message).rstrip())
            return
        screened = record.radiograph.pixel_sha256 if record.radiograph else None
        if screened and self._film.header.pixel_sha256 != screened:
            self._view.show_message(OTHER_PIXELS)
            return
        try:
            load = load_of(record, None)
        except CannotReplay as error:
            self._view.show_message(str(error))
            return
        self._view.show_message(COMPUTING)
        self._asked = self._engine.ask(*wanted(self._film, record.method.fingerprint or "", load))

    def _withdraw(self) -> None:
        if self._asked is not None:
            self._engine.withdraw(self._asked)
        self._asked = None
