"""A document: a title, a first page, sections of blocks, and what stands at the foot of every page.

It is made of the log and of an account, and knows neither PDF nor HTML nor the log. Texts are plain: a writer escapes them, breaks them
and sets them. Charts (``audit.report.charts``) are blocks, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.report.charts import Chart, Interval, Shape


@dataclass(frozen=True)
class Paragraph:
    """Text.

    Attributes:
        quiet: Set smaller, as what is told beside.
    """

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Heading:
    """What the blocks below it are about, within a section or on the first page."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """Short texts, one below the other."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names and values, a line each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A picture of pixels.

    Attributes:
        png: The bytes of a PNG file.
        caption: Below it.
        alternative: What it shows, in words.
        width: Largest share of the text's width, 0 to 1.
    """

    png: bytes
    caption: str
    alternative: str
    width: float = 1.0


@dataclass(frozen=True)
class Statement:
    """One thing to know: a sentence with its number and interval, a picture, and what lies behind it.

    Attributes:
        text: The whole sentence, in plain English, with its numbers.
        number: The one number, with its unit, as "21 points".
        interval: Of it, as "95 % interval 12 to 30 points".
        behind: What it rests on, as films, patients and entries, and what would refute it.
        picture: None where there is nothing to draw.
        means: What it is about, and what it is not, for who does not know the words; "" where that is plain.
    """

    text: str
    number: str
    interval: str
    behind: tuple[str, ...]
    picture: Chart | Picture | None = None
    means: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: At its head.
        unit: Below it; "" has none.
        decimals: Of numbers; None of a column of texts.
        interval: Whether its cells are intervals; a CSV has three columns for it.
        significant: How many digits of numbers count, in place of decimals, where they are of any size; 0 is by decimals.
    """

    name: str
    unit: str = ""
    decimals: int | None = None
    interval: bool = False
    significant: int = 0


Cell = str | int | float | Interval | None
"""What stands in a table; None where it is not known."""


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        name: What it is called, in one line; a CSV of several tables is divided by it.
        columns: From the left.
        rows: As many cells each as there are columns.
        sorted_by: By which column the rows are sorted; None keeps an order of their own.
        caption: Below it.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sorted_by: int | None = None
    caption: str = ""

    def __post_init__(self) -> None:
        """Check the rows.

        Raises:
            ValueError: One has another number of cells than there are columns.
        """
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of the table '{self.name}' has another number of cells than it has columns")


@dataclass(frozen=True)
class VerdictMark:
    """A verdict by word and by shape."""

    word: str
    shape: Shape


@dataclass(frozen=True)
class Signature:
    """A place to sign: what is written on each line by hand."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """Blocks in two columns.

    Attributes:
        share: Of the width that the left column has, 0 to 1.
    """

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    share: float = 0.5


Block = Paragraph | Heading | Bullets | Facts | Picture | Statement | Table | VerdictMark | Signature | Beside | Chart


@dataclass(frozen=True)
class Section:
    """A part of the evidence."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report.

    Attributes:
        title: Of the whole.
        subtitle: What it is of, in one line.
        first: The first page; it is set smaller where it would not be one.
        sections: What follows it.
        foot: Lines at the foot of every page: versions, method, the chain's head, how to verify it, what it is not for.
    """

    title: str
    subtitle: str
    first: tuple[Block, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
