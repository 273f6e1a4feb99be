"""``log export``: findings as CSV, or whole entries as JSON Lines; all or nothing."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from hashlib import file_digest
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from app.cli.outputs import check_outputs
from app.cli.terminal import fail, say, warn
from app.export.writing import replacing
from app.site.logbook import note
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log, Stored

_FILM = (
    "sop_instance_uid", "study_instance_uid", "patient_digest", "file_sha256", "pixel_sha256", "view", "sex", "age_band", "manufacturer",
    "model", "station", "institution",
)  # fmt: skip
_FINDING = (
    "label", "logit", "probability", "threshold", "positive", "verdict", "share_outside", "area_outside", "delta_logit",
    "delta_probability", "decision_changed",
)  # fmt: skip
COLUMNS = (
    "entry", "time_utc", "actor", *_FILM, "classifier", "weights_sha256", "code_version", *_FINDING,
    "controls_n", "controls_mean", "controls_spread",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The audit log.")],
    out: Annotated[Path, typer.Option(metavar="OUT", help="OUT.csv: one row a finding. OUT.jsonl: one line an entry, of all kinds.")],
) -> None:
    """Write the log's content as a table or as JSON Lines. The export is itself an entry, with the hash of what was written.

    Example: python main.py log export audit.db --out findings.csv
    """
    if out.suffix.lower() not in _WRITERS:
        fail("The name of the file must end with .csv or .jsonl.", code=2)
    if out.resolve() == file.resolve():
        fail("The export must not replace the log itself.", code=2)
    try:
        with Log(file, writing=False) as log:
            check_outputs(file=out)
            head, head_hash = log.head()
            # What others append meanwhile is not of this export.
            entries = takewhile(lambda stored: stored.seq <= head, log.entries())
            with replacing(out) as target:
                told = _WRITERS[out.suffix.lower()](entries, target)
        with out.open("rb") as written:
            digest = file_digest(written, "sha256").hexdigest()
    except LogError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    noted = note(file, EntryKind.EXPORTED, f"{told} were exported, up to entry {head}.", format=out.suffix.lower()[1:], sha256=digest,
                 head={"seq": head, "hash": head_hash})  # fmt: skip
    say(f"{told} in {out}.")
    if isinstance(noted, str):
        warn(noted)


def _write_findings(entries: Iterable[Stored], target: TextIO) -> str:
    writer = csv.DictWriter(target, COLUMNS)
    writer.writeheader()
    count = 0
    for stored in entries:
        if stored.kind != EntryKind.SCREENED:
            continue
        rows = [_row(stored, finding) for finding in stored.record["findings"]]
        writer.writerows(rows)
        count += len(rows)
    return f"{count} findings"


def _write_entries(entries: Iterable[Stored], target: TextIO) -> str:
    count = 0
    for stored in entries:
        line = {name: getattr(stored, name) for name in ("seq", "time_utc", "actor", "kind", "subject", "hash", "record")}
        target.write(json.dumps(line, ensure_ascii=False) + "\n")
        count += 1
    return f"{count} entries"


_WRITERS = {".csv": _write_findings, ".jsonl": _write_entries}


def _row(stored: Stored, finding: dict[str, Any]) -> dict[str, Any]:
    record = stored.record
    film, classifier = record["radiograph"], record["classifier"]
    challenge: dict[str, Any] = finding["challenges"][0] if finding["challenges"] else {}
    controls = challenge.get("controls") or {}
    values = {
        "entry": stored.seq, "time_utc": stored.time_utc, "actor": stored.actor, **film, **film["tags"],
        "classifier": classifier["name"], "weights_sha256": classifier["weights_sha256"], "code_version": record["code_version"],
        **(finding["attention"] or {}), **challenge, **finding, **{f"controls_{name}": value for name, value in controls.items()},
    }  # fmt: skip
    return {column: harmless(values.get(column)) for column in COLUMNS}


def harmless(value: Any) -> Any:
    """Keep a spreadsheet from taking a header's text for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
