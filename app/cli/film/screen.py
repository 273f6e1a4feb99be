"""``screen``: films in; findings on the terminal, in the log, and if wanted as JSON and pictures."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from app.batch.sources import film_paths
from app.cli.films import named
from app.cli.options import Device, DeviceOption, RegionsOption
from app.cli.outputs import check_outputs
from app.cli.terminal import DISCLAIMER, fail, progress_bar, say, tell, warn
from app.export.maps import write_maps
from app.export.questions import questions
from app.export.writing import replacing
from app.run.events import FilmRecorded, Progress
from app.run.request import CannotScreen, RunRequest
from app.run.run import screen_films
from app.site.logbook import open_log
from app.site.person import actor, default_log
from app.site.regions import SHIPPED, table_file
from app.workers.pool import Pool
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log
from models.networks.library import EMBEDDED


def screen(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Films (DICOM CR, DX or RG, PNG, JPEG, TIFF); folders, zips and DICOMDIRs of them."),
    ],
    log: Annotated[Path | None, typer.Option(metavar="FILE", help="Audit log to append to; made when missing.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write all records to this JSON file.")] = None,
    maps: Annotated[Path | None, typer.Option(metavar="DIR", help="Write maps and pictures of each film to this folder.")] = None,
    classifier: Annotated[str, typer.Option(metavar="NAME", help="Classifier to audit; 'models list' names them.")] = EMBEDDED[0],
    device: DeviceOption = Device.AUTO,
    regions: RegionsOption = None,
    batch_size: Annotated[int, typer.Option(min=1, max=256, metavar="N", help="Films that share a forward pass.")] = 4,
    witness: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File elsewhere to which every signed checkpoint of the log is appended.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Screen also what the log holds already.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Print where a defect of the program stopped a film.")] = False,
) -> None:
    """Screen films: classify, see where the score comes from, test it, and record it.

    Every file ends as an entry of the log: screened, refused with a reason, or failed. The same command again continues: films that the
    log holds with the same pixels, weights, parameters and allowed places are told, not screened twice.

    Example: python main.py screen films/ --log audit.db --json findings.json
    """
    outputs = [file.resolve() for file in (log, json_out, witness) if file]
    # The log and the JSON of a run before may lie in a folder of films.
    found = film_paths(paths)
    films = [path for path in found if path.resolve() not in outputs]
    replaced = json_out and json_out.suffix.lower() != ".json" and json_out.resolve() in {path.resolve() for path in found}
    if replaced or len(set(outputs)) < len(outputs) or any(path.resolve() in outputs for path in paths):
        fail("A film, the log, its witness and the JSON must be different files.", code=2)
    if not films:
        fail("There is no file in what was named.", code=2)
    for folder in {file.resolve().parent for file in (log, json_out, witness) if file} | ({maps.resolve().parent} if maps else set()):
        if not folder.is_dir():
            fail(f"There is no folder {folder}.", code=2)
    check_outputs(file=json_out, folder=maps)
    order = RunRequest(classifier=classifier, batch_size=batch_size, again=again, regions=regions)
    try:
        with open_log(log or default_log(), witness=witness) as opened:
            counts = _screen(films, order, log=opened, device=device, json_out=json_out, maps=maps, debug=debug)
            opened.checkpoint(actor=actor())
            seq, digest = opened.head()
        say(f"Log: {opened.path}. Head: entry {seq}, {digest}")
        if (table := table_file(regions)) != SHIPPED:
            say(f"Allowed places: {table}")
        say(DISCLAIMER)
    except CannotScreen as error:
        fail(str(error), code=2)
    except LogError as error:
        fail(str(error))
    except OSError as error:
        fail(f"Writing failed: {error.strerror or type(error).__name__}. What was told as done stands in the log.")
    raise typer.Exit(1 if counts[EntryKind.REFUSED] or counts[EntryKind.FAILED] else 0)


def _screen(
    films: list[Path], order: RunRequest, *, log: Log, device: Device, json_out: Path | None, maps: Path | None, debug: bool
) -> Counter[str]:
    counts: Counter[str] = Counter()
    records: dict[Path, dict[str, Any]] = {}
    try:
        with Pool(device=device) as pool, progress_bar() as bar:
            task = bar.add_task("starting", total=len(films))
            with closing(screen_films(films, order, pool=pool, log=log)) as steps:
                for step in steps:
                    if isinstance(step, Progress):
                        bar.update(task, completed=step.done, description=step.label)
                    if not isinstance(step, FilmRecorded):
                        continue
                    tell(bar, _line(step))
                    if debug and step.details:
                        warn(step.details)
                    bar.advance(task)
                    counts[step.entry.kind] += 1
                    counts["told"] += step.told
                    counts["unsure"] += bool(step.entry.kind == EntryKind.SCREENED and step.entry.record["anatomy"]["quality"]["reason"])
                    records[step.path] = {"file": str(step.path), **step.entry.record}
                    if maps:
                        write_maps(step.entry, step.film, step.blobs, maps)
    finally:
        if json_out and records:
            with replacing(json_out) as file:
                json.dump([records[path] for path in films if path in records], file, indent=1, ensure_ascii=False, allow_nan=False)
    unsure = f" ({counts['unsure']} not assessable)" if counts["unsure"] else ""
    say(f"{counts[EntryKind.SCREENED]} screened{unsure}, {counts[EntryKind.REFUSED]} refused, {counts[EntryKind.FAILED]} failed; "
        f"{counts['told']} of them stood in the log already.")  # fmt: skip
    return counts


def _line(done: FilmRecorded) -> str:
    there = ", the same pixels as in another file" if done.duplicate else ", already there" if done.told else ""
    record, where = done.entry.record, f"entry {done.entry.seq}{there}"
    if done.entry.kind != EntryKind.SCREENED:
        return " ".join([f"{named(done.path)}: {done.entry.kind} ({where}). {record['reason']}", *questions(record)])
    positive = [finding for finding in record["findings"] if finding["positive"]]
    found = "; ".join(_finding(finding) for finding in positive) or "nothing over its threshold"
    reason = record["anatomy"]["quality"]["reason"]
    unsure = [f"Not assessable, no flag and no all-clear: {reason}"] if reason else []
    return " ".join([f"{named(done.path)}: screened ({where}). {found}.", *unsure, *questions(record)])


def _finding(finding: dict[str, Any]) -> str:
    text = f"{finding['label']} {finding['probability']:.3f} (≥ {finding['threshold']:.3f})"
    for challenge in finding["challenges"]:
        text += f" Δ {challenge['delta_logit']:+z.2f}"
        controls = challenge["controls"]
        if controls["spread"] is not None:
            text += f" vs {controls['mean']:+z.2f} ± {controls['spread']:.2f}"
        if challenge["decision_changed"]:
            text += ", decision lost"
    excess = (finding["attention"] or {}).get("focal_excess")
    return f"{text}, unusual attention outside (p {excess['p']:.3f}, not confirmed)" if excess and excess["flagged"] else text
