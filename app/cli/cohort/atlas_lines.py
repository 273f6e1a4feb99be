"""The atlas of a cohort as lines: where maps differ between groups with the films behind it, then whether attention follows the anatomy."""

from __future__ import annotations

from collections.abc import Iterator

from app.cli.cohort.too_few_lines import too_few
from audit.cohort.atlas.figures import Atlas
from audit.cohort.atlas.wording import NO_TEST_FOR_SHORTCUTS, missing_words
from audit.counted import counted, films_of

_TOLD = 4


def atlas_lines(atlas: Atlas) -> Iterator[str]:
    """Yield the lines."""
    yield from ("", f"Atlas: maps of {films_of(atlas.films, atlas.patients)}, in the common lung frame.")
    yield from (f"Not in it: {words}." for words in missing_words(atlas.missing))
    if atlas.comparisons:
        compared = f"of {counted(atlas.comparisons, 'comparison')} of a finding between groups"
        yield f"Where maps differ, {compared}:" if atlas.hot_places else f"No place stands out, {compared}."
    for number, place in enumerate(atlas.hot_places, 1):
        yield f"{number}. {place.text}"
        yield f"   Films that stand out most, by entry: {', '.join(map(str, place.seq))}."
    if atlas.further:
        yield f"{counted(atlas.further, 'hot place')} more; --json has the grids."
    if atlas.mask_swaps:
        yield from ("", "Does attention follow the anatomy?")
        yield from (f"- {one.text.removesuffix(f' {NO_TEST_FOR_SHORTCUTS}')}" for one in atlas.mask_swaps)
        yield NO_TEST_FOR_SHORTCUTS
    yield from too_few(atlas.too_few, _TOLD, "of the atlas")
