"""What a program says is shown on one line, whatever it says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.networks.external.printable import MOST, printable


@given(st.text(max_size=2 * MOST))
def test_it_is_one_short_line_of_what_can_be_printed(said: str) -> None:
    shown = printable(said)
    assert len(shown) <= MOST
    assert shown == shown.strip()
    assert all(letter.isprintable() for letter in shown)
    assert printable(shown) == shown


def test_words_stay_and_what_moves_a_terminal_s_cursor_does_not() -> None:
    assert printable(" the film\n\x1b[2Jis lateral\t") == "the film  [2Jis lateral"
