"""A document as one HTML file that needs no network and forbids it; tables are sorted and filtered by a few lines of script."""

from __future__ import annotations

import base64
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

import resources
from audit.report.charts import Chart, Interval
from audit.report.document import Cell, Document, VerdictMark
from audit.report.figures.draw import draw
from audit.report.figures.shapes import draw_shape
from audit.report.svg import svg
from audit.report.texts import printable
from audit.report.wording import cell_text, head_text

_WIDTH, _SHAPE = 620.0, 14.0
_Part = TypeVar("_Part")


def html(document: Document) -> str:
    """Return a document as the text of an HTML file."""
    script, style = (resources.path(f"report/{name}").read_text("utf-8") for name in ("tables.js", "page.css"))
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    return _template().render(document=_clean(document), script=Markup(script), style=Markup(style), script_hash=f"sha256-{digest}")


@cache
def _template() -> Template:
    folder = resources.path("report")
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {
        "kind": lambda one: type(one).__name__, "drawn": _drawn, "shape": _shape, "base64": lambda png: base64.b64encode(png).decode(),
        "head": head_text, "cell": cell_text, "sort_key": _sort_key,
    }  # fmt: skip
    return environment.get_template("document.html.jinja")


def _clean(part: _Part) -> _Part:
    """Return a part of a document with texts that a page can hold."""
    value: Any = part
    if isinstance(value, str) and not isinstance(value, Enum):
        value = printable(value)
    elif isinstance(value, tuple):
        value = tuple(map(_clean, value))
    elif is_dataclass(value) and not isinstance(value, type):
        value = replace(value, **{one.name: _clean(getattr(value, one.name)) for one in fields(value)})
    return value  # type: ignore[no-any-return]


def _drawn(chart: Chart) -> Markup:
    return svg(draw(chart, _WIDTH), chart.alternative)


def _shape(mark: VerdictMark) -> Markup:
    return svg(draw_shape(mark.shape, _SHAPE), mark.shape)


def _sort_key(cell: Cell) -> Markup:
    """Return the attribute by which a row is sorted; none where the cell is unknown."""
    key = cell.value if isinstance(cell, Interval) else cell
    return Markup("") if key is None else Markup(' data-sort="{}"').format(key)
