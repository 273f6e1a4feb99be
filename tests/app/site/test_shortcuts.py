"""A person's own keys come back as they were kept, and a damaged file says what to do."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.site.shortcuts import UnusableShortcuts, keep_shortcuts, kept_shortcuts, own_shortcuts

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12)


def test_without_a_file_there_are_none() -> None:
    assert kept_shortcuts() == {}


@given(st.dictionaries(_TEXT, st.lists(_TEXT, max_size=3).map(tuple), max_size=4))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_kept_comes_back(own: dict[str, tuple[str, ...]]) -> None:
    keep_shortcuts(own)
    assert kept_shortcuts() == own


@pytest.mark.parametrize("text", ["Invert = I", '"Invert" = "I"', '"Invert" = [1]', "\x00", "[Invert]\nkey = 1"])
def test_a_damaged_file_is_told_with_its_place(text: str) -> None:
    own_shortcuts().write_text(text, "utf-8")
    with pytest.raises(UnusableShortcuts, match=r"keys\.toml cannot be read, so the shipped keys are used"):
        kept_shortcuts()


def test_a_file_that_cannot_be_read_is_kept_beside_when_keys_are_kept() -> None:
    file = own_shortcuts()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('"Invert" = "I')
    keep_shortcuts({"Invert": ("K",)})
    assert kept_shortcuts() == {"Invert": ("K",)}
    assert file.with_name("keys-unreadable.toml").read_text() == '"Invert" = "I'
