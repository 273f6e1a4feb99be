"""A pickle is described, not run, and what it may ask of this machine is bounded."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from fractions import Fraction
from typing import Any

import pytest

from models.networks.checkpoints import inert
from models.networks.checkpoints.inert import Named, Pickles, Record
from models.networks.checkpoints.refusal import CheckpointError

_VALUES: list[Any] = [
    None, True, False, 0, 255, 65535, -1, 2**31, 2**70, -(2**70), 1.5, "text", "Übergröße", "x" * 300, b"bytes", b"y" * 300,
    bytearray(b"z"), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1, [2]], {"a": {"b": 1}, 3: 4, None: 5, 1.5: 6, b"k": 7},
]  # fmt: skip


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("value", _VALUES, ids=lambda value: repr(value)[:20])
def test_plain_values_are_what_they_are(value: Any, protocol: int) -> None:
    found, kept = Pickles(pickle.dumps(value, protocol)).next()
    # Before protocol 3 bytes, and before 5 arrays of bytes, are made by a call.
    if protocol < (5 if isinstance(value, bytearray) else 3) and isinstance(value, bytes | bytearray):
        assert isinstance(found, Record)
    elif protocol > 2 or not isinstance(value, dict):
        assert (found, type(found)) == (value, type(value))
    assert kept == []


@pytest.mark.parametrize("protocol", [2, 5])
def test_objects_are_records_of_what_would_have_been_called(protocol: int) -> None:
    found, _ = Pickles(pickle.dumps(Fraction(1, 3), protocol)).next()
    assert (found.what, found.arguments) == ("fractions.Fraction", (1, 3)) or found.arguments == ("1/3",)
    ordered, _ = Pickles(pickle.dumps(OrderedDict(a=1), protocol)).next()
    assert (ordered.what, ordered.items) == ("collections.OrderedDict", {"a": 1})
    named, _ = Pickles(pickle.dumps(Fraction, protocol)).next()
    assert named == Named("fractions.Fraction")
    assert {type(Pickles(pickle.dumps(kind({1}), protocol)).next()[0]) for kind in (set, frozenset)} <= {list, Record}


def test_pickles_that_follow_each_other_are_read_in_turn() -> None:
    pickles = Pickles(pickle.dumps(1) + pickle.dumps([2]) + b"rest")
    assert [pickles.next()[0], pickles.next()[0], pickles.read()] == [1, [2], b"rest"]


def test_shared_objects_stay_shared_and_circles_are_kept() -> None:
    circle: list[Any] = []
    circle.append(circle)
    found, _ = Pickles(pickle.dumps(circle)).next()
    assert found[0] is found


def test_deep_nesting_needs_no_deep_stack() -> None:
    for deep in (b"\x80\x02" + b"]" * 20_000 + b"a" * 19_999 + b".", b"\x80\x02)" + b"\x85" * 20_000 + b"."):
        assert len(Pickles(deep).next()[0]) == 1


def test_a_place_in_the_memo_costs_what_is_put_there() -> None:
    """The unpickler of Python makes a table of this length."""
    assert Pickles(b"\x80\x02Nr\xff\xff\xff\xff.").next()[0] is None


@pytest.mark.parametrize(
    "pickled",
    [
        b"", b"\x80\x02", b"\x80\x02.", b"\x80\x02NN.", b"\x80\x02(", b"\x80\x02h\x05.", b"\x80\x02R.", b"\x80\x02NNR.", b"\x80\x02Nb.",
        b"\x80\x02s.", b"\x80\x02(u.", b"\x80\x02}(Nu.", b"\x80\x02NK\x01a.", b"\x80\x02\xff.", b"\x80\x02(o.", b"\x80\x02q\x01.",
        b"\x80\x02B\xff\xff\xff\xff.", b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.", b"\x80\x02\x8b\xff\xff\xff\x7f.",
        b"\x80\x02I" + b"9" * 9000 + b"\n.", b"\x80\x02c" + b"a" * 20_000 + b"\nb\n.", b"\x80\x02cos\\x41\nb\n.",
        b"\x80\x04K\x01K\x02\x93.", b"\x80\x02X\x02\0\0\0\xff\xff.", b"\x80\x020.",
    ],
)  # fmt: skip
def test_what_is_no_whole_pickle_is_refused(pickled: bytes) -> None:
    with pytest.raises(CheckpointError, match="cut off or damaged"):
        Pickles(pickled).next()


def test_one_name_twice_is_refused() -> None:
    with pytest.raises(CheckpointError, match="two values for one name"):
        Pickles(b"\x80\x02}X\x01\0\0\0aNsX\x01\0\0\0aNs.").next()


def test_more_steps_than_a_network_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inert, "_MOST_STEPS", 100)
    with pytest.raises(CheckpointError, match="more objects than a network has"):
        Pickles(b"\x80\x02" + b"N" * 100 + b".").next()
