"""Preparations of other people's classifiers, screened whole: no padding, min–max scaling, no resize, half precision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from enum import Enum
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.anatomy.segmenter import Segmentation, Segmenter
from models.attention.reasons import BELOW_THRESHOLD
from models.attribution.watched import WatchedClassifier
from models.detectors.marks import marks
from models.film.canonical import CanonicalFilm
from models.film.phantom import phantom
from models.grids.masks import bounds
from models.input_check.checker import CheckedFilm, InputChecker
from models.networks.library import embedded
from models.networks.steps import Channels, CropSquare, Normalise, PadSquare, PreparationStep, Resize, Scale
from models.reading.window import automatic_window
from models.regions.table import shipped_table
from models.screening.choosing import challenged, hots
from models.screening.examination import Examination, described, examine
from models.screening.findings import not_assessable, scored_screening, with_verdicts
from models.screening.judging import judged
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import perturbed
from models.screening.screen import screen
from models.values.digests import pixel_hash
from models.values.input_check import InputCheck
from models.values.parameters import CHEAPEST, Parameters
from models.values.progress import result_of
from models.values.radiograph import Header, Radiograph
from models.values.screening import Screening
from models.values.verdict import Why
from tests.models.screening.conftest import film_of

NORMALISE = Normalise((0.5,), (0.25,))
PREPARATIONS: dict[str, tuple[PreparationStep, ...]] = {
    "no padding": (Scale("percentiles", (0.0, 1.0)), Resize(320, 320, "bilinear"), NORMALISE),
    "min–max": (Scale("min-max", (-1.0, 1.0)), Resize(320, 256, "area")),
    "stored bits, cropped": (Scale("stored-bits", (0.0, 1.0)), CropSquare("center"), Resize(320, 320, "bicubic"), NORMALISE),
    "no resize": (Scale("percentiles", (0.0, 1.0)), Channels(1), NORMALISE),
}
PHANTOM, SMALL = (phantom(5_500_002, size=size).pixels for size in (400, 256))
ARRAYS = {"signed_maps", "lungs", "heart", "allowed"}
MASKS = " regions mask"


def _film(height: int, width: int) -> Radiograph:
    square = phantom(5_500_002, size=max(height, width)).pixels
    top, left = (square.shape[0] - height) // 2, (square.shape[1] - width) // 2
    pixels = np.ascontiguousarray(square[top : top + height, left : left + width])
    return Radiograph(pixels, automatic_window(pixels), Header("00" * 32, pixel_hash(pixels), height, width, pixel_spacing_mm=0.9))


def _screened(
    film: Radiograph, classifier: WatchedClassifier, segmenter: Segmenter, checker: InputChecker, parameters: Parameters = CHEAPEST
) -> Screening:
    (found,) = result_of(screen([film], LoadedMethod(classifier, segmenter, checker, shipped_table(), parameters)))
    assert isinstance(found, Screening)
    return found


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path} {name}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield path, value


def _assert_plain(found: Screening) -> None:
    """Every number is a finite int or float of Python's own; what is null has its reason."""
    for path, value in _leaves({name: part for name, part in asdict(found).items() if name not in ARRAYS}):
        if path == MASKS:
            assert value.dtype == bool
            continue
        assert isinstance(value, Enum) or type(value) in {int, float, bool, str, type(None)}, path
        assert not isinstance(value, float) or np.isfinite(value), path
    assert np.isfinite(found.signed_maps).all()
    for finding in found.findings:
        assert (finding.attention is None) == ("attention" in finding.reasons)
        if finding.attention:
            null = {name for name, value in vars(finding.attention).items() if value is None}
            assert null == finding.attention.reasons.keys()
        elif not finding.positive:
            below = finding.challenged in {None, Why.NOT_CHALLENGED}
            assert finding.reasons["attention"] == BELOW_THRESHOLD or not below


