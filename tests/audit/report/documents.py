"""A document with every kind of block, with values that tests know."""

from __future__ import annotations

import io

from PIL import Image

from audit.report.charts import ControlStrip, Interval, IntervalChart, IntervalRow, RateChart, RatePoint, Shape, StripRow
from audit.report.document import (
    Beside,
    Block,
    Bullets,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Section,
    Signature,
    Statement,
    Table,
    VerdictMark,
)

FOOT = ("Quality assurance and research, not for diagnosis.", "Chain's head: entry 7.")
INTERVALS = IntervalChart("By group.", "North 12 %", "% of films", (IntervalRow("north", Interval(12.0, 8.0, 17.0), "34 of 120"),), 0.0)
_ROWS = (StripRow("blur", 0.25, 0.4, True, "1 of 40"), StripRow("noise", 1.4, None, False))
STRIP = ControlStrip("Before and after.", "From 1.5 to 0.25 logits", 1.5, 0.5, _ROWS)
RATES = RateChart("By month.", "Two months", "% of films", (RatePoint("2026-01", 10.0, 40), RatePoint("2026-02", 25.0, 38)), ("2026-02",))
TABLE = Table(
    "Groups", (Column("group"), Column("films", decimals=0), Column("rate", "%", 1, interval=True)),
    (("Süd <b>&", 1200, Interval(12.345, 8.0, 17.0)), ("=1+1", 7, None), ("north", None, Interval(3.0, 1.0, 9.0))), sorted_by=0,
    caption="What groups show.",
)  # fmt: skip


def picture() -> Picture:
    """A grey square."""
    out = io.BytesIO()
    Image.new("L", (8, 8), 128).save(out, "PNG")
    return Picture(out.getvalue(), "A square.", "Grey")


BLOCKS: tuple[Block, ...] = (
    Heading("Überschrift"), Paragraph("Größe, Δ ≥ 0.5 – “so”."), Paragraph("Beside it.", quiet=True), Bullets(("first", "second")),
    Facts((("films", "12"), ("head", "f" * 64))), picture(),
    Statement("It depends.", "12 %", "95 % interval 8 to 17 %", ("40 films.",), INTERVALS, "It is about the films."),
    Statement("Seen.", "", "", (), picture()), TABLE, Table("Empty", (Column("a"),), ()), VerdictMark("Undetermined", Shape.DOTTED_CIRCLE),
    Beside((picture(),), (Paragraph("at the right"), TABLE), 0.4), STRIP, RATES, INTERVALS, Signature(("Reviewer", "Date")),
)  # fmt: skip


def document(*blocks: Block, sections: tuple[Section, ...] = ()) -> Document:
    """A document of these blocks."""
    return Document("Bericht", "für Prüfer", blocks, sections, FOOT)


EVERY = document(*BLOCKS[:6], sections=(Section("Evidence", BLOCKS),))
