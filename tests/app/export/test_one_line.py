"""Texts from elsewhere stay on one line."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.export.one_line import one_line


@given(st.text())
def test_no_text_ends_its_line_or_is_obeyed(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not {one for one in line if unicodedata.category(one) in {"Cc", "Zl", "Zp"}}


def test_what_ends_a_line_or_turns_it_is_shown_by_its_number_and_all_else_as_it_is() -> None:
    assert one_line("ann\n     9  boss\r\u2028\u2029\u202e\t") == "ann\\n     9  boss\\r\\u2028\\u2029\\u202e\\t"
    assert one_line("Müller, 胸部 عکس") == "Müller, 胸部 عکس"