@cache
def _own(preparation: tuple[PreparationStep, ...], dtype: torch.dtype = torch.float32) -> WatchedClassifier:
    """The embedded classifier under another preparation, with thresholds that make half of its findings positive."""
    manifest = replace(embedded("embedded"), preparation=preparation, thresholds=(0.001, 0.999) * 7)
    loaded = WatchedClassifier.load(manifest, torch.device("cpu"))
    loaded.network.to(dtype)
    return loaded


@pytest.mark.parametrize("size", [(384, 384), (400, 330)])
@pytest.mark.parametrize("name", PREPARATIONS)
def test_any_preparation_gives_plain_numbers(name: str, size: tuple[int, int], segmenter: Segmenter, checker: InputChecker) -> None:
    film = _film(*size)
    classifier = _own(PREPARATIONS[name])
    found = _screened(film, classifier, segmenter, checker)
    _assert_plain(found)
    height, width = size
    looked = [finding.attention for finding in found.findings if finding.attention]
    assert looked
    assert classifier.biases is not None
    assert all(attention.decomposition for attention in looked)
    boxes = [spot.box for attention in looked for spot in attention.hot_spots]
    boxes += [region.box for region in found.regions]
    assert all(0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height for x0, y0, x1, y1 in boxes)


MORE = PREPARATIONS | {
    "padded": (Scale("percentiles", (0.0, 1.0)), PadSquare(0.0), Resize(320, 320, "bilinear"), NORMALISE),
    "padded, min–max": (Scale("min-max", (0.0, 1.0)), PadSquare(0.0), Resize(224, 224, "bilinear"), NORMALISE),
    "stored bits": (Scale("stored-bits", (0.0, 1.0)), Resize(320, 320, "bilinear"), NORMALISE),
}


def test_the_anatomy_of_a_film_does_not_depend_on_the_classifiers_preparation(segmenter: Segmenter, checker: InputChecker) -> None:
    """Not a number of it, and no pixel of lungs and allowed regions; nor does what the input check says."""
    film = _film(400, 330)
    without = replace(CHEAPEST, challenges=False)
    first, *others = (_screened(film, _own(steps), segmenter, checker, without) for steps in MORE.values())
    for other in others:
        assert (other.anatomy, other.check) == (first.anatomy, first.check)
        np.testing.assert_array_equal(other.lungs, first.lungs)
        np.testing.assert_array_equal(other.heart, first.heart)
        for name in first.allowed.keys() & other.allowed.keys():
            np.testing.assert_array_equal(other.allowed[name], first.allowed[name])
    assert len(first.allowed) > 1


def _examined(film: Radiograph, steps: tuple[PreparationStep, ...], segmenter: Segmenter, checker: InputChecker) -> Examination:
    method = LoadedMethod(_own(steps), segmenter, checker, shipped_table(), CHEAPEST)
    (found,) = result_of(examine(checker.looked_at([film]), method))
    return found


def test_the_marker_of_a_phantom_is_found_on_the_same_pixels_under_every_scaling(segmenter: Segmenter, checker: InputChecker) -> None:
    """Under min–max scaling it used to be found on none."""
    drawn = phantom(5_500_002, size=512, marked=True)
    film = Radiograph(drawn.pixels, automatic_window(drawn.pixels), Header("00" * 32, pixel_hash(drawn.pixels), 512, 512))
    found = [marks(_examined(film, steps, segmenter, checker).checked.canonical.grey) for steps in MORE.values()]
    x0, y0, x1, y1 = drawn.marker_box
    assert found[0][y0:y1, x0:x1].sum() > 100
    for other in found[1:]:
        np.testing.assert_array_equal(other, found[0])


