"""A body that is wrong in any way is no body: no other error ever comes out of the reading, whatever stands in the text."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.log.chain.links import GENESIS, entry_hash, packed
from audit.log.errors import DamagedEntry
from audit.log.store import EntryKind, Log
from audit.log.verify.damage import DamageKind
from audit.log.verify.verify import verify
from audit.records.body import NotABody, body_of, json_of
from audit.records.film import FilmRecord
from tests.audit.kept import bodies, forge

_OF_THEIR_DAY = [(kind, text) for _, kind, text in bodies()]
_OF_TODAY = [(kind, json_of(body_of(kind, text))) for kind, text in _OF_THEIR_DAY]
_VALUES = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        7,
        2**53,
        2**64,
        10**400,
        0.5,
        1e308,
        "",
        "a",
        "\u0000",
        [],
        [[]],
        [None],
        {},
        {"a": {}},
        {"schema": 1},
        "a" * 64,
        2,
    ]
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _places(inner, (*path, key))


def _changed(value: Any, path: tuple[Any, ...], how: str, by: Any) -> Any:
    """The value with one place exchanged, taken out, renamed or doubled."""
    if not path:
        return by
    *way, last = path
    at = value
    for key in way:
        at = at[key]
    if how == "exchange":
        at[last] = by
    elif how == "remove":
        del at[last]
    elif isinstance(at, dict):
        at[f"{last} "] = at.pop(last) if how == "rename" else at[last]
    else:
        at.append(at[last])
    return value


def _read(kind: str, text: bytes) -> None:
    """Read a text that may be a body; a film's record that is read can be written and read again, but for numbers beyond JSON's."""
    try:
        body = body_of(kind, text)
    except NotABody:
        return
    if isinstance(body, FilmRecord) and not re.search(rb"\d{16}\b", text):
        assert body_of(kind, json_of(body)) == body


@given(st.sampled_from([*_OF_THEIR_DAY, *_OF_TODAY]), st.data(), st.sampled_from(("exchange", "remove", "rename", "add")), _VALUES)
def test_a_body_changed_at_any_place_is_read_as_a_body_or_as_none(kept: tuple[str, bytes], data: st.DataObject, how: str, by: Any) -> None:
    kind, text = kept
    value = json.loads(text)
    path = data.draw(st.sampled_from(list(_places(value))))
    _read(kind, json.dumps(_changed(value, path, how, by)).encode())


@given(st.sampled_from([*EntryKind, "", "unknown"]), st.binary(max_size=40) | st.sampled_from([text for _, text in _OF_THEIR_DAY]))
def test_any_bytes_under_any_kind_are_read_as_a_body_or_as_none(kind: str, text: bytes) -> None:
    _read(kind, text)


_DEEP = b"[" * 100_000 + b"]" * 100_000
_STRANGE = (
    b"", b"null", b"[]", b"7", b"NaN", b'{"schema":NaN}', b'{"schema":true}', b'{"schema":2.0}', b'{"schema":3}', b'{"schema":null}', _DEEP,
    b'{"schema":1e400}', b'{"schema":2,"sentence":"s","code_version":null,"entry":1e400}', b"\xff", b'"\\ud800"',
    b'{"sentence":"s","filters":' + b'{"a":' * 300 + b"1" + b"}" * 301,
    b'{"schema":2,"sentence":"s","filters":' + b"[" * 900 + b"]" * 900 + b"}",
)  # fmt: skip


@pytest.mark.parametrize("kind", EntryKind)
def test_strange_texts_are_no_bodies(kind: EntryKind) -> None:
    for text in _STRANGE:
        with pytest.raises(NotABody):
            body_of(kind, text)


@pytest.mark.parametrize("body", [packed(b"{}"), packed(_DEEP), b"no zlib", zlib.compress(b"\xff"), packed(b'{"schema":2}')])
def test_a_forger_who_hashes_anew_makes_a_damaged_entry_and_no_error_that_nobody_expects(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "audit.db"
    Log(file, writing=True).close()
    columns = {"seq": 1, "time_utc": "t", "actor": "eve", "kind": "read", "subject": "s", "body": body, "previous_hash": GENESIS}
    forge(file, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *columns.values(), entry_hash(**columns))  # type: ignore[arg-type]
    with Log(file, writing=False) as log:
        for reader in (lambda: log.entry(1), lambda: list(log.entries())):
            with pytest.raises(DamagedEntry, match="no readable body"):
                reader()
    assert verify(file).damage is None
    damage = verify(file, deep=True).damage
    assert damage
    assert (damage.kind, damage.seq) == (DamageKind.UNREADABLE, 1)
