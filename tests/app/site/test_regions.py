"""Which region table is in use."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.site.regions import SHIPPED, UnusableTable, own_table, table_file, table_in_use


def test_the_named_table_goes_before_ones_own_and_that_before_the_shipped_one(wider_table: Path, tmp_path: Path) -> None:
    assert table_file() == SHIPPED
    assert table_in_use() is None
    shutil.copy(SHIPPED, own_table())
    assert table_file() == own_table()
    assert table_file(wider_table) == wider_table
    table = table_in_use(wider_table)
    assert table is not None
    assert table.of("Mass")[0].tolerance_mm == 40


def test_an_own_table_that_cannot_be_used_is_never_passed_over(tmp_path: Path) -> None:
    own_table().write_text("schema = 1")
    with pytest.raises(UnusableTable, match=r"cannot be used\. regions\.toml: the entry 'edge_mm' is missing\.$"):
        table_in_use()


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableTable, match=r"none\.toml: cannot be read"):
        table_in_use(tmp_path / "none.toml")
