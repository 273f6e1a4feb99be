"""Copies of a log: made while others write, verified before they count, and never laid over anything."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from audit.log.chain.signing import Signer
from audit.log.database.copying import copy_file
from audit.log.errors import LogUnavailable
from audit.log.store import Log
from audit.log.verify.verify import Verification, verify
from audit.records.kinds import EntryKind


def back_up(log: Log, target: Path, *, actor: str) -> Verification:
    """Copy a log to a single file, verify the copy, and record it in the log.

    Raises:
        LogUnavailable: There is a file at the target, the log is damaged, or the copy cannot be written; no copy is left.
    """
    found = _verified_copy(log.path, target)
    log.append(EntryKind.BACKED_UP, actor=actor, subject="this log", record=_record(found, "A verified copy was made"))
    return found


def restore(source: Path, target: Path, *, actor: str, signer: Signer | None = None, witness: Path | None = None) -> Verification:
    """Make a log of a copy, where there is none; what the copy says is verified first, and the restoring is its next entry.

    Raises:
        NotALog: The source is no log.
        LogUnavailable: There is a file at the target, the source is damaged, or the target cannot be written.
    """
    found = _verified_copy(source, target)
    with Log(target, writing=True, signer=signer, witness=witness) as log:
        log.append(EntryKind.RESTORED, actor=actor, subject="this log", record=_record(found, "The log was restored from a verified copy"))
    return found


def _record(found: Verification, what: str) -> dict[str, object]:
    return {"entries": found.entries, "head": found.head, "sentence": f"{what}: {found.entries} entries, head {found.head}."}


def _verified_copy(source: Path, target: Path) -> Verification:
    """Copy one state of a log; the target comes to be when the copy has been verified, or not at all."""
    if target.exists():
        raise LogUnavailable(f"There is a file named {target.name} already; it was left as it is. Choose another name.")
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".copy.")
    except OSError as error:
        raise LogUnavailable(f"The copy {target.name} cannot be written: {error.strerror}.") from error
    os.close(descriptor)
    partial = Path(name)
    try:
        copy_file(source, partial)
        found = verify(partial, deep=True)
        if found.damage:
            raise LogUnavailable(f"The audit log {source.name} is damaged, and was not copied: {found.damage}.")
        os.link(partial, target)
        return found
    except OSError as error:
        raise LogUnavailable(f"The copy {target.name} cannot be written: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)
