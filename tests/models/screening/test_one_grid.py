"""One anatomy a film: whatever a classifier's preparation, input check, lungs, regions and marks are the very same."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.anatomy import Anatomy
from models.anatomy.segmenter import Segmenter
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.input_check.checker import CheckedFilm, InputChecker
from models.networks.library import embedded
from models.networks.steps import CropSquare, PadSquare, PreparationStep, Resize, Scale
from models.regions.parts import part_mask
from models.regions.places import FilmRegions
from models.regions.table import shipped_table
from models.screening import collect as collecting
from models.screening import screen as screening
from models.screening.collect import collect
from models.screening.examination import Examination, examine
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.values.parameters import CHEAPEST, Parameters
from models.values.progress import Progress, result_of
from models.values.regions import Part
from models.values.screening import Screening
from tests.models.screening.conftest import film_of

MARKED = phantom(5_500_002, marked=True, size=640)
FILM = film_of(np.ascontiguousarray(MARKED.pixels[:, :590] * 0.6 + 0.1), 0.7)
SCALINGS = [Scale("percentiles", (0.0, 1.0)), Scale("min-max", (-1.0, 1.0)), Scale("stored-bits", (0.0, 1.0))]
FRAMINGS: dict[str, tuple[PreparationStep, ...]] = {"padded": (PadSquare(0.0),), "not padded": (), "cropped": (CropSquare("center"),)}
PREPARATIONS: dict[str, tuple[PreparationStep, ...]] = {
    f"{scaling.source}, {name}": (scaling, *framing, Resize(320, 320, "bilinear"))
    for scaling, (name, framing) in product(SCALINGS, FRAMINGS.items())
}
USUAL, *OTHERS = PREPARATIONS


@dataclass(frozen=True)
class _Seen:
    """One film under one preparation: what was examined, and the screening."""

    examined: Examination
    screening: Screening


def _examined(name: str, segmenter: Segmenter, checker: InputChecker) -> _Seen:
    manifest = replace(embedded("embedded"), preparation=PREPARATIONS[name], thresholds=(0.0001,) * 14)
    classifier = WatchedClassifier.load(manifest, torch.device("cpu"))
    method = LoadedMethod(classifier, segmenter, checker, shipped_table(), replace(CHEAPEST, challenges=False))
    (examined,), (found,) = result_of(examine(checker.looked_at([FILM]), method)), result_of(screen([FILM], method))
    assert isinstance(found, Screening)
    return _Seen(examined, found)


@pytest.fixture(scope="module")
def usual(segmenter: Segmenter, checker: InputChecker) -> _Seen:
    """Under the first preparation."""
    return _examined(USUAL, segmenter, checker)


@pytest.fixture(scope="module", params=OTHERS)
def other(request: pytest.FixtureRequest, segmenter: Segmenter, checker: InputChecker) -> _Seen:
    """Under each of the others."""
    return _examined(request.param, segmenter, checker)


def test_the_classifier_sees_something_else(usual: _Seen, other: _Seen) -> None:
    """Otherwise the rest would say nothing."""
    assert not np.array_equal(usual.examined.logits, other.examined.logits)


def test_input_check_and_canonical_film_are_the_same(usual: _Seen, other: _Seen) -> None:
    one, two = usual.examined.checked, other.examined.checked
    assert one.check == two.check == usual.screening.check == other.screening.check
    assert (one.canonical.geometry, one.canonical.intensities) == (two.canonical.geometry, two.canonical.intensities)
    np.testing.assert_array_equal(one.canonical.grey, two.canonical.grey)


def test_lungs_quality_frame_and_structures_are_the_same(usual: _Seen, other: _Seen) -> None:
    one, two = usual.examined.anatomy, other.examined.anatomy
    assert one is not None
    assert two is not None
    assert usual.screening.anatomy == other.screening.anatomy
    assert usual.screening.anatomy.quality.assessable
    assert usual.screening.anatomy.frame is not None
    assert one.frame == two.frame
    np.testing.assert_array_equal(usual.screening.lungs, other.screening.lungs)
    np.testing.assert_array_equal(one.lungs, two.lungs)
    np.testing.assert_array_equal(one.structures.labels, two.structures.labels)


def test_allowed_regions_are_the_same(usual: _Seen, other: _Seen) -> None:
    assert usual.examined.places is not None
    assert other.examined.places is not None
    for label in embedded("embedded").labels:
        one, two = usual.examined.places.of(label), other.examined.places.of(label)
        assert (one.region, one.tolerance_px, one.spacing_known) == (two.region, two.tolerance_px, two.spacing_known)
        np.testing.assert_array_equal(one.allowed, two.allowed)
    assert usual.screening.allowed.keys() == other.screening.allowed.keys()
    for name, allowed in usual.screening.allowed.items():
        np.testing.assert_array_equal(allowed, other.screening.allowed[name])


def test_the_marker_is_found_on_the_same_pixels(usual: _Seen, other: _Seen) -> None:
    """They lie in the marker's box; a detector on each classifier's input found it or not, as that was scaled."""
    kinds = []
    for one in (usual, other):
        assert one.examined.attention is not None
        kinds.append(one.examined.attention._contents._kinds)
    np.testing.assert_array_equal(*kinds)
    marks = kinds[0][0]
    x0, y0, x1, y1 = MARKED.marker_box
    left, top = usual.examined.checked.canonical.geometry.to_network(x0, y0)
    right, bottom = usual.examined.checked.canonical.geometry.to_network(x1, y1)
    assert left > 8 < top
    assert marks[round(top) - 8 : round(bottom) + 8, round(left) - 8 : round(right) + 8].sum() == marks.sum() > 100


SHAPES = {"square": np.s_[:, :], "narrow": np.s_[:, 60:580], "wide": np.s_[40:560, :], "odd": np.s_[3:600, 41:588]}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mm", [0.7, 0.43])
def test_a_tolerance_of_15_mm_is_15_mm_in_every_direction(shape: str, mm: float, segmenter: Segmenter, checker: InputChecker) -> None:
    """Within one canonical pixel, on the film's own millimetres: measured across and down, and from the lungs all around."""
    pixels = np.ascontiguousarray(MARKED.pixels[SHAPES[shape]])
    anatomy, pixel = _anatomy(film_of(pixels, mm), segmenter, checker), mm * max(pixels.shape) / 512
    found = FilmRegions(shipped_table(), anatomy, mm).of("Mass")
    assert (found.region.tolerance_mm, found.region.allowed) == (15, (Part.LUNGS,))
    lungs, field = part_mask(Part.LUNGS, anatomy), anatomy.structures.field
    down, across = (mm / scale for scale in anatomy.structures.geometry.scale[::-1])
    apart = ndimage.distance_transform_edt(~lungs, sampling=(down, across))
    assert found.allowed[field & (apart < 15 - pixel)].all()
    assert apart[found.allowed].max() < 15 + pixel
    for axis, size in ((0, down), (1, across)):
        grown, own = (np.flatnonzero(mask.any(axis=1 - axis))[[0, -1]] for mask in (found.allowed, lungs))
        for end in (0, 1):
            at_rim = grown[end] == np.flatnonzero(field.any(axis=1 - axis))[-end]
            assert at_rim or abs(grown[end] - own[end]) * size == pytest.approx(15, abs=pixel)


