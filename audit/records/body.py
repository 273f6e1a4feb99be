"""Between the typed body of an entry and its one JSON text; an older text is upgraded when it is read, and never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from audit.records import events, selftest
from audit.records.canonical import canonical, canonical_of_record
from audit.records.excerpt import FilmExcerpt
from audit.records.film import FilmRecord
from audit.records.kinds import EntryKind
from audit.records.removals import RemovalsRecord
from audit.records.upgrade.upgrade import upgraded

Body = FilmRecord | events.EventRecord
T = TypeVar("T")

TYPES: Mapping[EntryKind, type[Body]] = MappingProxyType(
    {
        EntryKind.SCREENED: FilmRecord,
        EntryKind.REFUSED: FilmRecord,
        EntryKind.FAILED: FilmRecord,
        EntryKind.REPLAYED: events.ReplayedRecord,
        EntryKind.CERTIFICATE: events.CertificateRecord,
        EntryKind.REACTIVITY: selftest.ReactivityRecord,
        EntryKind.SELF_TEST: selftest.SelfTestRecord,
        EntryKind.SELF_CHECK: events.SelfCheckRecord,
        EntryKind.CLASSIFIER_ADDED: events.ClassifierAddedRecord,
        EntryKind.SETTINGS: events.SettingsRecord,
        EntryKind.EXPORTED: events.ExportedRecord,
        EntryKind.READ: events.ReadRecord,
        EntryKind.BACKED_UP: events.CopiedRecord,
        EntryKind.RESTORED: events.CopiedRecord,
        EntryKind.MIGRATED: events.MigratedRecord,
        EntryKind.KEY_ADDED: events.KeyAddedRecord,
        EntryKind.BLOBS_PURGED: events.BlobsPurgedRecord,
        EntryKind.FIRST_IMPRESSION: events.FirstImpressionRecord,
        EntryKind.REMOVALS: RemovalsRecord,
    }
)


class NotABody(ValueError):
    """A text that is no body of its kind of entry."""


def json_of(body: Body) -> bytes:
    """Return the canonical JSON of a body: only of one that ``body_of`` will read.

    Raises:
        TypeError, ValueError: A value is not of the type that its field says, a number is a scalar of numpy or not finite; a defect.
    """
    adapter = _adapter(type(body))
    adapter.validate_python(body)
    if isinstance(body, FilmRecord):
        return canonical_of_record(body)
    # An event may pass on any value, which pydantic does not ask to be finite.
    return canonical(adapter.dump_python(body, warnings="error"))


def fits(kind: str, body: Body) -> bool:
    """Tell whether a body is of the type of its kind of entry, and a film's of the status that the kind says."""
    return type(body) is TYPES[EntryKind(kind)] and (not isinstance(body, FilmRecord) or body.status == kind)


def body_of(kind: str, text: bytes) -> Body:
    """Return the body of an entry, of whatever schema.

    Raises:
        NotABody: It is none.
    """
    try:
        wanted, value = TYPES[EntryKind(kind)], orjson.loads(text)
        current = isinstance(value, dict) and value.get("schema") == wanted.schema
        body = validated(wanted, text if current else orjson.dumps(upgraded(EntryKind(kind), value)))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:  # Not there, or another type.
        raise NotABody(f"the body of an entry of the kind {kind!r} is none that the log writes") from error
    if not fits(kind, body):
        raise NotABody(f"the body of an entry of the kind {kind!r} is of another kind")
    return body


def excerpt_of(kind: str, text: bytes) -> FilmExcerpt:
    """Return what a cohort asks of a screened film's body, of whatever schema.

    Raises:
        NotABody: It is none.
    """
    try:
        try:
            return validated(FilmExcerpt, text)
        except ValidationError:  # Of an earlier schema, or no film at all.
            return validated(FilmExcerpt, orjson.dumps(upgraded(EntryKind(kind), orjson.loads(text))))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise NotABody(f"the body of an entry of the kind {kind!r} is none of a screened film that the log writes") from error


def validated(wanted: type[T], text: bytes) -> T:
    """Return a JSON text as a value of a type.

    Raises:
        ValidationError: It is none; a ValueError.
    """
    found: T = _adapter(wanted).validate_json(text)
    return found


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(of: Any) -> TypeAdapter[Any]:
    if of not in _ADAPTERS:
        _ADAPTERS[of] = TypeAdapter(of)
    return _ADAPTERS[of]


__all__ = ["TYPES", "Body", "NotABody", "ValidationError", "body_of", "excerpt_of", "fits", "json_of", "validated"]
