"""Documents as HTML: whole in one file, no network, texts that do nothing, tables that can be sorted and filtered."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from audit.report.document import Column, Paragraph, Table
from audit.report.html import html
from tests.audit.report.documents import EVERY, FOOT, document


class _Read(HTMLParser):
    """Gathers elements, and texts that stand in none of style and script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside != "style" and data.strip():
            self.texts.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def text() -> str:
    return html(EVERY)


def test_it_is_whole_and_forbids_the_network(text: str) -> None:
    read = _Read(text)
    (policy,) = [one["content"] for tag, one in read.elements if tag == "meta" and one.get("http-equiv") == "Content-Security-Policy"]
    assert policy
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert not re.search(r"https?:|//|url\(|@import", policy)
    sources = [value for _, one in read.elements for name, value in one.items() if name in ("src", "href", "srcset", "data", "action")]
    assert sources
    assert all(value and value.startswith("data:image/png;base64,") for value in sources)
    assert "http" not in re.sub(r"base64,[A-Za-z0-9+/=]+|http-equiv", "", text)


def test_the_script_is_the_one_that_the_policy_allows(text: str) -> None:
    (script,) = _Read(text).scripts
    assert f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'" in text
    assert "aria-sort" in script
    assert "row.hidden" in script


def test_all_texts_are_there_and_none_is_markup(text: str) -> None:
    read = _Read(text)
    for part in (
        "Bericht", "Größe, Δ ≥ 0.5 – “so”.", "It depends.", "It is about the films.", "Süd <b>&", "12.3 (8.0 to 17.0)", "No rows.",
        "score before", *FOOT,
    ):  # fmt: skip
        assert any(part in one for one in read.texts), part
    assert "b" not in {tag for tag, _ in read.elements}


def test_cells_are_sorted_by_their_values_and_unknown_ones_have_none(text: str) -> None:
    cells = [one for tag, one in _Read(html(document(EVERY.sections[0].blocks[8]))).elements if tag == "td"]
    assert [one.get("data-sort") for one in cells] == ["Süd <b>&", "1200", "12.345", "=1+1", "7", None, "north", None, "3.0"]
    heads = [one for tag, one in _Read(text).elements if tag == "th"]
    assert ["data-number" in one for one in heads[:3]] == [False, True, True]
    assert heads[0].get("aria-sort") == "ascending"


def test_what_a_browser_would_obey_is_text() -> None:
    label = "<script>alert(1)</script>\x00\u202e"
    text = html(document(Paragraph(label), Table(label, (Column(label),), ((f'" onload="{label}',),))))
    read = _Read(text)
    assert len(read.scripts) == 1
    assert not any("onload" in one for _, one in read.elements)
    assert "\x00" not in text
    assert "\u202e" not in text


def test_the_same_document_is_the_same_text(text: str) -> None:
    assert html(EVERY) == text
