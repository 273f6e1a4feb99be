"""What is known of published classifiers is what their publisher says."""

from __future__ import annotations

import math
import warnings

import pytest

from models.networks.families.build import build
from models.networks.published import FAMILY, published

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from torchxrayvision.models import model_urls


@pytest.mark.parametrize("name", [name for name in model_urls if "-" in name])
def test_labels_and_operating_points_are_the_publishers(name: str) -> None:
    theirs, ours = model_urls[name], published()[name]
    used = {label: cut for label, cut in zip(theirs["labels"], theirs["op_threshs"], strict=True) if label and not math.isnan(cut)}
    assert dict(zip(filter(None, ours.outputs), ours.thresholds, strict=True)) == used
    assert [mine or label for mine, label in zip(ours.outputs, theirs["labels"], strict=True)] == theirs["labels"]
    assert (ours.url, ours.side) == (theirs["weights_url"], theirs["input_resolution"])


@pytest.mark.parametrize("name", published())
def test_each_can_be_built(name: str) -> None:
    one = published()[name]
    shapes = [tuple(tensor.shape) for tensor in build(FAMILY, name, {}, len(one.outputs)).state_dict().values()]
    assert shapes[-1] == (len(one.outputs),)
