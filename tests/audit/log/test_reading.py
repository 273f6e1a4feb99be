"""What is read of a log, page by page and one by one, is what stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.log.chain.links import packed
from audit.log.errors import DamagedEntry, NoSuchEntry
from audit.log.store import Draft, EntryKind, Log
from audit.records.body import excerpt_of, json_of
from tests.audit.films import ended_film, refused_film, screened_film, self_check
from tests.audit.kept import KEPT, copy_of, forge


def test_films_are_told_in_their_order_with_what_a_cohort_asks_of_them(log: Log) -> None:
    film = screened_film(3)
    for kind, body in (
        (EntryKind.SCREENED, film), (EntryKind.SELF_CHECK, self_check()), (EntryKind.REFUSED, ended_film(film, "refused")),
        (EntryKind.FAILED, ended_film(film, "failed")), (EntryKind.SCREENED, screened_film(4)),
    ):  # fmt: skip
        log.append(kind, actor="ann", subject=f"of {kind}", record=body)
    found = list(log.films())
    assert [(one.seq, one.kind, one.subject, one.film is None) for one in found] == [
        (1, "screened", "of screened", False), (3, "refused", "of refused", True), (4, "failed", "of failed", True),
        (5, "screened", "of screened", False),
    ]  # fmt: skip
    assert found[0].film == excerpt_of("screened", json_of(film))
    assert [one.seq for one in log.films(until=4)] == [1, 3, 4]
    assert log.film(5) == found[3]
    with pytest.raises(NoSuchEntry):
        log.film(6)


def test_entries_of_several_kinds_are_read_over_many_pages(log: Log) -> None:
    """Three pages and a bit of two kinds by turns."""
    wanted = ((EntryKind.REFUSED, refused_film("b" * 64)), (EntryKind.SELF_CHECK, self_check()))
    log.append_new([Draft(kind, "ann", f"{number}", body) for number in range(310) for kind, body in wanted])
    assert [one.seq for one in log.entries(kinds=[EntryKind.REFUSED, EntryKind.SELF_CHECK])] == list(range(1, 621))
    assert [one.seq for one in log.entries(kinds=[EntryKind.SELF_CHECK], after=100, until=506)] == list(range(102, 507, 2))
    assert [one.seq for one in log.films()] == list(range(1, 621, 2))


@pytest.mark.parametrize("body", [None, packed(json_of(screened_film(2)))], ids=["subject", "body"])
def test_an_entry_that_was_changed_gives_no_excerpt(tmp_path: Path, body: bytes | None) -> None:
    file = tmp_path / "audit.db"
    with Log(file, writing=True) as log:
        log.append(EntryKind.SCREENED, actor="ann", subject="s", record=screened_film(1))
    if body is None:
        forge(file, "UPDATE entry SET subject = 'another'")
    else:
        forge(file, "UPDATE entry SET body = ?", body)
    with Log(file, writing=False) as log:
        for reader in (lambda: log.film(1), lambda: list(log.films())):
            with pytest.raises(DamagedEntry, match="changed after it was written"):
                reader()


def test_an_entry_is_not_read_as_another_moment_of_the_log(log: Log) -> None:
    """What another program adds meanwhile is not seen."""
    log.append(EntryKind.SELF_CHECK, actor="ann", subject="s", record=self_check())
    with Log(log.path, writing=False) as reader, reader.at_one_moment():
        before = reader.count()
        log.append(EntryKind.SELF_CHECK, actor="ann", subject="s", record=self_check())
        assert (before, reader.count(), reader.head()[0]) == (1, 1, 1)
    assert log.count() == 2


def test_nothing_is_appended_while_one_moment_is_read(log: Log) -> None:
    with pytest.raises(AssertionError, match="while one moment is read"), log.at_one_moment():
        log.append(EntryKind.SELF_CHECK, actor="ann", subject="s", record=self_check())
    log.append(EntryKind.SELF_CHECK, actor="ann", subject="s", record=self_check())
    assert log.count() == 1


@pytest.mark.parametrize("kept", KEPT)
def test_logs_of_earlier_versions_give_excerpts_of_the_same_films(tmp_path: Path, kept: str) -> None:
    file = copy_of(kept, tmp_path)
    Log(file, writing=True).close()
    with Log(file, writing=False) as log:
        whole, parts = (
            {entry.seq: entry.film for entry in log.entries(kinds=[EntryKind.SCREENED])},
            [one for one in log.films() if one.film],
        )
        assert [one.seq for one in parts] == list(whole)
        for one in parts:
            record = whole[one.seq]
            assert one.film
            assert record.findings
            assert record.classifier
            assert [finding.logit for finding in one.film.findings] == [finding.logit for finding in record.findings]
            assert one.film.classifier.labels == record.classifier.labels
