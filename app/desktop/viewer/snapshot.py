"""A picture of exactly what is seen of the film, as a file that the person names."""

from __future__ import annotations

from hashlib import sha256

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.save_name import NotSaved, file_named
from app.export.writing import anything, beside

_SUGGESTED, _FILTER, _FAILED = "film.png", "PNG (*.png)", "The picture was not saved"


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
    path = file_named(name, (".png",), _FAILED)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    try:
        # The dialog asked whether a file that is there may be replaced.
        with beside(path, anything) as partial:
            partial.write_bytes(data.data())
    except OSError as error:
        raise NotSaved(f"{_FAILED}: {error.strerror or error}. Choose another folder or name.") from None
    return sha256(data.data()).hexdigest()
