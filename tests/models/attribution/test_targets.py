"""Targets of every kind, and networks of other tasks than classification."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.attribution.attribute import attribute
from models.attribution.refusal import NoSuchTarget
from models.values.attribution import MapMethod

SIGNED = [MapMethod.SIGNED_CAM]


def _off(found: Tensor, wanted: Tensor) -> float:
    assert found.shape == wanted.shape
    assert wanted.abs().max() > 0
    return float((found - wanted).abs().max() / wanted.abs().max())


@pytest.mark.parametrize("method", [MapMethod.GRAD_CAM_PLUS_PLUS, MapMethod.CAM, MapMethod.GUIDED_GRAD_CAM, MapMethod.GRADIENT])
def test_targets_may_differ_between_images(resnet18: Any, method: MapMethod) -> None:
    every = attribute(resnet18.network, resnet18.batch, methods=[method]).maps[method]
    found = attribute(resnet18.network, resnet18.batch, methods=[method], targets=[[2, 0], [1, 1]]).maps[method]
    assert _off(found, torch.stack([every[0, [2, 0]], every[1, [1, 1]]])) <= 1e-5


def test_a_function_of_the_output_is_a_target(resnet18: Any) -> None:
    """A linear one gives the same mixture of maps; a margin is the difference of two."""
    every = attribute(resnet18.network, resnet18.batch, methods=SIGNED)
    margin = attribute(resnet18.network, resnet18.batch, methods=SIGNED, targets=lambda logits: logits[:, 2] - logits[:, 0])
    maps = every.maps[MapMethod.SIGNED_CAM]
    assert _off(margin.maps[MapMethod.SIGNED_CAM][:, 0], maps[:, 2] - maps[:, 0]) <= 1e-5
    assert torch.equal(margin.logits, every.logits)
    assert margin.used.targets == "function"


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ([3], "has 3 classes"),
        ([-1], "has 3 classes"),
        ([], "Targets are"),
        ([0.5], "Targets are"),
        ("first", "Targets are"),
        ([[0], [1], [2]], "targets for 3 images, and 2 images"),
        ([[0, 1], [2]], "Targets are"),
        (lambda logits: logits, "one number an image, 2 here"),
    ],
)
def test_targets_that_do_not_fit_are_refused(resnet18: Any, targets: Any, sentence: str) -> None:
    with pytest.raises(NoSuchTarget, match=sentence):
        attribute(resnet18.network, resnet18.batch, methods=SIGNED, targets=targets)


class _Captions(nn.Module):
    """Image → the log-probabilities of the words of a caption, N×L×V: a recurrent decoder begins with the pooled image."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.begin = nn.Conv2d(1, 8, 3), nn.Linear(8, 12)
        self.words, self.decoder, self.out = nn.Embedding(7, 5), nn.LSTM(5, 12, batch_first=True), nn.Linear(12, 7)

    def decode(self, maps: Tensor, caption: Tensor) -> Tensor:
        state = torch.tanh(self.begin(maps.mean((2, 3))))[None]
        states, _ = self.decoder(self.words(caption), (state, torch.zeros_like(state)))
        return self.out(states).log_softmax(dim=-1)

    def forward(self, batch: Tensor, caption: Tensor) -> Tensor:
        return self.decode(torch.relu(self.conv(batch)), caption)


class _Answers(nn.Module):
    """Image and question → N×K answers: the question decides which channels of the pooled image count."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.gate, self.out = nn.Conv2d(1, 8, 3), nn.Linear(4, 8), nn.Linear(8, 3)

    def answer(self, maps: Tensor, question: Tensor) -> Tensor:
        return self.out(maps.mean((2, 3)) * torch.sigmoid(self.gate(question)))

    def forward(self, batch: Tensor, question: Tensor) -> Tensor:
        return self.answer(torch.relu(self.conv(batch)), question)


class _Segments(nn.Module):
    """Image → N×K×H×W; nowhere is the grid pooled."""

    def __init__(self) -> None:
        super().__init__()
        self.down, self.up = nn.Conv2d(1, 6, 3, stride=2, padding=1), nn.ConvTranspose2d(6, 2, 2, stride=2)
        self.inner = nn.Conv2d(6, 6, 3, padding=1)

    def decode(self, maps: Tensor) -> Tensor:
        return self.up(torch.relu(self.inner(maps)))

    def forward(self, batch: Tensor) -> dict[str, Tensor]:
        return {"out": self.decode(torch.relu(self.down(batch)))}


def _signed(scalar_of: Any, maps: Tensor) -> Tensor:
    """Brute force for one scalar an image."""
    kept = maps.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(scalar_of(kept).sum(), kept)
    return (gradient.mean((2, 3), keepdim=True) * kept).sum(1, keepdim=True).detach()


def test_the_word_of_a_caption_is_attributed() -> None:
    torch.manual_seed(1)
    network, batch, caption = _Captions().double().eval(), torch.randn(3, 1, 9, 8).double(), torch.randint(7, (3, 4))
    found = attribute(network, (batch, caption), methods=[*SIGNED, MapMethod.GUIDED_BACKPROP], targets=lambda words: words[:, 2, 5])
    wanted = _signed(lambda maps: network.decode(maps, caption)[:, 2, 5], torch.relu(network.conv(batch)))
    assert _off(found.maps[MapMethod.SIGNED_CAM], wanted) <= 1e-9
    torch.testing.assert_close(found.logits, network(batch, caption).detach(), rtol=1e-12, atol=1e-12)


def test_the_answer_to_a_question_is_attributed() -> None:
    """The question goes along with its image, also where images are taken in chunks; another question gives another map."""
    torch.manual_seed(2)
    network, batch, question = _Answers().double().eval(), torch.randn(3, 1, 9, 8).double(), torch.randn(3, 4).double()
    for at_once in (None, 2):
        found = attribute(network, (batch, question), methods=SIGNED, targets=[1], images_at_once=at_once)
        wanted = _signed(lambda maps: network.answer(maps, question)[:, 1], torch.relu(network.conv(batch)))
        assert _off(found.maps[MapMethod.SIGNED_CAM], wanted) <= 1e-9
    other = attribute(network, (batch, question.flip(0)), methods=SIGNED, targets=[1])
    assert _off(other.maps[MapMethod.SIGNED_CAM], wanted) > 0.01


def test_the_sum_over_a_mask_of_a_segmentation_is_attributed() -> None:
    torch.manual_seed(3)
    network, batch = _Segments().double().eval(), torch.randn(2, 1, 8, 12).double()
    mask = torch.rand(2, 8, 12) > 0.5
    found = attribute(network, batch, methods=SIGNED, targets=lambda output: (output["out"][:, 1] * mask).sum((1, 2)), target_layer="down")
    kept = network.down(batch)
    wanted = _signed(lambda maps: (network.decode(torch.relu(maps))[:, 1] * mask).sum((1, 2)), kept)
    assert _off(found.maps[MapMethod.SIGNED_CAM], wanted) <= 1e-9
    assert found.logits.shape == (2, 1)


def test_an_output_that_is_no_row_of_scores_needs_a_function() -> None:
    with pytest.raises(NoSuchTarget, match="pass a function of its output"):
        attribute(_Segments().eval(), torch.randn(1, 1, 8, 8), methods=SIGNED, target_layer="down")
