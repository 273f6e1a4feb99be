"""Rows of tables find their films."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from audit.cohort.film_row import FilmRow
from audit.cohort.labels.joining import Joined, joined
from audit.cohort.labels.reading import NoTable, Table
from tests.audit.cohort.rows import rows


@pytest.fixture
def films(tmp_path: Path) -> list[FilmRow]:
    """Three films with UIDs 1.2.3.0 to 1.2.3.2, read from paths known as "path 0" to "path 2"."""
    return rows(tmp_path, 3)


def _table(*cells: tuple[str, str]) -> Table:
    return Table(("number", "film"), cells, "0" * 64, ())


def _never(_: Collection[str], __: Collection[str]) -> Mapping[str, Collection[str]]:
    raise AssertionError("no file was to be asked for")


def test_uids_in_any_column_come_first(films: list[FilmRow]) -> None:
    """The second film has no row, one row is of no film, and one is the second of a film."""
    table = _table(("1", "1.2.3.2"), ("2", "9.9"), ("3", "1.2.3.0"), ("4", "1.2.3.2"))
    assert joined(table, films, _never) == Joined("film", "SOP Instance UID", (2, -1, 0), 1, 1, 0, ((2, 3),))
    assert joined(table, films, _never).films_without_row == 1


def test_all_films_of_one_uid_have_its_row(films: list[FilmRow]) -> None:
    twins = [films[0], replace(films[1], sop_instance_uid="1.2.3.0")]
    assert joined(_table(("1", "1.2.3.0")), twins, None).row == (0, 0)


def test_files_are_known_by_path_or_by_what_they_hold(films: list[FilmRow]) -> None:
    known = {"a": ["path 0", "elsewhere"], "b": [films[2].file_sha256], "c": ["nowhere"]}
    found = joined(
        _table(("1", "a"), ("2", "b"), ("3", "c"), ("4", "")),
        films,
        lambda names, _: {name: known[name] for name in names if name in known},
    )
    assert found == Joined("film", "file name", (0, -1, 1), 2, 0, 0)


def test_the_log_s_own_hashes_are_given_to_who_knows_files(films: list[FilmRow]) -> None:
    asked = list[tuple[set[str], set[str]]]()

    def known_as(names: Collection[str], known: Collection[str]) -> Mapping[str, Collection[str]]:
        asked.append((set(names), set(known)))
        return {name: [f"path {name}"] for name in names}

    joined(_table(("1", "0"), ("1", "1")), films, known_as)
    assert ({"0", "1"}, {"path 0", "path 1", "path 2"}) in asked


def test_rows_of_several_findings_a_film_are_joined_by_its_file(films: list[FilmRow]) -> None:
    """Six rows of three films: the first of each is its row, the others are further ones."""
    table = _table(*((str(at), name) for at, name in enumerate("aabbbc")))
    found = joined(table, films, lambda names, _: {name: [f"path {'abc'.index(name)}"] for name in names if name in "abc"})
    assert (found.column, found.row, found.rows_of_one_film, found.further) == ("film", (0, 2, 5), 3, ((0, 1), (1, 3), (1, 4)))


def test_one_name_for_several_films_is_of_none(films: list[FilmRow]) -> None:
    known = {"a": ["path 0", "path 1"], "b": ["path 2"]}
    found = joined(_table(("1", "a"), ("2", "b")), films, lambda names, _: {name: known.get(name, ()) for name in names})
    assert (found.row, found.ambiguous) == ((-1, -1, 1), 1)


@pytest.mark.parametrize("known_as", [None, lambda names, _: {}])
def test_without_any_film_there_is_nothing_to_join(films: list[FilmRow], known_as: None) -> None:
    with pytest.raises(NoTable, match="No row is of a film of this cohort"):
        joined(_table(("1", "a"), ("2", "b")), films, known_as)


def test_a_table_without_names_of_columns_is_none(films: list[FilmRow]) -> None:
    """What would be shown as names of columns is of a patient."""
    by_uid = Table(("1.2.3.0", "Doe"), (("1.2.3.1", "Roe"),), "0" * 64, ())
    by_file = Table(("a", "Doe"), (("b", "Roe"),), "0" * 64, ())
    known = {"a": ["path 0"], "b": ["path 1"]}
    for table in (by_uid, by_file):
        with pytest.raises(NoTable, match="Its first row is of a film"):
            joined(table, films, lambda names, _: {name: known[name] for name in names if name in known})
