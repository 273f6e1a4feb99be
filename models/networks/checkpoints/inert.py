"""What a pickle describes, as inert records: nothing is imported, nothing called, nothing made of a class.

A pickle is a program for a small stack machine. This is that machine without its hands: where Python would look up a class there is a
name, and where it would call something there is a record of the call. Its work and memory grow with the bytes read, which are bounded.
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from models.networks.checkpoints.refusal import DAMAGED, CheckpointError

MOST_BYTES = 64_000_000
"""What the pickles of a checkpoint may have without its numbers; a DenseNet's has 200 kB."""

_MOST_STEPS = 2_000_000
_LONGEST_LINE = 10_000
_BROKEN = (ValueError, IndexError, KeyError, TypeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Named:
    """A class or function that the file names, as ``module.name``."""

    name: str


@dataclass(frozen=True, slots=True)
class Persistent:
    """What the file keeps outside its pickle: the numbers of a storage, or a class beside its source."""

    id: Any


@dataclass(eq=False, slots=True)
class Record:
    """What Python would have made by a call.

    Attributes:
        what: The name of what would have been called, ``""`` where that is not a name.
        arguments: What it would have been called with.
        state: What it would have been told afterwards.
        items, listed: What would have been put in, by key and in order.
    """

    what: str
    arguments: tuple[Any, ...]
    state: Any = None
    items: dict[Any, Any] = field(default_factory=dict)
    listed: list[Any] = field(default_factory=list)


class Pickles(io.BytesIO):
    """The bytes of pickles that follow each other, read by lines that are bounded."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read one line, which in a pickle is a name or a number."""
        line = super().readline(_LONGEST_LINE)
        if b"\\" in line:
            raise CheckpointError(DAMAGED)
        return line

    def next(self) -> tuple[Any, list[Persistent]]:
        """Read one pickle.

        Returns:
            What it describes, made of lists, tuples, dicts, numbers, texts, bytes and the records above; sets are lists. And all that it
            keeps outside. Entries of a dict whose key is no text, number or bytes are left out.

        Raises:
            CheckpointError: It is damaged, uses what torch never writes, or is out of proportion.
        """
        machine = _Machine()
        try:
            for number, (opcode, argument, _) in enumerate(pickletools.genops(self)):
                if number >= _MOST_STEPS:
                    raise CheckpointError("The file describes more objects than a network has; save its state dict alone.")
                _step(machine, opcode.name, argument)
            (described,) = machine.stack
        except _BROKEN:
            raise CheckpointError(DAMAGED) from None
        return described, machine.kept_outside


class _Machine:
    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.below: list[list[Any]] = []
        self.memo: dict[int, Any] = {}
        self.kept_outside: list[Persistent] = []

    def push(self, value: Any) -> None:
        self.stack.append(value)

    def mark(self) -> None:
        self.below.append(self.stack)
        self.stack = []

    def to_mark(self) -> list[Any]:
        found, self.stack = self.stack, self.below.pop()
        return found

    def last(self, count: int) -> list[Any]:
        if len(self.stack) < count:
            raise IndexError
        found = self.stack[-count:]
        del self.stack[-count:]
        return found

    def put(self, into: Any, pairs: list[Any]) -> None:
        items = into.items if isinstance(into, Record) else into
        if not isinstance(items, dict) or len(pairs) % 2:
            raise TypeError
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            if not isinstance(key, str | int | float | bytes | None):
                continue
            if isinstance(key, str) and key in items:
                raise CheckpointError("The file gives two values for one name; it was not written by torch.save. Save it again.")
            items[key] = value

    def extend(self, into: Any, values: list[Any]) -> None:
        listed = into.listed if isinstance(into, Record) else into
        if not isinstance(listed, list):
            raise TypeError
        listed.extend(values)

    def call(self, what: Any, arguments: Any, keywords: Any = None) -> None:
        if not isinstance(arguments, tuple):
            raise TypeError
        name = what.name if isinstance(what, Named) else ""
        self.push(Record(name, arguments if keywords is None else (*arguments, keywords)))

    def build(self, state: Any) -> None:
        built = self.stack[-1]
        if not isinstance(built, Record):
            raise TypeError
        built.state = state

    def keep_outside(self, id: Any) -> None:
        found = Persistent(id)
        self.kept_outside.append(found)
        self.push(found)

    def new_dict(self, pairs: list[Any]) -> None:
        made: dict[Any, Any] = {}
        self.put(made, pairs)
        self.push(made)


_Step = Callable[[_Machine, Any], Any]


def _named(argument: str) -> Named:
    return Named(argument.replace(" ", ".", 1))


def _stack_named(machine: _Machine) -> None:
    module, name = machine.last(2)
    if not (isinstance(module, str) and isinstance(name, str)):
        raise TypeError
    machine.push(Named(f"{module}.{name}"))


def _object(machine: _Machine) -> None:
    what, *arguments = machine.to_mark()
    machine.call(what, tuple(arguments))


_PLAIN = (
    "INT", "LONG", "BININT", "BININT1", "BININT2", "LONG1", "LONG4", "FLOAT", "BINFLOAT", "STRING", "BINSTRING", "SHORT_BINSTRING",
    "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8",
)  # fmt: skip
_STEPS: dict[str, _Step] = {
    **dict.fromkeys(("PROTO", "FRAME", "STOP"), lambda machine, argument: None),
    **dict.fromkeys(_PLAIN, lambda machine, argument: machine.push(argument)),
    "NONE": lambda machine, argument: machine.push(None),
    "NEWTRUE": lambda machine, argument: machine.push(True),
    "NEWFALSE": lambda machine, argument: machine.push(False),
    **dict.fromkeys(("EMPTY_LIST", "EMPTY_SET"), lambda machine, argument: machine.push([])),
    "EMPTY_TUPLE": lambda machine, argument: machine.push(()),
    "EMPTY_DICT": lambda machine, argument: machine.push({}),
    **dict.fromkeys(("LIST", "FROZENSET"), lambda machine, argument: machine.push(machine.to_mark())),
    "TUPLE": lambda machine, argument: machine.push(tuple(machine.to_mark())),
    "TUPLE1": lambda machine, argument: machine.push(tuple(machine.last(1))),
    "TUPLE2": lambda machine, argument: machine.push(tuple(machine.last(2))),
    "TUPLE3": lambda machine, argument: machine.push(tuple(machine.last(3))),
    "DICT": lambda machine, argument: machine.new_dict(machine.to_mark()),
    "APPEND": lambda machine, argument: machine.extend(machine.stack[-2], machine.last(1)),
    **dict.fromkeys(("APPENDS", "ADDITEMS"), lambda machine, argument: _on_marked(machine, machine.extend)),
    "SETITEM": lambda machine, argument: machine.put(machine.stack[-3], machine.last(2)),
    "SETITEMS": lambda machine, argument: _on_marked(machine, machine.put),
    "MARK": lambda machine, argument: machine.mark(),
    "POP_MARK": lambda machine, argument: machine.to_mark(),
    # Of a mark that nothing follows, POP takes the mark away.
    "POP": lambda machine, argument: machine.stack.pop() if machine.stack else machine.to_mark(),
    "DUP": lambda machine, argument: machine.push(machine.stack[-1]),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), lambda machine, argument: machine.push(machine.memo[argument])),
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT"), lambda machine, argument: machine.memo.update({argument: machine.stack[-1]})),
    "MEMOIZE": lambda machine, argument: machine.memo.update({len(machine.memo): machine.stack[-1]}),
    "GLOBAL": lambda machine, argument: machine.push(_named(argument)),
    "STACK_GLOBAL": lambda machine, argument: _stack_named(machine),
    "INST": lambda machine, argument: machine.call(_named(argument), tuple(machine.to_mark())),
    "OBJ": lambda machine, argument: _object(machine),
    **dict.fromkeys(("REDUCE", "NEWOBJ"), lambda machine, argument: machine.call(*machine.last(2))),
    "NEWOBJ_EX": lambda machine, argument: machine.call(*machine.last(3)),
    "BUILD": lambda machine, argument: machine.build(machine.last(1)[0]),
    "PERSID": lambda machine, argument: machine.keep_outside(argument),
    "BINPERSID": lambda machine, argument: machine.keep_outside(machine.last(1)[0]),
}


def _on_marked(machine: _Machine, act: Callable[[Any, list[Any]], None]) -> None:
    values = machine.to_mark()
    act(machine.stack[-1], values)


def _step(machine: _Machine, name: str, argument: Any) -> None:
    if name not in _STEPS:
        raise CheckpointError("The file asks for objects from outside it, which torch.save never does; it is not read.")
    _STEPS[name](machine, argument)
