"""Undo and redo, beside a list of all that was ever there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.desktop.measures.history import History
from app.site.measures import Kind, Measure


def ruler(number: int) -> Measure:
    return Measure(Kind.RULER, (0, 0), (number, 0))


@given(st.lists(st.sampled_from(["undo", "redo", 1, 2, 3]), max_size=30))
def test_undo_and_redo_walk_along_what_was_there(acts: list[str | int]) -> None:
    history, states, at = History((ruler(0),)), [(ruler(0),)], 0
    for act in acts:
        if act == "undo":
            history.undo()
            at = max(at - 1, 0)
        elif act == "redo":
            history.redo()
            at = min(at + 1, len(states) - 1)
        else:
            history.step((*history.now, ruler(int(act))))
            states[at + 1 :] = [(*states[at], ruler(int(act)))]
            at += 1
        assert history.now == states[at]


def test_a_step_to_the_same_is_none() -> None:
    history = History((ruler(0),))
    history.step((ruler(0), ruler(1)))
    history.undo()
    history.step((ruler(0),))
    history.redo()
    assert history.now == (ruler(0), ruler(1))
