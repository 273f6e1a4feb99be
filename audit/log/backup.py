"""Copies of a log: made while others write, verified before they count, and never laid over anything."""

from __future__ import annotations

from pathlib import Path

from audit.counted import counted
from audit.log.chain.signing import Signer
from audit.log.database.copying import copy_file, explained_copy, fresh_file, give_name
from audit.log.errors import LogUnavailable
from audit.log.store import Log
from audit.log.verify.verify import Verification, verify
from audit.records.events import CopiedRecord
from audit.records.kinds import EntryKind


def back_up(log: Log, target: Path, *, actor: str) -> Verification:
    """Copy a log to a single file, verify the copy, and record it in the log.

    Raises:
        LogUnavailable: There is a file at the target, the log is damaged, or the copy cannot be written; no copy is left.
    """
    found = _verified_copy(log.path, target)
    log.append(EntryKind.BACKED_UP, actor=actor, subject="this log", record=_record(log, found, "A verified copy was made"))
    return found


def restore(
    source: Path, target: Path, *, actor: str, signer: Signer | None = None, witness: Path | None = None, code_version: str | None = None
) -> Verification:
    """Make a log of a copy, where there is none; what the copy says is verified first, and the restoring is its next entry.

    Raises:
        NotALog: The source is no log.
        LogUnavailable: There is a file at the target, the source is damaged, or the target cannot be written.
    """
    found = _verified_copy(source, target)
    with Log(target, writing=True, signer=signer, witness=witness, code_version=code_version) as log:
        record = _record(log, found, "The log was restored from a verified copy")
        log.append(EntryKind.RESTORED, actor=actor, subject="this log", record=record)
    return found


def _record(log: Log, found: Verification, what: str) -> CopiedRecord:
    sentence = f"{what}: {counted(found.entries, 'entry', 'entries')}, head {found.head}."
    return CopiedRecord(sentence=sentence, code_version=log.code_version, entries=found.entries, head=found.head)


def _verified_copy(source: Path, target: Path) -> Verification:
    """Copy one state of a log; the target comes to be when the copy has been verified, or not at all."""
    if target.exists():
        raise LogUnavailable(f"There is a file named {target.name} already; it was left as it is. Choose another name.")
    with explained_copy(target.name), fresh_file(target.parent) as partial:
        copy_file(source, partial)
        found = verify(partial, deep=True)
        if found.damage:
            raise LogUnavailable(f"The audit log {source.name} is damaged, and was not copied: {found.damage}.")
        give_name(partial, target)
        return found
