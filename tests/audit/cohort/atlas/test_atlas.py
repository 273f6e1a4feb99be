"""From a log to its atlas: what is planted in one group is found at its place, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audit.cohort.atlas.atlas import atlas
from audit.cohort.atlas.figures import Atlas
from audit.cohort.atlas.frame import COARSE, OnFilm
from audit.cohort.atlas.overview import SEEN
from audit.cohort.atlas.sections import atlas_sections
from audit.log.store import Log
from tests.audit.cohort.atlas.mapped import LUNGS, SIZE, Mapped, cohort_of, mapped_log, noise

_PATIENTS = 70


def _films(plant: float) -> list[Mapped]:
    """Seventy patients of one view each, by turns; AP films have something in the lower left corner of the map of Mass."""
    films = []
    for number, maps in enumerate(noise(_PATIENTS, seed=2)):
        view = ("PA", "AP")[number % 2]
        maps[0, 16:, :4] += plant * (view == "AP")
        films.append(Mapped(maps, number, view, landmarks=LUNGS + np.random.default_rng(number).normal(0, 3, 2)))
    return films


def _atlas(file: Path, draws: int = 199) -> Atlas:
    cohort = cohort_of(file)
    with Log(file, writing=False) as log:
        return atlas(log, cohort, draws=draws)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mapped_log(tmp_path_factory.mktemp("planted") / "a.db", _films(0.03))


@pytest.fixture(scope="module")
def found(planted: Path) -> Atlas:
    return _atlas(planted)


def test_a_planted_difference_is_found_at_its_place(found: Atlas) -> None:
    assert (found.films, found.patients, found.comparisons) == (70, 70, 2)
    (place,) = found.hot_places
    assert (place.label, place.attribute, place.group, place.zone) == ("Mass", "view", "AP", "lower_left_corner")
    assert place.p == 1 / 200
    assert found.differences[0].difference[place.peak] == pytest.approx(0.03 * 400, rel=0.2)
    assert place.difference.value == pytest.approx(np.mean([found.differences[0].difference[at] for at in place.places]), rel=0.02)
    assert 0 < place.left < place.difference.value
    assert place.text.endswith("Nobody said which films show Mass: it may be that groups differ in how often they do.")


def test_the_films_behind_it_are_of_its_group(found: Atlas, planted: Path) -> None:
    """Each AP film has an even entry."""
    (place,) = found.hot_places
    assert len(place.seq) == 20
    assert all(seq % 2 == 0 for seq in place.seq)
    assert (place.films, place.patients) == (35, 35)


def test_places_lie_where_the_plant_lies_on_the_film(found: Atlas) -> None:
    (place,) = found.hot_places
    on = OnFilm.of(LUNGS, (SIZE, SIZE), COARSE)
    for row, column in place.places:
        at = row * COARSE.columns + column
        assert on.across[at] < 0.3
        assert on.down[at] > 0.7


def test_nothing_planted_is_nothing_found(tmp_path: Path) -> None:
    found = _atlas(mapped_log(tmp_path / "a.db", _films(0.0)))
    assert (found.hot_places, found.further) == ((), 0)
    assert min(float(one.p.min()) for one in found.differences) > 0.05
    first = atlas_sections(found)[0]
    assert first.sentences == ("No place stands out, of 2 comparisons of a finding between groups.",)


def test_the_same_log_gives_the_same_atlas(found: Atlas, planted: Path) -> None:
    again = _atlas(planted)
    assert again.hot_places == found.hot_places
    for one, other in zip(again.differences, found.differences, strict=True):
        np.testing.assert_array_equal(one.z, other.z)


def test_a_map_of_one_value_stays_one(tmp_path: Path) -> None:
    """The whole film would add 400 cells of it, wherever a film shows the place."""
    films = [Mapped(np.full((2, 20, 20), 0.25), number) for number in range(30)]
    found = _atlas(mapped_log(tmp_path / "a.db", films))
    for one in found.means:
        np.testing.assert_allclose(one.mean[found.seen > 0], 100, rtol=1e-6)
        assert (one.mean[found.seen == 0] == 0).all()


def test_films_that_are_not_in_it_are_counted(tmp_path: Path) -> None:
    """Four without a frame, three not assessable; of a log whose maps went, all others."""
    films = [replace(film, landmarks=None) for film in _films(0)[:4]] + [replace(film, quality="Odd.") for film in _films(0)[4:7]]
    films += _films(0)[7:]
    found = _atlas(mapped_log(tmp_path / "a.db", films))
    assert (found.films, found.missing.no_frame, found.missing.not_assessable, found.missing.not_kept) == (63, 4, 3, 0)
    gone = _atlas(mapped_log(tmp_path / "b.db", films, keep=False))
    assert (gone.films, gone.missing.not_kept, gone.means, gone.differences) == (0, 63, (), ())
    told = [sentence for section in atlas_sections(gone) for sentence in section.sentences]
    assert "Not in the atlas: 63 films whose maps are no longer kept." in told


def test_too_few_films_are_told(tmp_path: Path) -> None:
    found = _atlas(mapped_log(tmp_path / "a.db", _films(0.03)[:20]))
    assert (found.comparisons, found.means, found.hot_places) == (0, (), ())
    assert [one.text for one in found.too_few] == [
        "Too few films for mean maps of 30 patients: about 30 needed, there are 20.",
        "Too few films to compare groups by view: about 60 needed for 30 patients in one group and as many in others, there are 20.",
    ]


def test_sections_hold_sentences_pictures_and_entries(found: Atlas) -> None:
    differences, means = atlas_sections(found)[:2]
    (place,) = found.hot_places
    assert differences.sentences == (place.text,)
    assert len(differences.pictures) == 3
    assert len(means.pictures) == 2
    assert differences.table[1][-1] == ", ".join(map(str, place.seq))
    assert all("films of" in one.caption or "less the others" in one.caption for one in differences.pictures)
    assert (found.seen >= SEEN).any()
