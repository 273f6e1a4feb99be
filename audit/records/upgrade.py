"""From every earlier shape of a body to the present one; what was written is never changed."""

from __future__ import annotations

from typing import Any

from audit.records.kinds import EntryKind


def upgraded(kind: EntryKind, value: dict[str, Any]) -> dict[str, Any]:
    """Return a body of an earlier schema as one of the present schema.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: It is no body of its kind.
    """
    raise ValueError(f"schema {value.get('schema')} of the kind {kind} is not known")
