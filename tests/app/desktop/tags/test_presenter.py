"""The header of the film at hand: read when it is looked at, forgotten with the film."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

from app.desktop.tags.presenter import NO_FILM, READING, TagsPresenter
from app.desktop.tags.view import TagsView
from app.workers.messages import Failed, Refused, Result, Task
from app.workers.tasks.read_tags import ReadTags, TagsRead
from models.values.listed_tag import ListedTag

TAG = ListedTag(0, "(0008,0060)", "Modality", "CS", "DX")
FILM, OTHER = Path("a.dcm"), Path("b.dcm")


class Tags:
    """A presenter whose engine writes down what it is asked."""

    def __init__(self) -> None:
        self.view = MagicMock(spec=TagsView)
        self.asked: list[tuple[Task, Any]] = []
        self.withdrawn: list[int] = []
        self.presenter = TagsPresenter(self.view, self)

    def ask(self, kind: Task, payload: Any) -> int:
        self.asked.append((kind, payload))
        return len(self.asked)

    def withdraw(self, number: int) -> None:
        self.withdrawn.append(number)

    def shown(self) -> tuple[list[ListedTag], str]:
        tags, message = self.view.show_tags.call_args.args
        return list(tags), message


def test_nothing_is_read_before_someone_looks() -> None:
    tags = Tags()
    tags.presenter.film_chosen(FILM)
    assert tags.asked == []
    tags.presenter.open()
    assert tags.asked == [(Task.READ_TAGS, ReadTags(FILM))]
    assert tags.shown() == ([], READING)
    tags.presenter.take_answer(1, Result(1, TagsRead((TAG,))))
    assert tags.shown() == ([TAG], "")


def test_another_film_takes_the_header_away_and_brings_its_own() -> None:
    tags = Tags()
    tags.presenter.film_chosen(FILM)
    tags.presenter.open()
    tags.presenter.film_chosen(OTHER)
    assert tags.withdrawn == [1]
    tags.presenter.take_answer(1, Result(1, TagsRead((TAG,))))
    assert tags.shown() == ([], READING)
    assert tags.asked[1] == (Task.READ_TAGS, ReadTags(OTHER))


def test_closed_it_forgets_and_reads_no_more() -> None:
    tags = Tags()
    tags.presenter.film_chosen(FILM)
    tags.presenter.open()
    tags.presenter.take_answer(1, Result(1, TagsRead((TAG,))))
    tags.presenter.close()
    assert tags.shown() == ([], "")
    tags.presenter.film_chosen(OTHER)
    assert len(tags.asked) == 1


def test_what_has_no_tags_says_why() -> None:
    tags = Tags()
    tags.presenter.open()
    assert tags.shown() == ([], NO_FILM)
    tags.presenter.film_chosen(FILM)
    for outcome in (Refused(1, "not_an_image", "The file is not DICOM."), Failed(2, "The worker crashed.")):
        tags.presenter.open()
        tags.presenter.take_answer(len(tags.asked), outcome)
        assert tags.shown() == ([], outcome.sentence)
