"""What an entry can be about."""

from __future__ import annotations

from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry is about. The body of an entry of no film has a ``sentence``. Reviews and signatures come with their step."""

    SCREENED = "screened"
    REFUSED = "refused"
    FAILED = "failed"
    REPLAYED = "replayed"
    CERTIFICATE = "certificate"
    REACTIVITY = "reactivity"
    SELF_TEST = "self_test"
    SELF_CHECK = "self_check"
    CLASSIFIER_ADDED = "classifier_added"
    SETTINGS = "settings"
    EXPORTED = "exported"
    READ = "read"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    MIGRATED = "migrated"
    KEY_ADDED = "key_added"
    BLOBS_PURGED = "blobs_purged"
    FIRST_IMPRESSION = "first_impression"
    REMOVALS = "removals"


OF_FILMS = frozenset({EntryKind.SCREENED, EntryKind.REFUSED, EntryKind.FAILED})
