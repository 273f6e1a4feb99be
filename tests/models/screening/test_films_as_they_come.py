"""Films as they come: wrong millimetres, small exposures, lungs that are cut off. Numbers never rest on what is not so."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.anatomy.segmenter import Segmenter
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.regions.table import shipped_table
from models.screening.collect import collect
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.values.cut_off import Edge
from models.values.parameters import Parameters
from models.values.progress import result_of
from models.values.radiograph import Radiograph
from models.values.screening import Screening
from tests.models.screening.conftest import film_of

DRAWN = phantom(5_500_002, marked=True)
FILM = film_of(DRAWN.pixels)
UNTESTED = Parameters(challenges=False)


@pytest.fixture(scope="module")
def method(positive: WatchedClassifier, segmenter: Segmenter, checker: InputChecker) -> LoadedMethod:
    """A method by which all that the classifier knows is positive."""
    return LoadedMethod(positive, segmenter, checker, shipped_table(), UNTESTED)


@pytest.fixture(scope="module")
def positive(teaching: WatchedClassifier) -> WatchedClassifier:
    thresholds = tuple([1e-9] * len(teaching.manifest.labels))
    return replace(teaching, manifest=replace(teaching.manifest, thresholds=thresholds))


def screened(film: Radiograph, method: LoadedMethod) -> Screening:
    (found,) = result_of(screen([film], method))
    assert isinstance(found, Screening), found
    return found


def with_header(film: Radiograph, **header: Any) -> Radiograph:
    return replace(film, header=replace(film.header, **header))


def attention(found: Screening) -> list[Any]:
    return [asdict(finding.attention) if finding.attention else None for finding in found.findings]


@pytest.mark.parametrize("mm", [0.139, 1.0, 5.0, 0.021])
def test_a_spacing_that_is_not_believed_gives_the_numbers_of_none(method: LoadedMethod, mm: float) -> None:
    """A detector's spacing on a film that was scaled down, a placeholder, and two that no film has."""
    doubted, without = screened(with_header(FILM, pixel_spacing_mm=mm), method), screened(FILM, method)
    assert (doubted.spacing.trusted, without.spacing.trusted) == (False, None)
    assert doubted.spacing.reason
    assert doubted.header.pixel_spacing_mm == mm, "the record keeps what the header says"
    assert attention(doubted) == attention(without)
    assert not any(finding.region.spacing_known for finding in doubted.findings if finding.region)


def test_a_true_spacing_is_used(method: LoadedMethod) -> None:
    found = screened(with_header(FILM, pixel_spacing_mm=0.74), method)
    assert found.spacing.trusted
    assert all(finding.region.spacing_known for finding in found.findings if finding.region)


def test_a_plate_of_18_by_24_cm_is_an_infants_and_is_believed_with_its_age_alone(method: LoadedMethod) -> None:
    infant = film_of(np.ascontiguousarray(DRAWN.pixels[20:, 64:448]), 180 / 384)
    assert screened(with_header(infant, age_years=0.5), method).spacing.trusted
    assert screened(with_header(infant, age_years=None), method).spacing.trusted is False


def on_plate(share: float, grey: float) -> Radiograph:
    side = round(512 / share)
    plate = np.full((side, side), grey, np.float32)
    start = (side - 512) // 3
    plate[start : start + 512, start : start + 512] = DRAWN.pixels
    return film_of(plate)


@pytest.mark.parametrize("share", [0.6, 0.5, 0.4])
@pytest.mark.parametrize("grey", [0.0, 1.0])
def test_a_small_exposure_on_a_large_plate_is_screened_as_the_film_that_it_is(method: LoadedMethod, share: float, grey: float) -> None:
    found, alone = screened(on_plate(share, grey), method), screened(FILM, method)
    assert found.anatomy.quality.assessable
    assert found.lungs.shape == (512, 512)
    rows, columns = np.nonzero(found.lungs)
    side, start = 512 / share, (round(512 / share) - 512) // 3
    inside = [np.array([rows.min(), rows.max(), columns.min(), columns.max()]) * side / 512 - start]
    ys, xs = np.nonzero(alone.lungs)
    assert inside[0] == pytest.approx([ys.min(), ys.max(), xs.min(), xs.max()], abs=8)
    assert {f.anatomy.frame["source"] for f in (found,) if f.anatomy.frame} == {(round(side), round(side))}


def cropped(edge: Edge, share: float) -> NDArray[np.float32]:
    """Return the phantom without a share of its lungs' height or width."""
    lungs = DRAWN.right_lung | DRAWN.left_lung
    rows, columns = (np.flatnonzero(lungs.any(axis=axis)) for axis in (1, 0))
    high, wide = int(share * len(rows)), int(share * len(columns))
    kept = {
        Edge.UPPER: np.s_[rows[0] + high :, :], Edge.LOWER: np.s_[: rows[-1] - high, :],
        Edge.LEFT: np.s_[:, columns[0] + wide :], Edge.RIGHT: np.s_[:, : columns[-1] - wide],
    }[edge]  # fmt: skip
    return np.ascontiguousarray(DRAWN.pixels[kept])


@pytest.mark.parametrize("edge", [Edge.LOWER, Edge.UPPER, Edge.LEFT])
def test_what_lies_beyond_the_film_is_told_and_what_needs_it_is_not_assessed(method: LoadedMethod, edge: Edge) -> None:
    found = screened(film_of(cropped(edge, 0.12)), method)
    assert {cut.edge for cut in found.anatomy.cut_off} == {edge}
    effusion = next(one for one in found.findings if one.label == "Effusion")
    assert effusion.attention is None
    whose = "both lungs are" if edge.is_level else "the right lung is"
    assert effusion.reasons["attention"] == f"Not assessable: {whose} cut off at the film's {edge} edge, and this finding may lie there."


def test_whole_lungs_are_not_called_cut_off(method: LoadedMethod) -> None:
    found = screened(FILM, method)
    assert found.anatomy.cut_off == ()
    assert next(one for one in found.findings if one.label == "Effusion").attention


def test_a_reference_is_made_of_whole_lungs(method: LoadedMethod) -> None:
    films = [FILM, film_of(cropped(Edge.LOWER, 0.12))]
    assert len(collect(films, method).logits) == 1
