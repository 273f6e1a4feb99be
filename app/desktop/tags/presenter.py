"""The logic of the tag browser: the header of the film at hand, read when someone looks at it and forgotten with the film. No Qt."""

from __future__ import annotations

from pathlib import Path

from app.desktop.engine import Answerer
from app.desktop.tags.view import TagsView
from app.workers.messages import Failed, Outcome, Refused, Result, Task
from app.workers.tasks.read_tags import ReadTags, TagsRead

NO_FILM = "Select a film to see its tags."
READING = "Reading…"


class TagsPresenter:
    """Takes the film at hand.

    Args:
        view: The browser.
        engine: Reads headers.
    """

    def __init__(self, view: TagsView, engine: Answerer) -> None:
        self._view, self._engine = view, engine
        self._path: Path | None = None
        self._asked: int | None = None
        self._is_open = False

    def film_chosen(self, path: Path) -> None:
        """Look at another film."""
        self._path = path
        self._forget()
        if self._is_open:
            self._ask()

    def open(self) -> None:
        """Show the header."""
        self._is_open = True
        self._view.open_tags()
        self._ask()

    def close(self) -> None:
        """Forget what was shown."""
        self._is_open = False
        self._forget()

    def take_answer(self, number: int, outcome: Outcome) -> None:
        """Take in a worker's answer; answers to what is no longer shown are dropped."""
        if number != self._asked:
            return
        self._asked = None
        match outcome:
            case Result(payload=TagsRead(tags=tags)):
                self._view.show_tags(tags, "")
            case Refused(sentence=sentence) | Failed(sentence=sentence):
                self._view.show_tags([], sentence)

    def _ask(self) -> None:
        self._forget()
        self._view.show_tags([], READING if self._path else NO_FILM)
        if self._path is not None:
            self._asked = self._engine.ask(Task.READ_TAGS, ReadTags(self._path))

    def _forget(self) -> None:
        if self._asked is not None:
            self._engine.withdraw(self._asked)
            self._asked = None
        self._view.show_tags([], "")
