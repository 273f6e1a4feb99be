"""Which region table is in use: the one that was named, this person's own in the data folder, or the shipped one."""

from __future__ import annotations

from pathlib import Path

import resources
from app.site.person import data_folder
from models.regions.table import RegionsError, read_table
from models.values.regions import RegionTable

SHIPPED = resources.path("regions.toml")


class UnusableTable(Exception):
    """A region table that cannot be used; the sentence says which entry and why."""


def own_table() -> Path:
    """Return where a person's own table lies, whether there is one or not.

    Raises:
        OSError: The data folder cannot be made.
    """
    return data_folder() / "regions.toml"


def table_file(named: Path | None = None) -> Path:
    """Return the file of the table in use.

    Raises:
        OSError: The data folder cannot be made.
    """
    return named or (own if (own := own_table()).exists() else SHIPPED)


def table_in_use(named: Path | None = None) -> RegionTable | None:
    """Read the table in use; None is the shipped one, which the engine has.

    Raises:
        UnusableTable: It cannot be read, or an entry is wrong.
        OSError: The data folder cannot be made.
    """
    file = table_file(named)
    return None if file == SHIPPED else read_usable_table(file)


def read_usable_table(file: Path) -> RegionTable:
    """Read a table.

    Raises:
        UnusableTable: It cannot be read, or an entry is wrong.
    """
    try:
        return read_table(file)
    except RegionsError as error:
        raise UnusableTable(f"The region table cannot be used. {error}") from None
