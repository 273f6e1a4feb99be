"""An atlas as parts of a report: sentences, maps and hot places."""

from __future__ import annotations

from collections.abc import Iterator

from audit.cohort.atlas.figures import Atlas
from audit.cohort.atlas.sections import AtlasSection, atlas_sections
from audit.report.document import Block, Column, Paragraph, Picture, Section, Table

_WIDTH = 0.32
"""Of the text's width: both sides and their difference are read together."""


def atlas_pages(found: Atlas) -> tuple[Section, ...]:
    """Return the atlas's sections as blocks."""
    return tuple(Section(one.title, tuple(_blocks(one))) for one in atlas_sections(found))


def _blocks(section: AtlasSection) -> Iterator[Block]:
    yield from map(Paragraph, section.sentences)
    for picture in section.pictures:
        yield Picture(picture.png, picture.caption, picture.alternative, _WIDTH)
    if section.table:
        head, *rows = section.table
        yield Table(section.title, tuple(map(Column, head)), tuple(rows))
