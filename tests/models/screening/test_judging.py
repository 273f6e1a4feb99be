"""From numbers to verdicts: what is read beside control places is what their own functions say, and what is not known is undetermined."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import Surroundings
from models.challenge.calibration.floor import floor
from models.challenge.calibration.matching import p_value
from models.screening.findings import not_assessable
from models.screening.judging import judged
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed
from models.values.challenge import Filler
from models.values.finding import probability
from models.values.verdict import Undetermined, Verdict, Why
from models.verdict.film import FilmVerdicts
from tests.models.screening.conftest import Seen

PATIENTS = 80


@pytest.fixture(scope="module")
def calibration(seen: Seen, changed: list[Perturbed]) -> Calibration:
    """Ten places of each of 80 patients, all much like the regions of the first film; each filler moves each logit by chance."""
    rng, on, classes = np.random.default_rng(3), changed[0].on, len(seen.method.classifier.manifest.labels)
    assert on is not None
    surroundings = Surroundings.of(on)
    assert surroundings is not None
    like = np.array([surroundings.describe(on.mask(region.mask) & on.field) for region in changed[0].regions])
    count = 10 * PATIENTS
    own = like[rng.integers(len(like), size=count)]
    table = ControlTable(
        tuple(Filler), np.repeat([f"patient {number}" for number in range(PATIENTS)], 10),
        (own + 0.05 * rng.standard_normal(own.shape)).astype(np.float32), rng.uniform(0.01, 0.2, (count, classes)).astype(np.float32),
        (0.05 * rng.standard_normal((count, len(Filler), classes))).astype(np.float32),
    )  # fmt: skip
    assert seen.method.calibration is not None
    return replace(seen.method.calibration, table=table)


def _judged(seen: Seen, found: Perturbed, method: LoadedMethod) -> FilmVerdicts:
    film = seen.films[0]
    return judged(film, seen.whys[0], seen.looks[0], not_assessable(film, method), found, method)


def test_p_and_floor_are_those_of_the_matched_controls(seen: Seen, changed: list[Perturbed], calibration: Calibration) -> None:
    film, found, labels = seen.films[0], changed[0], seen.method.classifier.manifest.labels
    verdicts = _judged(seen, found, replace(seen.method, calibration=calibration))
    assert found.on is not None
    assert film.places is not None
    surroundings = Surroundings.of(found.on)
    assert surroundings is not None
    pairs, told = min(20, sum(len(region.places) for region in found.regions)), 0
    for k, tests in enumerate(verdicts.tests):
        allowed = found.on.mask(film.places.of(labels[k]).allowed)
        direction = 1 if film.positive[k] else -1
        for test in tests:
            place = found.on.mask(found.regions[test.region].mask) & found.on.field
            (away,) = surroundings.to_allowed(place, [allowed])
            for one in test.fillers:
                (challenge,) = (c for c in found.challenges if (c.region, c.filler) == (test.region, one.filler))
                rows = calibration.matching.matched(one.filler, k, surroundings.describe(place), float(away), pairs)
                p, count = p_value(challenge.delta_logit[k], calibration.table.deltas_of(one.filler, k, rows), direction, pairs)
                assert (one.delta_logit, one.p, one.controls_n) == (challenge.delta_logit[k], p, count)
                assert one.floor == floor(calibration.table, one.filler, k, direction).value is not None
                assert one.probability == probability(float(film.logits[k]) - one.delta_logit)
                told += p is not None
    assert told


def test_the_films_own_patient_is_left_out(seen: Seen, changed: list[Perturbed], calibration: Calibration) -> None:
    """The film's patient stands among the controls with places that move every logit by 50; nothing changes but their number."""
    film, table = seen.films[0], calibration.table
    own = f"pixels:{film.header.pixel_sha256}"
    more = replace(table, patients=np.full(20, own), descriptors=table.descriptors[:20], to_allowed=table.to_allowed[:20],
                   deltas=np.full_like(table.deltas[:20], 50))  # fmt: skip
    with_own = replace(calibration, table=ControlTable.joined([table, more]))
    one, other = (_judged(seen, changed[0], replace(seen.method, calibration=each)) for each in (calibration, with_own))
    floors = [[[test.floor for test in region.fillers] for region in tests] for tests in one.tests]
    assert floors == [[[test.floor for test in region.fillers] for region in tests] for tests in other.tests]
    assert max(value for tests in floors for region in tests for value in region if value is not None) < 1


@dataclass(frozen=True)
class _Films:
    """As many films of a reference as make it large enough."""

    logits: NDArray[np.float32]


@dataclass(frozen=True)
class _Reference:
    """What is asked of a reference once the maps are described."""

    films: _Films


def test_without_a_reference_or_a_calibration_a_challenged_finding_is_undetermined(seen: Seen, changed: list[Perturbed]) -> None:
    """Its tests are told, without anything that only control places could say."""
    bare = replace(seen.method, calibration=None)
    large = replace(bare, reference=_Reference(_Films(np.zeros((60, 14), np.float32))))  # type: ignore[arg-type]
    for method, reason in ((bare, Undetermined.NO_REFERENCE), (large, Undetermined.NO_CALIBRATION)):
        verdicts = _judged(seen, changed[0], method)
        for verdict, why, tests in zip(verdicts.findings, seen.whys[0], verdicts.tests, strict=True):
            if why is Why.NOT_CHALLENGED:
                assert (verdict.verdict, tests) == (Verdict.NOT_CHALLENGED, ())
            else:
                assert (verdict.verdict, verdict.reasons[0]) == (Verdict.UNDETERMINED, reason)
        fillers = [one for tests in verdicts.tests for test in tests for one in test.fillers]
        assert fillers
        assert {(one.p, one.p_adjusted, one.controls_n, one.floor, one.supports) for one in fillers} == {(None, None, 0, None, False)}


def test_what_the_film_cannot_show_is_not_assessable_whatever_its_challenges_say(
    seen: Seen, changed: list[Perturbed], calibration: Calibration
) -> None:
    film, labels = seen.films[0], seen.method.classifier.manifest.labels
    reasons = dict.fromkeys(range(len(labels)), "Not assessable: no two lungs were found on the film.")
    found = judged(film, seen.whys[0], seen.looks[0], reasons, changed[0], replace(seen.method, calibration=calibration))
    assert {one.verdict for one in found.findings} == {Verdict.NOT_ASSESSABLE}
    assert found.verdict is Verdict.NOT_ASSESSABLE


def test_with_challenges_off_nothing_is_challenged(seen: Seen, calibration: Calibration) -> None:
    never = [Why.NOT_CHALLENGED] * len(seen.whys[0])
    found = judged(seen.films[0], never, seen.looks[0], {}, Perturbed(), replace(seen.method, calibration=calibration))
    assert {one.verdict for one in found.findings} == {found.verdict} == {Verdict.NOT_CHALLENGED}
    assert set(found.tests) == {()}
