"""The names of the tensors in what was saved: a state dict, one inside a checkpoint, or a whole module."""

from __future__ import annotations

from typing import Any

from models.networks.checkpoints.inert import Record
from models.networks.checkpoints.numbers import is_tensor
from models.networks.checkpoints.refusal import EXPORT_AGAIN, CheckpointError, checked_name

_WRAPPED = ("state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "weights", "params")
_MOST_VISITED, _DEEPEST_DICT, _DEEPEST_MODULE = 200_000, 4, 60


def named_tensors(root: Any) -> dict[str, Record]:
    """Return the records that describe tensors, by the names that ``state_dict()`` would give them.

    A checkpoint may hold other things beside the network: its optimizer, numbers of rounds, settings of foreign classes. They are left.

    Raises:
        CheckpointError: No tensor has a name, several networks are in the file, or it is out of proportion.
    """
    found = _Walk().network(root, _DEEPEST_DICT)
    if not found:
        raise CheckpointError(f"The file holds no tensors with names, so no network's weights; {EXPORT_AGAIN}.")
    return {checked_name(name): record for name, record in found.items()}


class _Walk:
    """A way through what was saved, whose steps are counted: what is shared may be met on very many ways."""

    def __init__(self) -> None:
        self.left = _MOST_VISITED

    def network(self, node: Any, levels: int) -> dict[str, Record]:
        if _is_module(node):
            found: dict[str, Record] = {}
            self.module(node, "", found)
            return found
        entries = _entries(node)
        if not entries or not levels:
            return {}
        self.visit(len(entries))
        own = {name: value for name, value in entries.items() if isinstance(name, str) and is_tensor(value)}
        if any("." in name for name in own):
            return own
        for name in _WRAPPED:
            if name in entries and (wrapped := self.network(entries[name], levels - 1)):
                return wrapped
        nested = {name: inside for name, value in entries.items() if isinstance(name, str) and (inside := self.network(value, levels - 1))}
        if len(nested) > 1:
            names = ", ".join(map(checked_name, sorted(nested)[:10]))
            raise CheckpointError(f"The file holds several networks ({names}); save the one to be used alone.")
        return next(iter(nested.values()), own)

    def module(self, node: Any, before: str, found: dict[str, Record], depth: int = 0) -> None:
        state = _state(node)
        passing = _members(state.get("_non_persistent_buffers_set"))
        for room in ("_parameters", "_buffers"):
            for name, value in self.children(state.get(room), before):
                if value is None or (room == "_buffers" and any(name == f"{before}{other}" for other in passing)):
                    continue
                if name in found or not is_tensor(value):
                    raise CheckpointError(f"{name} is not one tensor of the network; {EXPORT_AGAIN}.")
                found[name] = value
        for name, child in self.children(state.get("_modules"), before):
            if child is not None:
                if not _is_module(child) or depth > _DEEPEST_MODULE:
                    raise CheckpointError(f"{name} is not a module that is known here; {EXPORT_AGAIN}.")
                self.module(child, f"{name}.", found, depth + 1)

    def children(self, node: Any, before: str) -> list[tuple[str, Any]]:
        entries = _entries(node)
        self.visit(len(entries))
        return [(checked_name(f"{before}{name}" if isinstance(name, str) else ""), value) for name, value in entries.items()]

    def visit(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise CheckpointError("The file describes more than a network has; save its state dict alone.")


def _state(node: Any) -> dict[Any, Any]:
    state = node.state if isinstance(node, Record) else None
    # A class with slots gives two.
    state = state[0] if isinstance(state, tuple) and state else state
    return state if isinstance(state, dict) else {}


def _is_module(node: Any) -> bool:
    return {"_parameters", "_modules"} <= _state(node).keys()


def _entries(node: Any) -> dict[Any, Any]:
    """Return the entries of a dict, or of a class of dicts: those it was called with and those that were set."""
    if isinstance(node, dict):
        return node
    if not isinstance(node, Record) or is_tensor(node):
        return {}
    pairs = node.arguments[0] if node.arguments else None
    if isinstance(pairs, dict):
        return pairs | node.items
    given = [pair for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2] if isinstance(pairs, list) else []
    return {name: value for name, value in given if isinstance(name, str | int)} | node.items


def _members(node: Any) -> list[Any]:
    """Return what is in a set, which older pickles make by a call."""
    found = node.arguments[0] if isinstance(node, Record) and node.arguments else node
    return found if isinstance(found, list) else []
