"""How the program opens the log, signed by this person's key; and what it writes there of itself: that the log was read or exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from app import __version__
from app.site.keys import signer
from app.site.person import NoDataFolder, actor
from audit.counted import counted
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log, Stored
from audit.records.events import ClassifierAddedRecord, ExportedRecord, HeadRecord, ReadRecord, SettingsRecord
from models.networks.manifest import Manifest

_THIS_LOG = "this log"
_WRITABLE = 0o222
_TELL: ContextVar[Callable[[str], None] | None] = ContextVar("tell", default=None)


@contextmanager
def older_logs_told(tell: Callable[[str], None]) -> Iterator[None]:
    """Have a sentence told whenever, meanwhile, opening a log of an earlier version brings it up to date."""
    before = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(before)


def open_log(path: Path, *, witness: Path | None = None) -> Log:
    """Open a log for appending; checkpoints are signed by this person's key.

    Args:
        path: The file; it is made when missing.
        witness: A file elsewhere, to which every checkpoint is appended.

    Raises:
        LogError: It cannot be opened, or there is no key.
        NoDataFolder: The key can neither be read nor made.
    """
    log = Log(path, writing=True, signer=signer(), witness=witness, code_version=__version__)
    tell = _TELL.get()
    if log.left_behind and tell:
        tell(
            f"{path.name} was written by an earlier version of this program and has been brought up to date. Its entries are as they "
            f"were. The file as it was is kept beside it as {log.left_behind.name}; earlier versions open that one alone."
        )
    return log


def classifier_added(manifest: Manifest) -> ClassifierAddedRecord:
    """Return the body of the entry that a classifier was added; its subject is the weights' hash."""
    sentence = f"The classifier '{manifest.name}' of {counted(len(manifest.labels), 'finding')} was added."
    return ClassifierAddedRecord(
        sentence=sentence, code_version=__version__, name=manifest.name, weights_sha256=manifest.weights_sha256, labels=manifest.labels
    )


def classifier_removed(name: str) -> SettingsRecord:
    """Return the body of the entry that a classifier was removed."""
    return SettingsRecord(sentence=f"The classifier '{name}' was removed.", code_version=__version__)


def why_read_only(path: Path) -> str:
    """Return a sentence where a log is there and read-only; whoever may write all the same, as root may, does not write then."""
    return f"{path.name} is read-only." if path.is_file() and not path.stat().st_mode & _WRITABLE else ""


def note(path: Path, kind: EntryKind, record: ReadRecord | ExportedRecord) -> Stored | str:
    """Write into a log what was just done with it.

    Args:
        path: The log; it is there.
        kind: READ or EXPORTED.
        record: What was done.

    Returns:
        The entry, or the sentence that says why there is none: what is read-only is not written to, and is read all the same.
    """
    missing = f"This {_DOING[kind]} is not in the log."
    if read_only := why_read_only(path):
        return f"{missing} {read_only}"
    try:
        with open_log(path) as log:
            return log.append(kind, actor=actor(), subject=_THIS_LOG, record=record)
    except (LogError, NoDataFolder) as error:
        return f"{missing} {error}"
    except OSError as error:
        return f"{missing} {error.strerror}."


def note_picture(path: Path, sha256: str, of: int | None) -> Stored | str:
    """Write into a log that a picture of what was seen of a film left the program.

    Args:
        path: The log.
        sha256: Of the picture's file.
        of: Number of the film's entry, where it has one.

    Returns:
        As ``note``.
    """
    try:
        with Log(path, writing=False) as log:
            seq, head = log.head()
    except LogError as error:
        return f"This export is not in the log. {error}"
    film = f"the film of entry {of}" if of else "a film that has no entry"
    sentence = f"A picture of what is seen of {film} was saved."
    record = ExportedRecord(
        sentence=sentence, code_version=__version__, format="png", sha256=sha256, head=HeadRecord(seq=seq, hash=head)
    )  # fmt: skip
    return note(path, EntryKind.EXPORTED, record)


_DOING = {EntryKind.READ: "reading", EntryKind.EXPORTED: "export"}
