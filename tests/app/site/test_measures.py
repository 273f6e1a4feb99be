"""What was measured on a film comes back under the hash of its pixels, and a damaged file says what becomes of it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.site.measures import Kind, Measure, UnusableMeasures, keep_measures, kept_measures, measures_file

FILM, OTHER = "a" * 64, "b" * 64
_POINT = st.tuples(st.floats(0, 5000), st.floats(0, 5000))
MEASURES = st.lists(st.builds(Measure, st.sampled_from(Kind), _POINT, _POINT), max_size=5).map(tuple)


@given(MEASURES, MEASURES)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_each_film_has_its_own(first: tuple[Measure, ...], second: tuple[Measure, ...]) -> None:
    keep_measures(FILM, first)
    keep_measures(OTHER, second)
    assert (kept_measures(FILM), kept_measures(OTHER)) == (first, second)
    assert measures_file(FILM).exists() == bool(first)


_RULER_TO = '[{"kind": "ruler", "start": [0, 0], "end": [1, %s]}]'
_NO_NUMBERS = [_RULER_TO % end for end in ("NaN", "-Infinity", "1e999", "1" * 400)]
_NO_MEASURES = ["", "[1]", '[{"kind": "ruler"}]', '[{"kind": "line", "start": [0, 0], "end": [1, 1]}]', "[" * 100_000]


@pytest.mark.parametrize("text", _NO_MEASURES + _NO_NUMBERS)
def test_a_damaged_file_is_told(text: str) -> None:
    keep_measures(FILM, [Measure(Kind.RULER, (0, 0), (1, 1))])
    measures_file(FILM).write_text(text, "utf-8")
    with pytest.raises(UnusableMeasures, match="what is measured now takes its place"):
        kept_measures(FILM)
