"""Values through a pipe: what arrives is what was sent, and no shared memory is left."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from app.workers import parcel
from app.workers.messages import Cancel, Request, Task
from app.workers.parcel import Post
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.screen import ScreenFilms
from models.regions.table import shipped_table
from models.values.parameters import CHEAPEST
from models.values.radiograph import Header, Radiograph, Window

_DTYPES = [np.dtype(name) for name in ("bool", "u1", "i2", "f2", "f4", "f8", "i8", "c8")]


@dataclass(frozen=True)
class Inner:
    label: str
    values: NDArray[Any]


@dataclass(frozen=True)
class Outer:
    parts: tuple[Inner, ...]
    number: float | None
    grid: NDArray[Any]


@contextmanager
def _ends() -> Iterator[tuple[Post, Post]]:
    here, there = multiprocessing.Pipe()
    with here, there:
        yield Post(here), Post(there)


@pytest.fixture
def blocks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of all shared memory that this process makes or attaches."""
    names: list[str] = []

    class Noted(SharedMemory):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            names.append(self.name)

    monkeypatch.setattr(parcel, "SharedMemory", Noted)
    return names


def _left(names: list[str]) -> list[str]:
    left = []
    for name in set(names):
        try:
            SharedMemory(name=name).close()
        except FileNotFoundError:
            continue
        left.append(name)
    return left


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


@st.composite
def _arrays(draw: st.DrawFn) -> NDArray[Any]:
    """Arrays of every kind that occurs: also empty, strided, transposed and in Fortran's order."""
    shape = draw(arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=7))
    array = draw(arrays.arrays(draw(st.sampled_from(_DTYPES)), shape, fill=st.nothing()))
    if array.ndim and draw(st.booleans()):
        array = array[::-2]
    if draw(st.booleans()):
        array = array.T
    return np.asfortranarray(array) if array.ndim and draw(st.booleans()) else array


@settings(deadline=None, max_examples=60)
@given(st.lists(_arrays(), max_size=3), _arrays(), st.one_of(st.none(), st.floats(allow_nan=False)))
def test_what_arrives_is_what_was_sent(parts: list[NDArray[Any]], grid: NDArray[Any], number: float | None) -> None:
    sent = Outer(tuple(Inner(f"part {n}", part) for n, part in enumerate(parts)), number, grid)
    with _ends() as (here, there):
        here.send(sent)
        came = there.receive()
        here.release()
    assert (type(came), came.number, len(came.parts)) == (Outer, number, len(parts))
    assert _same(came.grid, grid)
    assert all(one.label == other.label and _same(one.values, other.values) for one, other in zip(came.parts, sent.parts, strict=True))


def test_what_arrived_may_be_written_to_and_outlives_its_block(blocks: list[str]) -> None:
    with _ends() as (here, there):
        here.send(np.arange(10_000))
        came = there.receive()
        here.release()
    assert len(set(blocks)) == 1
    assert _left(blocks) == []
    came += 1
    assert came.sum() == np.arange(10_001).sum()


def test_a_request_with_films_survives_the_way(blocks: list[str]) -> None:
    films = tuple(
        Radiograph(np.random.default_rng(n).random((300, 200), np.float32), Window(0.5, 1, "file"), Header("a" * 64, "b" * 64, 300, 200))
        for n in range(2)
    )
    load = LoadMethod("embedded", CHEAPEST, shipped_table())
    with _ends() as (here, there):
        here.send(Request(1, Task.SCREEN, ScreenFilms(films, "c" * 64, load)))
        came = there.receive()
        here.release()
    assert (came.id, came.kind, came.payload.fingerprint, came.payload.load) == (1, Task.SCREEN, "c" * 64, load)
    for one, other in zip(came.payload.films, films, strict=True):
        assert one.header == other.header
        assert _same(one.pixels, other.pixels)
    assert len(set(blocks)) == 1
    assert _left(blocks) == []


def test_a_value_without_arrays_needs_no_shared_memory(blocks: list[str]) -> None:
    with _ends() as (here, there):
        here.send(("text", 1, np.empty((0, 4))))
        assert there.receive()[:2] == ("text", 1)
    assert blocks == []


def test_the_sender_holds_its_block_until_the_other_side_speaks(blocks: list[str]) -> None:
    """A Cancel, which may cross with an answer, does not count as speaking."""
    with _ends() as (here, there):
        here.send(np.ones(100))
        there.send(Cancel(1))
        assert here.receive() == Cancel(1)
        assert len(here._sent) == 1
        assert there.receive().sum() == 100
        there.send("thanks")
        assert here.receive() == "thanks"
        assert here._sent == []
    assert _left(blocks) == []


def test_a_block_that_cannot_be_sent_is_freed(blocks: list[str]) -> None:
    with _ends() as (here, there):
        there.connection.close()
        with pytest.raises(OSError, match=r"[Bb]roken pipe|closed"):
            here.send(np.ones(100))
    assert len(blocks) == 1
    assert _left(blocks) == []


def test_a_block_that_the_dead_never_read_is_freed(blocks: list[str]) -> None:
    with _ends() as (here, there):
        here.send(np.ones(100))
        assert _left(blocks) == blocks
        there.connection.close()
        here.release(unread=True)
    assert _left(blocks) == []


def test_a_block_that_is_not_received_any_more_is_freed(blocks: list[str]) -> None:
    """As when the program ends while an answer is in the pipe; one that the other side freed meanwhile is no matter."""
    with _ends() as (here, there):
        here.send(np.ones(100))
        here.send(np.ones(100))
        assert len(_left(blocks)) == 2
        SharedMemory(name=blocks[0]).unlink()
        there.discard()
        here.release(unread=True)
        there.connection.close()
        there.discard()
    assert _left(blocks) == []


def test_an_end_whose_other_side_is_gone_says_so() -> None:
    with _ends() as (here, there):
        there.connection.close()
        with pytest.raises((EOFError, OSError)):
            here.receive()
