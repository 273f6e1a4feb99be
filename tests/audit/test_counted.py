"""Counts agree with their nouns."""

from __future__ import annotations

from audit.counted import counted, films_of


def test_one_is_one_and_all_else_is_many() -> None:
    assert [counted(number, "film") for number in (0, 1, 2)] == ["0 films", "1 film", "2 films"]
    assert [counted(number, "entry is", "entries are") for number in (1, 11)] == ["1 entry is", "11 entries are"]
    assert films_of(3, 1) == "3 films of 1 patient"
