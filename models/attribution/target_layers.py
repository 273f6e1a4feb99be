"""Candidate target layers, for a picker: which modules give maps on a grid."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from models.attribution.trace import Batch, trace
from models.attribution.twin import twin
from models.values.attribution import LAST_SPATIAL, TargetLayer


def target_layers(network: nn.Module, batch: Batch) -> tuple[TargetLayer, ...]:
    """Run the network once and list the places that can be attributed to, in the order in which they ran.

    Args:
        network: In eval mode; it is left as it is.
        batch: What it is called with; one image is enough.

    Returns:
        Modules that gave N×C×h×w on a grid of more than one cell, and first the default where the network has it.

    Raises:
        UnwatchableNetwork: As ``trace``.
    """
    seen: dict[str, tuple[int, int, int]] = {}

    def watch(name: str) -> Any:
        def see(output: Any) -> None:
            if isinstance(output, Tensor) and output.dim() == 4 and output.shape[-2] * output.shape[-1] > 1:
                seen.pop(name, None)
                seen[name] = (output.shape[1], output.shape[2], output.shape[3])

        return see

    watched = twin(network, after={name: watch(name) for name, _ in network.named_modules() if name})
    found = trace(watched, batch, from_input=False).found
    default = [TargetLayer(LAST_SPATIAL, (found.shape[1], found.shape[2], found.shape[3]))] if isinstance(found, Tensor) else []
    return (*default, *(TargetLayer(name, shape) for name, shape in seen.items()))
