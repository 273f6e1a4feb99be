"""What the window remembers of a person's comfort: nothing in it changes a result."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QSettings

from app.site.person import NoDataFolder, data_folder

_FILM_FIRST = "film_first"


def remembered() -> QSettings:
    """Return the settings of the window, in this person's data folder.

    Raises:
        NoDataFolder: There is no such folder.
    """
    return QSettings(str(data_folder() / "window.ini"), QSettings.Format.IniFormat)


def kept_film_first() -> bool:
    """Return whether films are shown without the classifier first, as it was last chosen; as shipped they are not."""
    with suppress(NoDataFolder):
        return str(remembered().value(_FILM_FIRST, "false")) == "true"
    return False


def keep_film_first(on: bool) -> None:
    """Keep that choice; where there is no place for it, it holds until the window is closed."""
    with suppress(NoDataFolder):
        remembered().setValue(_FILM_FIRST, "true" if on else "false")
