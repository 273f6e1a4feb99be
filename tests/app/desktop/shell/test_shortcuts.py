"""Which keys do what: no key does two things, whatever a person asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desktop.shell.shortcuts import Shortcuts

SHIPPED = {"Invert": ("I",), "Fit": ("F", "F2"), "About": ()}
KEYS = st.sampled_from(["I", "F", "F2", "x", "X", "Ctrl+I", ""])


def test_a_key_that_does_something_already_is_refused_with_its_action() -> None:
    shortcuts = Shortcuts(SHIPPED)
    assert shortcuts.bind("Invert", "f2") == "f2 is the key of “Fit” already. Give that another key first."
    assert shortcuts.keys("Invert") == ("I",)
    assert shortcuts.own() == {}


def test_a_new_key_takes_the_place_of_all_and_reset_brings_the_shipped_ones_back() -> None:
    shortcuts = Shortcuts(SHIPPED)
    assert shortcuts.bind("Fit", "X") == ""
    assert (shortcuts.holder("x"), shortcuts.holder("F2"), shortcuts.own()) == ("Fit", None, {"Fit": ("X",)})
    assert shortcuts.bind("Fit", "") == ""
    assert shortcuts.own() == {"Fit": ()}
    shortcuts.reset()
    assert (shortcuts.keys("Fit"), shortcuts.own()) == (("F", "F2"), {})


def test_own_keys_may_be_exchanged_and_those_of_unknown_actions_are_passed_over() -> None:
    shortcuts = Shortcuts(SHIPPED)
    assert shortcuts.take_own({"Invert": ("F",), "Fit": ("I",), "Gone": ("I",)}) == ""
    assert (shortcuts.holder("I"), shortcuts.holder("F")) == ("Fit", "Invert")


@pytest.mark.parametrize("own", [{"Invert": ("F",)}, {"About": ("Y",), "Invert": ("y",)}])
def test_own_keys_that_clash_are_told_and_the_shipped_ones_stay(own: dict[str, tuple[str, ...]]) -> None:
    shortcuts = Shortcuts(SHIPPED)
    assert shortcuts.take_own(own).endswith("so the shipped keys are used.")
    assert shortcuts.own() == {}


@given(st.lists(st.tuples(st.sampled_from(sorted(SHIPPED)), KEYS), max_size=12))
def test_no_key_ever_does_two_things(asked: list[tuple[str, str]]) -> None:
    shortcuts = Shortcuts(SHIPPED)
    for action, key in asked:
        shortcuts.bind(action, key)
    held = [key.casefold() for action in SHIPPED for key in shortcuts.keys(action)]
    assert len(held) == len(set(held))
    again = Shortcuts(SHIPPED)
    assert again.take_own(shortcuts.own()) == ""
    assert [again.keys(action) for action in SHIPPED] == [shortcuts.keys(action) for action in SHIPPED]


@pytest.mark.parametrize(("shipped", "asked"), [("Ctrl+Shift+A", "shift+ctrl+a"), ("Ctrl++", "ctrl + +"), ("+", "+"), ("F5", "f5")])
def test_a_key_is_the_same_however_it_is_written(shipped: str, asked: str) -> None:
    shortcuts = Shortcuts({"one": (shipped,), "two": ("Ctrl+A",)})
    assert shortcuts.holder(asked) == "one"
    assert shortcuts.bind("two", asked).startswith(f"{asked} is the key of")
    assert shortcuts.holder("Ctrl+A") == "two"