@pytest.mark.parametrize("name", MORE)
def test_a_tolerance_is_the_same_in_millimetres_down_and_across(name: str, segmenter: Segmenter, checker: InputChecker) -> None:
    """The lungs of the row "lung" are grown by 15 mm: R reaches as far beyond the expected cavity, to a canonical pixel and a half."""
    film = _film(400, 330)
    examined = _examined(film, MORE[name], segmenter, checker)
    assert examined.anatomy is not None
    assert examined.places is not None
    cavity, allowed = np.logical_or(*examined.anatomy.structures.cavity.masks()), examined.places.of("Mass").allowed
    mm = 0.9 * 400 / 512
    x0, y0, x1, y1 = bounds(cavity)
    left, top, right, bottom = bounds(allowed)
    for reach in (x0 - left, y0 - top, right - x1, bottom - y1):
        assert reach * mm == pytest.approx(15, abs=1.5 * mm)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_keeps_its_decomposition(dtype: torch.dtype, segmenter: Segmenter, checker: InputChecker) -> None:
    """An absolute tolerance of 1e-4 lost it in silence: rounding alone is some thousandths of a logit here."""
    found = _screened(_film(384, 384), _own(embedded("embedded").preparation, dtype), segmenter, checker)
    _assert_plain(found)
    for finding in found.findings:
        if finding.attention:
            assert finding.attention.decomposition is not None
            off = abs(sum(finding.attention.decomposition.total.values()) - finding.logit)
            assert off < 0.05 * sum(map(abs, finding.attention.decomposition.total.values())) + 0.05


class _Assessable(Segmenter):
    """Whatever it draws passes its quality check."""

    def segmented(self, films: Sequence[CanonicalFilm]) -> list[Segmentation]:
        return [replace(one, quality=replace(one.quality, reason=None)) for one in super().segmented(films)]


@pytest.mark.parametrize("name", PREPARATIONS)
@pytest.mark.parametrize(
    "pixels",
    [np.pad(SMALL, ((0, 0), (0, 1024))), np.pad(SMALL, ((704, 0), (0, 0))), PHANTOM[180:220], PHANTOM[:, 120:121], PHANTOM[::8, ::9]],
    ids=["lungs beside the crop", "lungs below it", "a strip", "one column", "few pixels"],
)
def test_films_whose_lungs_are_hardly_seen_give_plain_numbers(
    name: str, pixels: NDArray[np.float32], segmenter: Segmenter, checker: InputChecker
) -> None:
    """Nothing divides by what is not there; what is told of places is where the classifier looked."""
    assessable, classifier = _Assessable(segmenter.manifest, segmenter.network, segmenter.device), _own(PREPARATIONS[name])
    method = LoadedMethod(classifier, assessable, checker, shipped_table(), CHEAPEST)
    film = film_of(np.ascontiguousarray(pixels), 0.7)
    checked = [CheckedFilm(film, CanonicalFilm.of(film.pixels), InputCheck("", 0, 1.0, 0.0, 0.0, 1.0))]
    (examined,) = result_of(examine(checked, method))
    whys = challenged(examined, method)
    looks = described(examined, whys, method)
    (changed,) = result_of(perturbed([examined], [hots(examined, whys, looks, method)], method))
    judgement = judged(examined, whys, looks, not_assessable(examined, method), changed, method)
    found = with_verdicts(scored_screening(examined, whys, looks, method, 0.5), whys, changed, None, judgement, 1.0)
    _assert_plain(found)
    height, width = pixels.shape
    x0, y0 = examined.prepared.geometry.to_source(0, 0)
    x1, y1 = examined.prepared.geometry.to_source(*examined.prepared.geometry.network[::-1])
    for finding in found.findings:
        boxes = [region.box for region in found.regions]
        if finding.attention:
            peak = finding.attention.peak
            assert x0 - 1e-6 <= peak.x <= x1 + 1e-6
            assert y0 - 1e-6 <= peak.y <= y1 + 1e-6
            boxes += [spot.box for spot in finding.attention.hot_spots]
        assert all(0 <= left < right <= width and 0 <= top < bottom <= height for left, top, right, bottom in boxes)
