"""A device's memory that does not suffice: fewer images at once, at last the CPU, and it is said."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.attribution import attribute as module
from models.attribution.attribute import attribute
from models.attribution.memory import in_chunks
from models.values.attribution import MapMethod


def _small(limit: int) -> Any:
    """Return work that fits up to a number of images."""

    def run(start: int, stop: int) -> list[int]:
        if stop - start > limit:
            raise torch.OutOfMemoryError("fake")
        return list(range(start, stop))

    return run


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("count", [1, 2, 7, 8])
def test_fewer_images_at_once_until_they_fit(limit: int, count: int) -> None:
    done, notes = in_chunks(_small(limit), count, at_once=8, divisible=True, on_cpu=None)
    assert [image for part in done for image in part] == list(range(count))
    assert len(notes) == sum(min(count, 8) >> halved > limit for halved in range(4))


def test_at_last_the_cpu_and_it_is_said() -> None:
    done, notes = in_chunks(_small(0), 5, at_once=4, divisible=True, on_cpu=lambda: _small(9))
    assert [image for part in done for image in part] == list(range(5))
    assert "on the CPU" in notes[-1]
    assert "4 images at once; 2 were used" in notes[0]


def test_what_cannot_be_divided_goes_to_the_cpu_at_once() -> None:
    done, notes = in_chunks(_small(2), 5, at_once=5, divisible=False, on_cpu=lambda: _small(9))
    assert done == [[0, 1, 2, 3, 4]]
    assert len(notes) == 1


def test_without_another_place_the_error_is_the_callers() -> None:
    with pytest.raises(torch.OutOfMemoryError):
        in_chunks(_small(0), 2, at_once=2, divisible=True, on_cpu=None)


class _Narrow(nn.Module):
    """Refuses more than two images, as a full device would."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.out = nn.Conv2d(1, 4, 3), nn.Linear(4, 3)
        self.most = 2

    def forward(self, batch: Tensor) -> Tensor:
        if len(batch) > self.most:
            raise torch.OutOfMemoryError("fake")
        return self.out(torch.relu(self.conv(batch)).mean((2, 3)))


def test_a_network_that_does_not_fit_gives_the_maps_of_one_that_does() -> None:
    torch.manual_seed(1)
    network, batch = _Narrow().eval(), torch.randn(5, 1, 8, 8)
    methods, targets = [MapMethod.SIGNED_CAM, MapMethod.GUIDED_GRAD_CAM], torch.tensor([[0], [1], [2], [0], [1]])
    halved = attribute(network, batch, methods=methods, targets=targets)
    network.most = 5
    whole = attribute(network, batch, methods=methods, targets=targets)
    assert halved.notes == ("The device's memory did not suffice for 5 images at once; 2 were used.",)
    assert whole.notes == ()
    for method in methods:
        torch.testing.assert_close(halved.maps[method], whole.maps[method])
    torch.testing.assert_close(halved.logits, whole.logits)


def test_classes_are_taken_in_chunks_that_fit(resnet18: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradients of all classes together hold T times the activation."""
    whole = attribute(resnet18.network, resnet18.batch, methods=list(MapMethod))
    monkeypatch.setattr(module, "_HEAD_BYTES", {"cpu": 1})
    single = attribute(resnet18.network, resnet18.batch, methods=list(MapMethod))
    for method in MapMethod:
        torch.testing.assert_close(single.maps[method], whole.maps[method], rtol=1e-4, atol=1e-7)
