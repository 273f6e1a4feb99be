"""The watched pass: one forward that sees every ReLU and the tensor that enters the last spatial pooling.

A ``TorchFunctionMode`` watches; no module is replaced, edited or hooked, and nothing outlives the pass but its graph.
The mode's stack belongs to the thread, so several threads may watch one network at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

from models.attribution import pooling
from models.attribution.normalisation import fixed_scale, normalised
from models.attribution.refusal import NoTargetLayer, UnwatchableNetwork
from models.attribution.relu import Switch, ceiling, in_place, rectified
from models.attribution.twin import twin
from models.values.attribution import LAST_SPATIAL

Batch = Tensor | tuple[Any, ...]
"""N×C×H×W images, or all that the network is called with, the images first."""

_NO_POOLING = "The network never pools over a grid; there is no place to attribute to. Name a module as the target layer."
_ONE_CELL = "The last pooling sees a grid of one cell; there is no place to attribute to. Use larger images, or name a module."


@dataclass(frozen=True)
class Head:
    """What ran from the target layer to the output.

    Attributes:
        calls: The functions, in order, without those that only ask for a property or that the score's graph does not go through.
        linear: Weight and bias of the last linear layer among them.
    """

    calls: tuple[Callable[..., Any], ...]
    linear: tuple[Tensor, Tensor | None] | None


@dataclass(frozen=True)
class Trace:
    """One watched pass.

    Attributes:
        output: What the network gave, with a graph from the activation on, or from ``input``.
        input: The images; they have a graph only where the trace was taken from the input.
        target_layer: ``"last-spatial"`` or the name of the module.
        relus: How many ReLUs ran.
        switch: Of the ReLUs; it works where the trace was taken guided.
        head: What ran from the target layer on.
        found: The activation, or the sentence that says why there is none.
    """

    output: Any
    input: Tensor
    target_layer: str
    relus: int
    switch: Switch
    head: Head
    found: Tensor | str

    @property
    def activation(self) -> Tensor:
        """A, N×C×h×w: the maps that enter the last spatial pooling, or that the named module gave.

        Raises:
            NoTargetLayer: There are none.
        """
        if isinstance(self.found, str):
            raise NoTargetLayer(self.found)
        return self.found


def trace(network: nn.Module, batch: Batch, *, from_input: bool, guided: bool | None = None, target_layer: str | None = None) -> Trace:
    """Run the network once and watch.

    Args:
        network: In eval mode; any device and floating type.
        batch: What it is called with, the images first.
        from_input: Keep the graph from the pixels on, for methods of input space; else only the head's.
        guided: Give the ReLUs of that graph their switch; as ``from_input`` where not said.
        target_layer: A module's dotted name, or None for the last spatial pooling.

    Raises:
        UnwatchableNetwork: It is in train mode, scripted, compiled, spread over devices, or made under ``inference_mode``.
        NoTargetLayer: There is no module of that name, or it gives no N×C×h×w tensor.
    """
    _refuse_what_cannot_be_watched(network)
    images, *others = batch if isinstance(batch, tuple) else (batch,)
    if from_input and not images.is_floating_point():
        raise UnwatchableNetwork("The images are whole numbers, so they have no gradient; convert them to the network's floating type.")
    watch = _Watch(from_input=from_input, guided=from_input if guided is None else guided, seeks=target_layer is None)
    called = network if target_layer is None else twin(network, after={target_layer: lambda output: watch.cut(_grid(output, target_layer))})
    with torch.inference_mode(False):
        pixels = images.detach().clone().requires_grad_(from_input)
        entering = pixels.clone() if from_input else pixels
        rest = [other.detach().clone() if isinstance(other, Tensor) and other.is_inference() else other for other in others]
        with torch.set_grad_enabled(from_input), watch:
            output = called(entering, *rest)
    missing = watch.reason if target_layer is None else f"The module {target_layer!r} did not run."
    found = missing if watch.activation is None else watch.activation
    return Trace(output, pixels, target_layer or LAST_SPATIAL, watch.relus, watch.switch, Head(tuple(watch.calls), watch.linear), found)


def _refuse_what_cannot_be_watched(network: nn.Module) -> None:
    modules = list(network.modules())
    if any(isinstance(module, torch.jit.ScriptModule) for module in modules):
        raise UnwatchableNetwork("A scripted network, or part of one, cannot be watched; load it as a Python module.")
    if any(module._compiled_call_impl is not None or type(module).__name__ == "OptimizedModule" for module in modules):
        raise UnwatchableNetwork("A compiled network, or part of one, cannot be watched; give the one that was compiled.")
    if any(isinstance(module, (nn.DataParallel, nn.parallel.DistributedDataParallel)) for module in modules):
        raise UnwatchableNetwork("A network spread over devices cannot be watched; give the network itself, its attribute 'module'.")
    if any(module.training for module in modules):
        raise UnwatchableNetwork("The network or a part of it is in train mode, where scores depend on the batch; call eval() first.")
    if any(parameter is not None and parameter.is_inference() for module in modules for parameter in module._parameters.values()):
        raise UnwatchableNetwork("The network's weights were made under inference_mode and cannot be differentiated; load them outside it.")


def _grid(output: Any, target_layer: str | None) -> Tensor:
    if not isinstance(output, Tensor) or output.dim() != 4:
        raise NoTargetLayer(f"The module {target_layer!r} does not give a tensor of images, channels, rows and columns.")
    return output


class _Watch(TorchFunctionMode):
    """Counts ReLUs, cuts the graph where the grid collapses, and keeps what entered the last such place."""

    def __init__(self, *, from_input: bool, guided: bool, seeks: bool) -> None:
        super().__init__()
        self.from_input, self.guided, self.seeks = from_input, guided, seeks
        self.recording = from_input
        self.activation: Tensor | None = None
        self.reason = _NO_POOLING
        self.relus = 0
        self.switch = Switch()
        self.calls: list[Callable[..., Any]] = []
        self.linear: tuple[Tensor, Tensor | None] | None = None
        self._source: tuple[Tensor, int] | None = None
        self._part: pooling.PartialPooling | None = None
        self._collapsed: Tensor | None = None

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        named = kwargs or {}
        name = getattr(func, "__name__", "")
        if name in {"__get__", "__set__", "dim", "size"}:
            return func(*args, **named)
        if func is torch._C._set_grad_enabled and self.recording:
            return None  # A network that switches gradients off would cut the graph from its own head.
        if torch.is_inference_mode_enabled():
            with torch.inference_mode(False), torch.set_grad_enabled(self.recording):
                return self._called(func, args, named)
        if self.recording:
            torch.set_grad_enabled(True)  # The end of such a block brings back what was before it.
        return self._called(func, args, named)

    def _called(self, func: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if self.recording:
            args, named = tuple(map(_weightless, args)), {name: _weightless(value) for name, value in named.items()}
        if not args and "input" in named:
            args = (named.pop("input"),)
        if self.activation is not None and _has_graph(args):
            self.calls.append(func)
        if func is F.linear:
            self.linear = (args[1], args[2] if len(args) > 2 else named.get("bias"))
        if (highest := ceiling(func, args, named)) is not None:
            self.relus += 1
            if self.guided:
                return rectified(args[0], highest, self.switch, in_place=in_place(func, args, named))
        elif self.recording and (normalisation := fixed_scale(func, args, named)) is not None:
            return normalised(normalisation)
        elif self.seeks and args and func in pooling.CALLS and isinstance(args[0], Tensor):
            return self._pooled(func, args[0], args[1:], named)
        return func(*args, **named)

    def _pooled(self, func: Callable[..., Any], entering: Tensor, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        def again(x: Tensor) -> Any:
            return func(x, *args, **named)

        result = again(entering)
        step = pooling.step(func, entering, result, args, named)
        if step is pooling.PoolingStep.NOTHING:
            return result
        before = self._part if self._part is not None and self._part.leads_to(entering) else None
        if step is pooling.PoolingStep.PART:
            self._part = pooling.PartialPooling(entering, pooling.version(entering), result, again)
            return result
        if before is not None and (entering.dim() == 3 or func in pooling.FLATTENINGS):
            first = before.again
            return self._collapse(func, before.entering, lambda x: again(first(x)), result)
        return result if entering.dim() == 3 else self._collapse(func, entering, again, result)

    def _collapse(self, func: Callable[..., Any], entering: Tensor, again: Callable[[Tensor], Any], result: Tensor) -> Any:
        if entering.shape[-2] * entering.shape[-1] <= 1:
            once_more = self._collapsed is not None and pooling.same_memory(self._collapsed, entering)
            self.reason = _ONE_CELL
            if func not in pooling.FLATTENINGS and not once_more:
                self.activation = None
            return result
        self._collapsed = again(self.cut(entering))
        self.calls = [func]
        return self._collapsed

    def cut(self, entering: Tensor) -> Tensor:
        """Keep a copy that no later in-place operation can reach, begin the head's graph there, and hand the network another."""
        source = self._source
        if self.activation is None or source is None or source[0] is not entering or source[1] != pooling.version(entering):
            self._source = (entering, pooling.version(entering))
            # Without a graph from the input, whatever graph an earlier pooling began ends here.
            self.activation = entering.clone() if self.from_input else entering.detach().clone().requires_grad_()
        torch.set_grad_enabled(True)
        self.recording, self.calls, self.linear = True, [], None
        return self.activation.clone()


def _has_graph(values: Iterable[Any]) -> bool:
    return any(
        _has_graph(value) if isinstance(value, (list, tuple)) else isinstance(value, Tensor) and value.requires_grad for value in values
    )


def _weightless(value: Any) -> Any:
    """Spare the graph of the weights: a parameter takes part as a constant."""
    return value.detach() if isinstance(value, nn.Parameter) and value.requires_grad else value
