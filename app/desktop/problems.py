"""What stopped the work, as a sentence for the person in front of the screen."""

from __future__ import annotations

import traceback

from app.run.request import CannotScreen
from app.site.person import NoDataFolder
from audit.log.errors import LogError


def in_words(error: Exception) -> tuple[str, str]:
    """Return the sentence for what stopped the work, with the notes that were added to it, and where a defect was."""
    sentence, details = _in_words(error)
    return " ".join([sentence, *getattr(error, "__notes__", ())]), details


def add(error: Exception, further: Exception) -> None:
    """Add to what stopped the work what went wrong after it; the same sentence is not said twice."""
    sentence, _ = _in_words(further)
    if sentence != _in_words(error)[0]:
        error.add_note(sentence)


def _in_words(error: Exception) -> tuple[str, str]:
    match error:
        case CannotScreen() | LogError() | NoDataFolder():
            return str(error), ""
        case OSError():
            return f"The work stopped: {error.strerror or type(error).__name__}. What stands in the log is kept.", ""
        case _:
            sentence = f"A defect in the program ({type(error).__name__}) stopped the work. What stands in the log is kept."
            return sentence, "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
