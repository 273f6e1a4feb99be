"""A reference's own films judged by its calibration: does what it is made of rest on places outside the anatomy (method, section 5)?

Films are looked at a second time, and of each is kept, in numbers alone, what filling in its control places and its own regions did.
From these the calibration of any of the films, and the verdicts by it, follow without the films: for all of them, or for a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.screening.against_controls import AgainstControls, MatchedBy
from models.values.challenge import Place
from models.values.reference_review import ReferenceReview
from models.values.verdict import Verdict
from models.verdict.film import FilmVerdicts, verdicts
from models.verdict.measured import Grounds, Measured, RegionReadings


@dataclass(frozen=True)
class FilmNumbers:
    """What the verdicts of one film are made from, but for what controls say.

    Attributes:
        measured: K, its findings.
        by: By what its regions are matched with control places; None where nothing was filled in.
        marked: Whether markers or text lie on it outside the expected lungs.
        lined: Whether device-like lines lie over shoulders and arms or beside the body.
    """

    measured: tuple[Measured, ...]
    by: MatchedBy | None
    marked: bool
    lined: bool

    @property
    def is_positive(self) -> bool:
        """Whether a positive finding can be assessed."""
        return any(one.positive and one.is_challenged for one in self.measured)

    def judged(self, calibration: Calibration, grounds: Grounds) -> FilmVerdicts:
        """Judge the film by a calibration, its own patient left out."""
        if self.by is None:
            return verdicts(self.measured, grounds)
        against = AgainstControls(calibration, self.by)
        return verdicts([_read(one, k, against) for k, one in enumerate(self.measured)], grounds)


@dataclass(frozen=True)
class SecondLook:
    """What a second look at films keeps.

    Attributes:
        places: Their control places.
        films: Each of them that serves.
        unscored: Why the classifier gave no score, a sentence for each other film of which there is none.
    """

    places: ControlTable
    films: tuple[FilmNumbers, ...]
    unscored: tuple[str, ...] = ()


def completed(without_controls: Calibration, looks: Sequence[SecondLook]) -> Calibration:
    """Return the calibration of films, at least one, with the review of them.

    Args:
        without_controls: The donors and the spread by which the films were looked at.
        looks: At the films: of all, or of some.
    """
    calibration = replace(without_controls, table=ControlTable.joined([look.places for look in looks]))
    return replace(calibration, review=reviewed([film for look in looks for film in look.films], calibration))


def reviewed(films: Sequence[FilmNumbers], calibration: Calibration) -> ReferenceReview:
    """Judge films of a reference by the calibration that was made of them, each without its own patient."""
    grounds = Grounds(len(films), len(np.unique(calibration.table.patients)))
    positive = [film for film in films if film.is_positive]
    found = [(film, film.judged(calibration, grounds)) for film in positive] if grounds.are_enough else []
    told = [(film, said) for film, said in found if _could_be_told(film, said)]
    return ReferenceReview(
        films=len(films),
        marked=sum(film.marked for film in films),
        lined=sum(film.lined for film in films),
        positive=len(positive),
        judged=len(told),
        dependent=sum(any(one.verdict is Verdict.DEPENDENT_ON_OUTSIDE for one in said.findings) for _, said in told),
    )


def _could_be_told(film: FilmNumbers, said: FilmVerdicts) -> bool:
    """Tell whether a non-anatomical region of a positive finding could be read; Δ has no say in it."""
    positive = (tests for one, tests in zip(film.measured, said.tests, strict=True) if one.positive)
    asked = [test for tests in positive for test in tests if test.tested and test.place is Place.NON_ANATOMICAL]
    return any(test.fillers_agree is not None for test in asked)


def _read(finding: Measured, k: int, against: AgainstControls) -> Measured:
    """Return a finding with what controls say of its regions."""
    return replace(finding, regions=tuple(_region(region, k, against, 1 if finding.positive else -1) for region in finding.regions))


def _region(region: RegionReadings, k: int, against: AgainstControls, direction: int) -> RegionReadings:
    read = [(one, against.read(region.region, one.filler, k, one.delta_logit, direction)) for one in region.fillers]
    return replace(region, fillers=tuple(replace(one, p=p, controls_n=count, floor=least) for one, (p, count, least) in read))
