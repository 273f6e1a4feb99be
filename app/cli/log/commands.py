"""``log``: what the log holds, whether it holds, and copies of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.log.copies import backup, restore
from app.cli.log.export import export
from app.cli.log.show import show
from app.cli.terminal import fail, say
from audit.log.errors import LogError
from audit.log.store import Log
from audit.log.verify.verify import verify as verify_log

app = typer.Typer(help="Show, verify, export and copy an audit log.", no_args_is_help=True, rich_markup_mode=None)
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The audit log.")]
app.command("show")(show)


@app.command()
def verify(
    file: FileArgument,
    deep: Annotated[bool, typer.Option("--deep", help="Also compare the tables for queries, maps and lungs with the entries.")] = False,
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
        fail(f"NOT INTACT ({found.damage.kind}): {found.damage.sentence}. The first {found.entries} entries hold.")
    say(f"Intact: {found.entries} entries. Head {found.head}")
    say(f"Signed: up to entry {found.attested}, {found.checkpoints} checkpoints.")
    for key in found.keys:
        say(f"Key {key}")
    for sentence in found.notes:
        say(sentence)
    say("What this does not prove:")
    for sentence in found.not_proven:
        say(f"- {sentence}")


@app.command()
def head(file: FileArgument) -> None:
    """Print number and hash of the last entry: what stands for all before it. Nothing is written.

    Example: python main.py log head audit.db
    """
    try:
        with Log(file, writing=False) as log:
            seq, digest = log.head()
    except LogError as error:
        fail(str(error))
    say(f"{seq} {digest}")


app.command("export")(export)
app.command("backup")(backup)
app.command("restore")(restore)
