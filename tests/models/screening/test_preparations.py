"""Preparations of other people's classifiers, screened whole: no padding, min–max scaling, no resize, half precision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from enum import Enum
from typing import Any

import numpy as np
import pytest
import torch

from models.anatomy.segmenter import Segmenter
from models.attention.reasons import BELOW_THRESHOLD
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.networks.steps import Channels, CropSquare, Normalise, PreparationStep, Resize, Scale
from models.reading.window import automatic_window
from models.screening.screen import screen
from models.values.digests import pixel_hash
from models.values.parameters import CHEAPEST
from models.values.radiograph import Header, Radiograph
from models.values.screening import Screening

NORMALISE = Normalise((0.5,), (0.25,))
PREPARATIONS: dict[str, tuple[PreparationStep, ...]] = {
    "no padding": (Scale("percentiles", (0.0, 1.0)), Resize(320, 320, "bilinear"), NORMALISE),
    "min–max": (Scale("min-max", (-1.0, 1.0)), Resize(320, 256, "area")),
    "stored bits, cropped": (Scale("stored-bits", (0.0, 1.0)), CropSquare("center"), Resize(320, 320, "bicubic"), NORMALISE),
    "no resize": (Scale("percentiles", (0.0, 1.0)), Channels(1), NORMALISE),
}
ARRAYS = {"signed_maps", "lungs", "allowed"}


def _film(height: int, width: int) -> Radiograph:
    square = phantom(5_500_002, size=max(height, width)).pixels
    top, left = (square.shape[0] - height) // 2, (square.shape[1] - width) // 2
    pixels = np.ascontiguousarray(square[top : top + height, left : left + width])
    return Radiograph(pixels, automatic_window(pixels), Header("00" * 32, pixel_hash(pixels), height, width, pixel_spacing_mm=0.7))


def _screened(film: Radiograph, *with_: Any) -> Screening:
    steps = screen([film], *with_, CHEAPEST)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            (found,) = end.value
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
        assert isinstance(value, Enum) or type(value) in {int, float, bool, str, type(None)}, path
        assert not isinstance(value, float) or np.isfinite(value), path
    assert np.isfinite(found.signed_maps).all()
    for finding in found.findings:
        assert (finding.attention is None) == ("attention" in finding.reasons)
        if finding.attention:
            null = {name for name, value in vars(finding.attention).items() if value is None}
            assert null == finding.attention.reasons.keys()
        elif not finding.positive:
            assert finding.reasons["attention"] == BELOW_THRESHOLD


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
    boxes += [challenge.region for finding in found.findings for challenge in finding.challenges]
    assert all(0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height for x0, y0, x1, y1 in boxes)


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
