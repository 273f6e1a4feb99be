"""Tables of all sorts are read, and what was guessed is told."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.cohort.labels.reading import NoTable, read_table

_ROWS = [["file", "Befund", "Größe"], ["a.dcm", "Mass|Nodule", "1,5"], ["b.dcm", "", "2"]]


def _written(separator: str, quote: str = '"', quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = StringIO()
    csv.writer(out, delimiter=separator, quotechar=quote, quoting=quoting).writerows(_ROWS)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize(("separator", "name"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")])
@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8 without a byte-order mark"), ("utf-8-sig", "UTF-8 with a byte-order mark"), ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252, since it is no UTF-8"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("quote", "quoting", "quoted"),
    [('"', csv.QUOTE_ALL, "double quotes"), ("'", csv.QUOTE_ALL, "single quotes"), ('"', csv.QUOTE_MINIMAL, "")],
)
def test_encoding_separator_and_quotes_are_guessed_and_told(
    separator: str, name: str, encoding: str, told: str, quote: str, quoting: int, quoted: str
) -> None:
    table = read_table(_written(separator, quote, quoting).encode(encoding))
    assert [list(table.columns), *map(list, table.rows)] == _ROWS
    quoted = quoted or ("double quotes" if separator == "," else "no quotes")
    assert table.told == (f"Read as {told}, separated by {name}, {quoted}: 2 rows of 3 columns.",)


def test_bars_separate_where_nothing_else_does() -> None:
    assert read_table(b"file|view\na|PA\n").columns == ("file", "view")
    assert read_table(b"file,labels\na,Mass|Nodule|Edema\n").columns == ("file", "labels")


def test_rows_of_another_length_are_left_out_and_told() -> None:
    table = read_table(b"file,view\na,PA\nb\nc,AP,x\n\n,\nd, LL \n")
    assert table.rows == (("a", "PA"), ("d", "LL"))
    assert table.told[1] == "2 rows were left out: another number of columns than the header has."


def test_a_column_without_a_name_is_called_by_its_number() -> None:
    """As the first of a table that pandas wrote."""
    assert read_table(b",view\n0,PA\n").columns == ("column 1", "view")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"one column\n1\n", "no table of at least two columns"),
        (b"a,b\n", "no table of at least two columns and one row"),
        (b"a,b,a\n1,2,3\n", "Two columns are called 'a'"),
        (b"PK\x03\x04\0\0\0\0", "It holds no text; save it as comma-separated values"),
        (b"\xff\xfea", "not encoded as its byte-order mark says"),
        (b'a,b\n"' + b"x" * 200_000 + b'",1\n', "no table that can be read"),
    ],
)
def test_what_is_no_table_is_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(NoTable, match=sentence):
        read_table(data)


_CELL = st.text(st.sampled_from('ab0.,;\t|"ß字'), min_size=1, max_size=6).map(str.strip).filter(bool)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_what_was_written_by_the_rules_is_read_as_it_was(rows: list[tuple[str, str, str]], separator: str) -> None:
    out = StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([("file", "view", "sex"), *rows])
    assert read_table(out.getvalue().encode()).rows == tuple(rows)
