"""Flags counted over patients and redrawings; nobody is read against a film of his own."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from models.attention.reference.films import Films
from models.training import false_alarms
from models.training.false_alarms import LEVEL, Alarms, flags, rate, readable, redrawn
from models.training.intervals import wilson
from models.training.patient_parts import PARTS

SIDE = 8


def _films(count: int, seed: int = 0) -> Films:
    """Smooth maps of two classes without anything to find, all positive, the upper half outside."""
    rng = np.random.default_rng(seed)
    maps = ndimage.gaussian_filter(rng.normal(size=(count, 2, SIDE, SIDE)), (0, 0, 1, 1)).astype(np.float16)
    outside = np.zeros(maps.shape, bool)
    outside[:, :, : SIDE // 2] = True
    logits = rng.normal(size=(count, 2)).astype(np.float32)
    return Films(maps, outside, logits, np.ones((count, 2), bool), np.zeros((count, 2, 0), np.float32), np.arange(count).astype(str))


def test_usual_maps_are_flagged_at_about_the_nominal_share() -> None:
    films, names = _films(150), np.arange(150).astype(str)
    drawn = list(redrawn(films, names, Films.none(2), 3))
    counted = Alarms.of(films, names, [own for own, _ in drawn]).counted()
    assert (counted["films"], counted["patients"], counted["findings"]) == (150, 150, 300)
    assert counted["share"] == pytest.approx(0.05, abs=0.035)
    assert counted["low"] < counted["share"] < counted["high"]


def test_a_spot_that_no_other_map_has_is_flagged_in_films_and_elsewhere() -> None:
    films, other = _films(110), _films(2, seed=1)
    for each in (films, other):
        each.maps[0, 0, 1:3, 1:3] += 30
    ((own, elsewhere),) = redrawn(films, np.arange(110).astype(str), other, 1)
    assert own[0, 0]
    assert elsewhere[0, 0]
    assert elsewhere.shape == (2, 2)


def test_a_patients_films_are_in_no_reference_that_they_are_read_against(monkeypatch: pytest.MonkeyPatch) -> None:
    films = _films(40)
    patients = np.array([str(index // 2) for index in range(40)])
    held: list[set[str]] = []
    read: list[int] = []

    def looked(reference: false_alarms.Reference, some: Films, chosen: np.ndarray[tuple[int], np.dtype[np.intp]]) -> object:
        names = [patients[int(name)] for name in reference.films.patients]
        assert len(names) == len(set(names)) == 16, "one film a patient, of four fifths of twenty"
        assert not set(names) & set(patients[chosen])
        held.append(set(reference.films.patients))
        read.extend(chosen.tolist())
        return np.zeros(some.positive.shape, bool)

    monkeypatch.setattr(false_alarms, "flags", looked)
    assert len(list(redrawn(films, patients, Films.none(2), 2))) == 2
    assert sorted(read) == sorted([*range(40)] * 2)
    assert len(held) == 2 * (PARTS + 1), "and once a redrawing for the films of other collections"
    assert all(held[0] != later for later in held[PARTS + 1 :]), "parts and films are drawn anew"


def test_findings_without_anything_outside_or_that_are_negative_are_not_read() -> None:
    films = _films(3)
    films.outside[0, 0] = False
    films.positive[1, 1] = False
    assert readable(films).tolist() == [[False, True], [True, False], [True, True]]
    assert not flags(false_alarms.Reference.build(false_alarms.NOTHING, _films(70)), films, np.array([], int)).any()


def test_redrawings_are_averaged_by_finding_and_any_flag_by_film() -> None:
    films, people = _films(2), np.array(["a", "b"])
    first, second = np.array([[True, False], [False, False]]), np.array([[False, True], [False, False]])
    alarms = Alarms.of(films, people, [first, second])
    assert alarms.flagged.tolist() == [[0.5, 0.5], [0, 0]]
    assert alarms.films.tolist() == [1, 0]
    told = alarms.counted()
    assert told["share"] == 0.25
    assert told["per_film"]["share"] == 0.5
    assert told["per_film"]["films"] == 2
    assert alarms.counted(1)["findings"] == 2
    assert alarms.subset(np.array([False, True])).counted()["share"] == 0


def test_an_interval_is_that_of_patients_and_the_bound_lies_below_it() -> None:
    """Four findings of each of a hundred patients, flagged together: as a share of a hundred."""
    hits, of = np.repeat([4.0, 0.0], [20, 80]), np.full(100, 4.0)
    told = rate(hits, of, np.arange(100).astype(str))
    assert told["share"] == 0.2
    assert (told["low"], told["high"]) == pytest.approx(wilson(20, 100), abs=0.015)
    assert told["bound"] is not None
    assert told["low"] is not None
    assert 0 < LEVEL < 0.025
    assert told["bound"] < told["low"]
    together = rate(np.repeat(hits / 4, 4), np.ones(400), np.repeat(np.arange(100), 4).astype(str))
    assert together == told, "however the findings are told apart"


def test_where_nothing_is_flagged_the_upper_end_is_not_nothing() -> None:
    told = rate(np.zeros(60), np.ones(60), np.repeat(np.arange(30), 2).astype(str))
    assert (told["share"], told["low"]) == (0, 0)
    assert told["high"] == pytest.approx(wilson(0, 30)[1], abs=1e-4)
    assert rate(np.zeros(2), np.zeros(2), np.array(["a", "b"])) == {"share": None, "low": None, "high": None, "bound": None}