def _anatomy(film: Any, segmenter: Segmenter, checker: InputChecker) -> Anatomy:
    (checked,) = checker.looked_at([film])
    (segmented,) = segmenter.segmented([checked.canonical])
    anatomy = segmented.anatomy(checked.canonical)
    assert anatomy is not None
    return anatomy


def test_screening_and_collecting_see_the_same_examination(
    classifier: WatchedClassifier, segmenter: Segmenter, checker: InputChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same films, by the same pipeline, of which a reference keeps scores, parts and what lies outside."""
    seen: list[list[Examination]] = []

    def watched(films: Sequence[CheckedFilm], method: LoadedMethod) -> Generator[Progress, None, list[Examination]]:
        found = yield from examine(films, method)
        seen.append(found)
        return found

    for module in (collecting, screening):
        monkeypatch.setattr(module, "examine", watched)
    sensitive = WatchedClassifier.load(replace(embedded("embedded"), thresholds=(0.0001,) * 14), torch.device("cpu"))
    method = LoadedMethod(sensitive, segmenter, checker, shipped_table(), Parameters(challenges=False))
    films = [FILM, film_of(phantom(5_500_021, size=320).pixels)]
    kept, found = collect(films, method), result_of(screen(films, method))
    for one, two in zip(*seen, strict=True):
        _assert_same(one, two)
    for row, result in enumerate(found):
        assert isinstance(result, Screening)
        for k, finding in enumerate(result.findings):
            assert kept.logits[row, k] == np.float32(finding.logit)
            assert kept.positive[row, k] == finding.positive
            if finding.attention is not None and finding.attention.decomposition is not None:
                total = finding.attention.decomposition.total
                parts = [value for name, value in total.items() if name != "bias"]
                np.testing.assert_allclose(kept.budgets[row, k], parts, rtol=1e-5, atol=1e-6)


def _assert_same(one: Examination, two: Examination) -> None:
    arrays: list[tuple[NDArray[Any], NDArray[Any]]] = [
        (one.logits, two.logits), (one.maps, two.maps), (one.checked.canonical.grey, two.checked.canonical.grey),
        (one.segmentation.organs.logits, two.segmentation.organs.logits), (one.prepared.tensor.numpy(), two.prepared.tensor.numpy()),
    ]  # fmt: skip
    for a, b in arrays:
        np.testing.assert_array_equal(a, b)
    assert one.seen == two.seen
    assert one.segmentation.quality == two.segmentation.quality
    assert one.anatomy is not None
    assert two.anatomy is not None
    assert one.anatomy.frame == two.anatomy.frame
    np.testing.assert_array_equal(one.anatomy.structures.labels, two.anatomy.structures.labels)
