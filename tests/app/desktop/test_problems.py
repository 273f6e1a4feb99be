"""What stopped the work, in words."""

from __future__ import annotations

import errno

import pytest

from app.desktop.problems import add, in_words
from app.run.request import CannotScreen
from audit.log.errors import LogUnavailable, WitnessUnavailable


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (CannotScreen("There is no such classifier."), "There is no such classifier."),
        (LogUnavailable("The disk is full."), "The disk is full."),
        (OSError(errno.EHOSTDOWN, "Host is down"), "The work stopped: Host is down. What stands in the log is kept."),
        (OSError(), "The work stopped: OSError. What stands in the log is kept."),
    ],
)
def test_what_was_expected_is_one_sentence(error: Exception, sentence: str) -> None:
    assert in_words(error) == (sentence, "")


def test_a_defect_tells_where_it_is_and_nothing_of_what_it_held() -> None:
    with pytest.raises(KeyError) as caught:
        raise KeyError("Quitte^Ottilie")
    sentence, details = in_words(caught.value)
    assert sentence.startswith("A defect in the program (KeyError) stopped the work.")
    assert "test_problems" in details
    assert "Quitte^Ottilie" not in sentence + details.replace('raise KeyError("Quitte^Ottilie")', "")


def test_what_went_wrong_after_it_is_added_once() -> None:
    error = LogUnavailable("The disk is full.")
    add(error, LogUnavailable("The disk is full."))
    assert in_words(error)[0] == "The disk is full."
    add(error, WitnessUnavailable("The witness cannot be written."))
    assert in_words(error)[0] == "The disk is full. The witness cannot be written."
