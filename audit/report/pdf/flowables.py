"""From a document's blocks to what reportlab lays out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, assert_never

from PIL import Image as Pillow
from reportlab.platypus import CondPageBreak, Image, KeepTogether, Paragraph, Spacer, Table, TableStyle

from audit.report.charts import Chart, ControlStrip, IntervalChart, RateChart
from audit.report.document import Beside, Block, Bullets, Facts, Heading, Picture, Section, Signature, Statement, VerdictMark
from audit.report.document import Paragraph as Text
from audit.report.document import Table as Rows
from audit.report.figures.draw import draw
from audit.report.figures.shapes import draw_shape
from audit.report.pdf import styles
from audit.report.pdf.drawn import Drawn
from audit.report.pdf.lettering import BOLD, Lettering
from audit.report.pdf.tables import laid_out

_SIGN_HEIGHT, _SHAPE, _TALLEST, _GAP = 26.0, 14.0, 330.0, 10.0


class Setter:
    """Sets the blocks of one document.

    Args:
        lettering: Its fonts.
        loose: Whether blocks may be torn apart, as they must where all stands in one frame.
    """

    def __init__(self, lettering: Lettering, *, loose: bool = False) -> None:
        self._lettering, self._loose = lettering, loose

    def text(self, text: str, style: Any, **more: Any) -> Paragraph:
        """Return a text in a style."""
        return Paragraph(self._lettering.markup(text, bold=style.fontName == BOLD), style, **more)

    def section(self, section: Section, room: float) -> Iterator[Any]:
        """Yield a section; its title never stands alone at the end of a page."""
        yield CondPageBreak(90)
        yield self.text(section.title, styles.SECTION)
        yield from self.blocks(section.blocks, room)

    def blocks(self, blocks: Sequence[Block], room: float) -> Iterator[Any]:
        """Yield blocks, in a room of so many points."""
        for block in blocks:
            yield from self._block(block, room)

    def _block(self, block: Block, room: float) -> Iterator[Any]:
        match block:
            case Text():
                yield self.text(block.text, styles.QUIET if block.quiet else styles.TEXT)
            case Heading():
                yield self.text(block.text, styles.TABLE_NAME)
            case Bullets():
                yield from (self.text(item, styles.BULLET, bulletText="–") for item in block.items)
            case Facts():
                yield from self._facts(block, room)
            case Picture():
                yield from self._kept([self._picture(block, room), self.text(block.caption, styles.QUIET)])
            case Statement():
                yield from self._kept(self._statement(block, room))
            case Rows():
                yield from self._rows(block, room)
            case VerdictMark():
                mark = Drawn(lambda _: draw_shape(block.shape, _SHAPE), self._lettering, 1)
                yield _bare([[mark, self.text(block.word, styles.VERDICT)]], [_SHAPE + 8, room - _SHAPE - 8])
                yield Spacer(1, 4)
            case Signature():
                yield from self._signature(block, room)
            case Beside():
                left = room * block.share - _GAP / 2
                sides = ((block.left, left), (block.right, room - _GAP - left))
                loose = Setter(self._lettering, loose=True)
                first, second = (list(loose.blocks(blocks, width)) for blocks, width in sides)
                yield _bare([[first, "", second]], [left, _GAP, room - _GAP - left])
                yield Spacer(1, 4)
            case IntervalChart() | ControlStrip() | RateChart():
                yield from self._kept(self._chart(block))
            case _:
                assert_never(block)

    def _kept(self, together: Iterable[Any]) -> Iterator[Any]:
        yield from together if self._loose else [KeepTogether(list(together))]

    def _facts(self, facts: Facts, room: float) -> Iterator[Any]:
        if not facts.rows:
            return
        widest = max(self._lettering.width(name, styles.CELL.fontSize, bold=True) for name, _ in facts.rows) + 12
        name = min(widest, 0.42 * room)
        bold = styles.CELL.clone("fact name", fontName=BOLD, rightIndent=6)
        rows = [[self.text(name, bold), self.text(value, styles.CELL)] for name, value in facts.rows]
        yield _bare(rows, [name, room - name], below=1.5)
        yield Spacer(1, 4)

    def _rows(self, table: Rows, room: float) -> Iterator[Any]:
        yield CondPageBreak(60)
        yield self.text(table.name, styles.TABLE_NAME)
        yield laid_out(table, self._lettering, room) if table.rows else self.text("No rows.", styles.QUIET)
        if table.caption:
            yield self.text(table.caption, styles.QUIET.clone("caption", spaceBefore=3))

    def _picture(self, picture: Picture, room: float) -> Any:
        with Pillow.open(io.BytesIO(picture.png)) as opened:
            width, height = opened.size
        scale = min(room * picture.width / width, _TALLEST / height)
        return Image(io.BytesIO(picture.png), width * scale, height * scale, hAlign="LEFT")

    def _statement(self, said: Statement, room: float) -> Iterator[Any]:
        yield self.text(said.text, styles.SAID)
        if said.number:
            yield self.text(f"{said.number}; {said.interval}" if said.interval else said.number, styles.TEXT)
        if said.means:
            yield self.text(said.means, styles.TEXT)
        if isinstance(said.picture, Picture):
            yield self._picture(said.picture, room)
            yield self.text(said.picture.caption, styles.QUIET)
        elif said.picture:
            yield from self._chart(said.picture)
        yield from (self.text(line, styles.QUIET) for line in said.behind)

    def _chart(self, chart: Chart) -> Iterator[Any]:
        yield Drawn(partial(draw, chart), self._lettering, 2)
        yield self.text(chart.caption, styles.QUIET)

    def _signature(self, signature: Signature, room: float) -> Iterator[Any]:
        rows = [["", self.text(line, styles.QUIET)] for line in signature.lines]
        each = room / len(rows)
        lines = [[row[0] for row in rows], [row[1] for row in rows]]
        drawn = Table(lines, colWidths=[each] * len(rows), rowHeights=[_SIGN_HEIGHT, None], hAlign="LEFT")
        rules = [("LINEBELOW", (at, 0), (at, 0), 0.6, styles.RULE) for at in range(len(rows))]
        drawn.setStyle(TableStyle([*rules, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 1), (-1, 1), 2)]))
        yield drawn


def _bare(rows: list[list[Any]], widths: list[float], below: float = 0.0) -> Any:
    """Return a table without lines and without padding."""
    table = Table(rows, colWidths=widths, hAlign="LEFT")
    sides: Callable[[str], tuple[Any, ...]] = lambda side: (side, (0, 0), (-1, -1), 0)  # noqa: E731
    paddings = [sides("LEFTPADDING"), sides("RIGHTPADDING"), sides("TOPPADDING"), ("BOTTOMPADDING", (0, 0), (-1, -1), below)]
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *paddings]))
    return table
