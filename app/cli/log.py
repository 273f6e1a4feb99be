"""``log``: show, verify and export an audit log. Reads entries, never projections, and never writes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.terminal import fail, say
from audit.log.errors import LogError
from audit.log.store import Kind, Log, Stored
from audit.log.verify import WHAT_IT_PROVES
from audit.log.verify import verify as verify_chain

app = typer.Typer(help="Show, verify and export an audit log.", no_args_is_help=True, rich_markup_mode=None)
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The audit log.")]

_COLUMNS = (
    "entry", "time_utc", "actor", "sop_instance_uid", "pixel_sha256", "view", "sex", "age_band", "manufacturer", "institution",
    "classifier", "weights_sha256", "label", "logit", "probability", "threshold", "positive", "share_outside", "area_outside",
    "delta_logit", "delta_probability", "decision_changed", "controls_n", "controls_mean", "controls_spread",
)  # fmt: skip


@app.command()
def show(
    file: FileArgument, entry: Annotated[int | None, typer.Option(metavar="N", help="Show the whole record of entry N.")] = None
) -> None:
    """List the entries, or show one as JSON.

    Example: python main.py log show audit.db --entry 1
    """
    try:
        with Log(file, writing=False) as log:
            if entry is not None:
                say(json.dumps(log.entry(entry).record, indent=1, ensure_ascii=False))
                return
            for stored in log.entries():
                say(f"{stored.seq:>6}  {stored.time_utc}  {stored.actor}  {stored.kind:<11}  {_summary(stored)}")
    except LogError as error:
        fail(str(error))


@app.command()
def verify(file: FileArgument) -> None:
    """Check that no entry was changed, removed or inserted. Exit code 1 when one was."""
    try:
        found = verify_chain(file)
    except LogError as error:
        fail(str(error))
    if found.damage:
        fail(f"NOT INTACT: {found.damage}. The {found.entries} entries before it hold.")
    say(f"Intact: {found.entries} entries. Head {found.head}\n{WHAT_IT_PROVES}")


@app.command()
def export(file: FileArgument, out: Annotated[Path, typer.Option(metavar="OUT.csv", help="CSV file to write.")]) -> None:
    """Write one row a finding as CSV.

    Example: python main.py log export audit.db --out findings.csv
    """
    if out.resolve() == file.resolve():
        fail("The CSV file must not be the log itself.", code=2)
    rows = 0
    try:
        with Log(file, writing=False) as log, out.open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, _COLUMNS)
            writer.writeheader()
            for stored in log.entries():
                if stored.kind == Kind.SCREENED:
                    findings = stored.record["findings"]
                    writer.writerows(_row(stored, finding) for finding in findings)
                    rows += len(findings)
    except LogError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    say(f"{rows} findings in {out}.")


def _summary(stored: Stored) -> str:
    if stored.kind in {Kind.REFUSED, Kind.FAILED}:
        return f"{stored.record['code']}: {stored.record['reason']}"
    if stored.kind != Kind.SCREENED:
        return str(stored.record["sentence"])
    positive = [f"{finding['label']} {finding['probability']:.3f}" for finding in stored.record["findings"] if finding["positive"]]
    return f"{stored.record['classifier']['name']}: {', '.join(positive) or 'nothing over its threshold'}"


def _row(stored: Stored, finding: dict[str, Any]) -> dict[str, Any]:
    film, classifier = stored.record["radiograph"], stored.record["classifier"]
    attention = finding["attention"] or {}
    challenge: dict[str, Any] = finding["challenges"][0] if finding["challenges"] else {}
    controls = challenge.get("controls", {})
    values = {
        "entry": stored.seq, "time_utc": stored.time_utc, "actor": stored.actor, **film, **film["tags"],
        "classifier": classifier["name"], "weights_sha256": classifier["weights_sha256"], **finding, **attention, **challenge,
        "controls_n": controls.get("n"), "controls_mean": controls.get("mean"), "controls_spread": controls.get("spread"),
    }  # fmt: skip
    return {column: _harmless(values.get(column)) for column in _COLUMNS}


def _harmless(value: Any) -> Any:
    """Keep a spreadsheet from taking a header's text for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value
