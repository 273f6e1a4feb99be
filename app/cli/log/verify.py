"""``log verify`` and ``log head``: whether the log holds, and what stands for all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import LogArgument
from app.cli.terminal import fail, say
from audit.counted import counted
from audit.log.errors import LogError
from audit.log.store import Log
from audit.log.verify.verify import verify as verify_log


def verify(
    file: LogArgument,
    deep: Annotated[bool, typer.Option("--deep", help="Also compare the tables for queries, maps and organs with the entries.")] = False,
    witness: Annotated[Path | None, typer.Option(metavar="W", help="The witness file that was kept elsewhere.")] = None,
    public_key: Annotated[
        list[str] | None, typer.Option(metavar="K", help="A key that may have signed, in hexadecimal; repeatable.")
    ] = None,
) -> None:
    """Check that no entry was changed, removed, inserted or moved, and say what that does not prove. Nothing is written.

    Exit code 1 when something does not hold; the first bad entry and the kind of damage are named.

    Example: python main.py log verify audit.db --deep --witness witness.jsonl --public-key 3b6a27bc…
    """
    try:
        found = verify_log(file, deep=deep, witness=witness, public_keys=[key.lower() for key in public_key or ()])
    except LogError as error:
        fail(str(error))
    if found.damage:
        fail(
            f"NOT INTACT ({found.damage.kind}): {found.damage.sentence}. The first {counted(found.entries, 'entry holds', 'entries hold')}."
        )
    say(f"Intact: {counted(found.entries, 'entry', 'entries')}. Head {found.head}")
    say(f"Signed: up to entry {found.attested}, {counted(found.checkpoints, 'checkpoint')}.")
    for key in found.keys:
        say(f"Key {key}")
    for sentence in found.notes:
        say(sentence)
    say("What this does not prove:")
    for sentence in found.not_proven:
        say(f"- {sentence}")


def head(file: LogArgument) -> None:
    """Print number and hash of the last entry: what stands for all before it. Nothing is written.

    Example: python main.py log head audit.db
    """
    try:
        with Log(file, writing=False) as log:
            seq, digest = log.head()
    except LogError as error:
        fail(str(error))
    say(f"{seq} {digest}")
