"""The chain's bytes and hashes."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from audit.log.chain.links import GENESIS, entry_hash

_COLUMNS = ("time_utc", "actor", "kind", "subject", "body", "previous_hash")
_texts = st.text(st.characters(codec="utf-8"), max_size=12)
_entries = st.fixed_dictionaries(
    {name: _texts for name in _COLUMNS if name != "body"} | {"body": st.binary(max_size=12), "seq": st.integers(1, 2**53)}
)


def test_nothing_stands_before_the_first_entry() -> None:
    assert GENESIS == "0" * 64


def test_the_hash_of_a_known_entry_never_changes() -> None:
    """A log written today verifies tomorrow: the hash is part of the file format."""
    known = entry_hash(seq=1, time_utc="2024-01-01T00:00:00.000+00:00", actor="ann", kind="screened", subject="s", body=b"{}",
                       previous_hash=GENESIS)  # fmt: skip
    assert known == "4aa3458fa710fab6b2bc2e60e8a37d732a85f1b1fc63bb0d6d6e714338644beb"


@given(_entries, st.sampled_from((*_COLUMNS, "seq")), st.data())
def test_a_change_of_any_column_changes_the_hash(entry: dict[str, Any], column: str, data: st.DataObject) -> None:
    strategy = st.integers(1, 2**53) if column == "seq" else st.binary(max_size=12) if column == "body" else _texts
    other = data.draw(strategy)
    assume(other != entry[column])
    assert entry_hash(**entry) != entry_hash(**entry | {column: other})


@given(_entries, st.integers(0, len(_COLUMNS) - 2))
def test_a_byte_that_moves_to_the_next_column_changes_the_hash(entry: dict[str, Any], position: int) -> None:
    giver, taker = _COLUMNS[position], _COLUMNS[position + 1]
    moved = "x" if giver != "body" else b"x"
    before = entry | {giver: entry[giver] + moved}
    after = entry | {taker: ("x" if taker != "body" else b"x") + entry[taker]}
    assert entry_hash(**before) != entry_hash(**after)
