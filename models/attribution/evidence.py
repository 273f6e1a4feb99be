"""What the methods draw on, for some targets of one watched pass; each quantity is computed once, when a method first asks."""

from __future__ import annotations

from functools import cached_property

import torch
from torch import Tensor
from torch.nn import functional as F

from models.attribution import pooling
from models.attribution.backward import along, along_each
from models.attribution.refusal import NoClassActivationMap, NoReLU, NoTargetLayer
from models.attribution.targets import Chosen
from models.attribution.trace import Trace

_SHAPE_ONLY = pooling.FLATTENINGS | {
    F.dropout, F.dropout2d, torch.dropout, torch.squeeze, Tensor.squeeze, Tensor.contiguous, Tensor.clone, Tensor.float,
}  # fmt: skip
_COMPLETE = {torch.float16: 0.1, torch.bfloat16: 0.1}


class Evidence:
    """Activation, gradients and scalars of some targets.

    Args:
        trace: The watched pass.
        chosen: All targets.
        chunk: Which of them, t in number.
    """

    def __init__(self, trace: Trace, chosen: Chosen, chunk: slice) -> None:
        self._trace, self._chosen, self._chunk = trace, chosen, chunk

    @cached_property
    def activation(self) -> Tensor:
        """A, N×C×h×w, in single precision at least."""
        return _at_least_single(self._trace.activation.detach())

    @cached_property
    def gradients(self) -> Tensor:
        """∂yᶜ/∂A of all targets from one backward pass through the head, t×N×C×h×w."""
        activation, directions = self._trace.activation, self._chosen.directions(self._chunk)
        if not self._chosen.scores.requires_grad:
            raise NoTargetLayer(f"The score does not depend on the target layer {self._trace.target_layer!r}; name another.")
        return _at_least_single(self._backward_together(activation, directions))

    @cached_property
    def scores(self) -> Tensor:
        """The N×t scalars."""
        return _at_least_single(self._chosen.values(self._chunk))

    @cached_property
    def class_weights(self) -> Tensor:
        """wₖᶜ of the one linear layer that follows global average pooling, N×t×C.

        Raises:
            NoClassActivationMap: The head is another.
        """
        linear = self._trace.head.linear
        if linear is None or not self._chosen.of_classes or not self._is_average_and_linear(linear):
            raise NoClassActivationMap(
                "CAM is not defined for this head, which is not global average pooling and one linear layer; use Grad-CAM or HiResCAM."
            )
        return _at_least_single(linear[0].detach())[self._chosen.classes[:, self._chunk]]

    @cached_property
    def plain(self) -> Tensor:
        """∂yᶜ/∂x, N×t×H×W."""
        return self._of_pixels()

    @cached_property
    def guided(self) -> Tensor:
        """∂yᶜ/∂x where each ReLU passes only positive gradients at positive inputs, N×t×H×W.

        Raises:
            NoReLU: No ReLU was seen.
        """
        if not self._trace.relus:
            raise NoReLU("The network has no ReLU; guided backpropagation is not defined for it.")
        self._trace.switch.guided = True
        try:
            return self._of_pixels()
        finally:
            self._trace.switch.guided = False

    def _of_pixels(self) -> Tensor:
        """Sum the gradient over the input's channels, which all carry the same grey."""
        maps = [along(self._chosen.scores, self._trace.input, direction).sum(dim=1) for direction in self._chosen.directions(self._chunk)]
        return torch.stack(maps, dim=1)

    def _backward_together(self, to: Tensor, directions: Tensor) -> Tensor:
        if len(directions) == 1:
            return along(self._chosen.scores, to, directions[0])[None]
        try:
            return along_each(self._chosen.scores, to, directions)
        except RuntimeError as error:
            if "vmap" not in str(error):
                raise
            # Some operation of this head cannot be differentiated for many targets together.
            return torch.stack([along(self._chosen.scores, to, direction) for direction in directions])

    def _is_average_and_linear(self, linear: tuple[Tensor, Tensor | None]) -> bool:
        """Tell by what ran, and by the scores: all of them are the bias plus the mean of the map."""
        weight, bias = linear
        inner = [call for call in self._trace.head.calls if call not in _SHAPE_ONLY]
        if len(inner) != 2 or inner[0] not in pooling.AVERAGES or inner[1] is not F.linear:
            return False
        mean, scores = self.activation.mean(dim=(2, 3)), _at_least_single(self._chosen.scores.detach())
        if weight.shape != (scores.shape[1], mean.shape[1]):
            return False
        exact = F.linear(mean, _at_least_single(weight.detach()), None if bias is None else _at_least_single(bias.detach()))
        return bool((exact - scores).abs().max() <= _COMPLETE.get(self._chosen.scores.dtype, 1e-3) * scores.abs().max().clamp_min(1e-6))


def _at_least_single(tensor: Tensor) -> Tensor:
    return tensor.float() if tensor.dtype in (torch.float16, torch.bfloat16) else tensor
