"""An atlas as sections of a report: sentences, pictures with captions, and tables, in plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from audit.cohort.atlas.figures import Atlas, Difference, Grid, MeanMap
from audit.cohort.atlas.overview import SEEN
from audit.cohort.atlas.picture import map_picture
from audit.cohort.atlas.wording import missing_words, p_words
from audit.cohort.atlas.zones import zone_words
from audit.cohort.statistics.permutation.family import FAMILY_ERROR
from audit.counted import counted, films_of

_LEAST, _MOST_SHOW = 1e-6, 0.5
_MAP = "Mean signed map over outlines of both lungs"


@dataclass(frozen=True)
class Picture:
    """A map as a picture.

    Attributes:
        png: Bytes.
        caption: What it shows, of how many films, and its scale.
        alternative: The same for who does not see it.
    """

    png: bytes
    caption: str
    alternative: str


@dataclass(frozen=True)
class AtlasSection:
    """A part of a report.

    Attributes:
        title: In words.
        sentences: Each a paragraph.
        pictures: In the order of reading.
        table: Rows of texts, the first its head; none where empty.
    """

    title: str
    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


def atlas_sections(found: Atlas) -> tuple[AtlasSection, ...]:
    """Return where groups differ, first; then the mean maps, whether attention follows the anatomy, and what could not be told."""
    sections = [_differences(found)] if found.comparisons else []
    if found.means:
        pictures = tuple(_mean(one, found.seen) for one in found.means)
        text = f"Mean signed maps of {films_of(found.films, found.patients)}, brought to the common lung frame."
        sections.append(AtlasSection("Where the score comes from", (text,), pictures))
    if found.mask_swaps:
        sections.append(AtlasSection("Does attention follow the anatomy?", tuple(one.text for one in found.mask_swaps)))
    untold = (*(f"Not in the atlas: {words}." for words in missing_words(found.missing)), *(one.text for one in found.too_few))
    if untold:
        sections.append(AtlasSection("What the atlas could not tell", untold))
    return tuple(sections)


def _differences(found: Atlas) -> AtlasSection:
    title = "Where maps differ between groups"
    if not found.hot_places:
        text = f"No place stands out, of {counted(found.comparisons, 'comparison')} of a finding between groups."
        return AtlasSection(title, (text,))
    named = {(one.label, one.attribute, one.group) for one in found.hot_places}
    pictures = tuple(
        picture
        for one in found.differences
        if (one.label, one.attribute, one.group) in named
        for picture in _three(one, found.seen)
    )  # fmt: skip
    further = (
        (f"{counted(found.further, 'hot place')} more {'is' if found.further == 1 else 'are'} in the JSON's grids.",)
        if found.further
        else ()
    )
    return AtlasSection(title, (*(one.text for one in found.hot_places), *further), pictures, tuple(_rows(found)))


def _rows(found: Atlas) -> Iterator[tuple[str, ...]]:
    yield "finding", "group", "place", "logits a film", "95 % interval", "p", "entries"
    for one in found.hot_places:
        size = one.difference
        yield (
            one.label, f"{one.attribute} {one.group}", zone_words(one.zone), f"{size.value:+.2f}", f"{size.low:+.2f} to {size.high:+.2f}",
            p_words(one.p), ", ".join(map(str, one.seq)),
        )  # fmt: skip


def _mean(of: MeanMap, seen: Grid) -> Picture:
    limit = _limit(of.mean, seen)
    caption = f"{of.label}: mean of {films_of(of.films, of.patients)}. {_scale(limit)}"
    return Picture(map_picture(of.mean, limit, shown=seen >= SEEN), caption, f"{_MAP} for {of.label}, all films.")


def _three(of: Difference, seen: Grid) -> Iterator[Picture]:
    """Yield the maps of both sides on one scale, and their difference on its own."""
    limit, apart = max(_limit(of.mean, seen), _limit(of.other_mean, seen)), _limit(of.difference, seen)
    shown = seen >= SEEN
    group = f"{of.attribute} {of.group}"
    one = f"{of.label}, {group}: mean of {films_of(of.films, of.patients)}. {_scale(limit)}"
    other = f"{of.label}, other than {group}: mean of {films_of(of.other_films, of.other_patients)}. {_scale(limit)}"
    difference = (
        f"{of.label}, {group} less the others. Outlined: p at most {FAMILY_ERROR:.2f} over all places, findings and groups. {_scale(apart)}"
    )
    yield Picture(map_picture(of.mean, limit, shown=shown), one, f"{_MAP} for {of.label}, {group}.")
    yield Picture(map_picture(of.other_mean, limit, shown=shown), other, f"{_MAP} for {of.label}, other than {group}.")
    outlined = map_picture(of.difference, apart, shown=shown, significant=of.p <= FAMILY_ERROR)
    yield Picture(outlined, difference, f"{_MAP} for {of.label}, {group} less the others.")


def _limit(values: Grid, seen: Grid) -> float:
    """Return the largest value that most films show; means of few films at the edges may lie beyond it."""
    return max(_LEAST, float(np.abs(values[seen >= _MOST_SHOW]).max(initial=0)))


def _scale(limit: float) -> str:
    return f"From −{limit:.2g} (dark) over 0 (grey) to +{limit:.2g} (bright) logits a film, and beyond; white: too few films show it."
