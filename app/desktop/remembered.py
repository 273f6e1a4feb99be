"""What the window remembers of a person's comfort: nothing in it changes a result."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from app.site.person import data_folder


def remembered() -> QSettings:
    """Return the settings of the window, in this person's data folder.

    Raises:
        NoDataFolder: There is no such folder.
    """
    return QSettings(str(data_folder() / "window.ini"), QSettings.Format.IniFormat)
