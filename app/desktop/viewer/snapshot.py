"""A picture of exactly what is seen of the film, as a file that the person names."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QFileDialog, QWidget

from app.export.writing import anything, beside

_SUGGESTED, _FILTER, _ENDING = "film.png", "PNG (*.png)", ".png"


class NotSaved(Exception):
    """Why a picture was not written, as a sentence."""


def ask_and_save(seen: QWidget) -> str | None:
    """Let the person name a file, and write what a widget shows into it.

    Returns:
        The file's SHA-256; None where the person named none.

    Raises:
        NotSaved: It cannot be written.
    """
    # The picture is of the moment of asking, before a dialog lies over it.
    picture = seen.grab()
    name, _ = QFileDialog.getSaveFileName(seen, "Save what is seen of the film", _SUGGESTED, _FILTER)
    if not name:
        return None
    path = Path(name if name.lower().endswith(_ENDING) else f"{name}{_ENDING}")
    if path.name != Path(name).name and path.exists():
        raise NotSaved(f"The picture was not saved: there is a file named {path.name} already. Choose it to replace it, or another name.")
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    try:
        # The dialog asked whether a file that is there may be replaced.
        with beside(path, anything) as partial:
            partial.write_bytes(data.data())
    except OSError as error:
        raise NotSaved(f"The picture was not saved: {error.strerror or error}. Choose another folder or name.") from None
    return sha256(data.data()).hexdigest()
