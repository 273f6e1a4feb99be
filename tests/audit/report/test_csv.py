"""The tables of a document as CSV."""

from __future__ import annotations

import csv as csv_format
import io

import pytest

from audit.report.charts import Interval
from audit.report.csv import NoTables, csv
from audit.report.document import Beside, Column, Paragraph, Section, Table
from tests.audit.report.documents import TABLE, document


def _rows(text: str) -> list[list[str]]:
    return list(csv_format.reader(io.StringIO(text, newline="")))


def test_one_table_is_the_table_with_whole_numbers() -> None:
    assert _rows(csv(document(Paragraph("x"), Beside((TABLE,), ())))) == [
        ["group", "films", "rate (%)", "rate (%), low", "rate (%), high"],
        ["Süd <b>&", "1200", "12.345", "8.0", "17.0"],
        ["'=1+1", "7", "", "", ""],
        ["north", "", "3.0", "1.0", "9.0"],
    ]


def test_several_tables_have_their_names_above_them() -> None:
    other = Table("Others", (Column("a"),), (("b",),))
    rows = _rows(csv(document(TABLE, sections=(Section("Evidence", (other,)),))))
    assert rows[0] == ["Groups"]
    assert rows[-4:] == [[], ["Others"], ["a"], ["b"]]


def test_without_a_table_there_is_nothing_to_write() -> None:
    with pytest.raises(NoTables, match="has no table"):
        csv(document(Paragraph("x")))


def test_a_table_that_does_not_hold_together_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="another number of cells"):
        Table("Groups", (Column("a"), Column("b")), (("x",),))
    with pytest.raises(ValueError, match="does not say so"):
        csv(document(Table("Groups", (Column("a", decimals=0),), ((Interval(1, 0, 2),),))))
