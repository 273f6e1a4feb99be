"""Between the typed body of an entry and its one JSON text; an older text is upgraded when it is read, and never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from audit.records import events
from audit.records.canonical import canonical
from audit.records.film import FilmRecord
from audit.records.kinds import EntryKind
from audit.records.upgrade import upgraded

Body = FilmRecord | events.EventRecord
T = TypeVar("T")

TYPES: Mapping[EntryKind, type[Body]] = MappingProxyType(
    {
        EntryKind.SCREENED: FilmRecord,
        EntryKind.REFUSED: FilmRecord,
        EntryKind.FAILED: FilmRecord,
        EntryKind.REPLAYED: events.ReplayedRecord,
        EntryKind.CERTIFICATE: events.CertificateRecord,
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
    }
)


class NotABody(ValueError):
    """A text that is no body of its kind of entry."""


def json_of(body: Body) -> bytes:
    """Return the canonical JSON of a body.

    Raises:
        PydanticSerializationError, TypeError, ValueError: A value is not of the type that its field says; a defect.
    """
    return canonical(_adapter(type(body)).dump_python(body, mode="json", warnings="error"))


def body_of(kind: str, text: bytes) -> Body:
    """Return the body of an entry, of whatever schema.

    Raises:
        NotABody: It is none.
    """
    try:
        wanted = TYPES[EntryKind(kind)]
        value = orjson.loads(text)
        current = isinstance(value, dict) and value.get("schema") == wanted.schema
        return validated(wanted, text) if current else validated(wanted, orjson.dumps(upgraded(EntryKind(kind), value)))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:  # What is not there, or of another type.
        raise NotABody(f"the body of an entry of the kind {kind!r} is none that the log writes") from error


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


__all__ = ["TYPES", "Body", "NotABody", "ValidationError", "body_of", "json_of", "validated"]
