"""The few films last looked at."""

from __future__ import annotations

from pathlib import Path

from app.desktop.film.recent import MOST, RecentFilms


def test_the_film_that_was_not_looked_at_for_longest_goes() -> None:
    recent, paths = RecentFilms(), [Path(f"{number}.dcm") for number in range(MOST + 1)]
    first = recent.look(paths[0])
    for path in paths[1:MOST]:
        recent.look(path)
    assert recent.look(paths[0]) is first
    recent.look(paths[MOST])
    assert recent.paths() == {paths[0], *paths[2:]}
    assert recent.get(paths[1]) is None
    assert len(list(recent)) == MOST
