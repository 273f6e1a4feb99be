"""The attributes of films, from the log's tags and a person's table together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audit.cohort.cohort import Attribute
from audit.cohort.film_row import TAGS, FilmRow
from audit.cohort.films import NoCohort

Values = tuple[str | None, ...]


@dataclass(frozen=True)
class Attributes:
    """Values a film, by attribute.

    Attributes:
        values: By name; None is unknown.
        differing: Of how many films table and log say different things, by name; then the table counts.
    """

    values: Mapping[str, Values]
    differing: Mapping[str, int]


def attributes_of(films: Sequence[FilmRow], of_table: Mapping[str, Values]) -> Attributes:
    """Return the attributes of films: of a film that both tell of, what the person says; a header is recorded, never believed."""
    values = {name: tuple(film.tags[at] for film in films) for at, name in enumerate(TAGS)}
    differing = {}
    for name, said in of_table.items():
        tags = values.get(name, (None,) * len(films))
        differing[name] = sum(one != tag for one, tag in zip(said, tags, strict=True) if one is not None and tag is not None)
        values[name] = tuple(tag if one is None else one for one, tag in zip(said, tags, strict=True))
    return Attributes(values, {name: count for name, count in differing.items() if count})


def as_spelt(values: Mapping[str, Values], where: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return wanted attributes and values, each once, as the films spell them; a value that no film has in small letters.

    Args:
        values: A film, by attribute.
        where: Attributes and values; letters of either case.

    Raises:
        NoCohort: There is no such attribute.
    """
    found = set[tuple[str, str]]()
    for name, value in where:
        known = next((one for one in values if one.casefold() == name.casefold()), None)
        if known is None:
            raise NoCohort(f"There is no attribute '{name}'; there are: {', '.join(sorted(values))}.")
        spelt = (one for one in set(values[known]) if one is not None and one.casefold() == value.casefold())
        found.add((known, min(spelt, default=value.casefold())))
    return tuple(sorted(found))


def passing(values: Mapping[str, Values], where: Sequence[tuple[str, str]], films: int) -> list[int]:
    """Return which films have one of the wanted values of each attribute.

    Args:
        values: A film, by attribute.
        where: Attributes and values, as ``as_spelt`` gives them.
        films: How many there are.

    Raises:
        NoCohort: There is no such film.
    """
    wanted = dict[str, set[str]]()
    for name, value in where:
        wanted.setdefault(name, set()).add(value.casefold())
    found = [at for at in range(films) if all((values[name][at] or "").casefold() in some for name, some in wanted.items())]
    if not found:
        raise NoCohort(f"No film has {' and '.join(f'{name} = {value}' for name, value in where)}.")
    return found


def column_of(name: str, values: Sequence[str | None]) -> Attribute:
    """Return an attribute as a column of a cohort."""
    occurring = tuple(sorted({value for value in values if value is not None}))
    code = {value: at for at, value in enumerate(occurring)}
    return Attribute(name, occurring, np.array([-1 if value is None else code[value] for value in values], np.int64))
