"""``models certify`` and ``models points``: what a classifier's maps can be relied on for, and where they can be taken."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from app.batch.sources import film_paths
from app.cli.films import looked_at
from app.cli.options import Device, DeviceOption
from app.cli.terminal import DISCLAIMER, fail, progress_bar, say
from app.site.certificates import certificate_record, keep, own_file
from app.site.logbook import open_log
from app.site.person import actor, default_log
from app.workers.messages import Outcome, Progressed, Result, Task, why_not
from app.workers.pool import Pool
from app.workers.tasks.certify import CertifyClassifier
from app.workers.tasks.target_layers import ListTargetLayers
from audit.log.errors import LogError
from audit.log.store import EntryKind, Stored
from models.values.certificate import MOST_FILMS
from models.values.radiograph import Radiograph

NameArgument = Annotated[str, typer.Argument(help="A classifier that 'models list' tells.")]


def certify(
    name: NameArgument,
    films: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Examine on these films; else on phantoms.")] = None,
    log: Annotated[Path | None, typer.Option(metavar="FILE", help="Audit log to append to; made when missing.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Keep the certificate here, not in your data folder.")] = None,
    device: DeviceOption = Device.AUTO,
) -> None:
    """Examine whether a classifier's maps can be relied on, and keep the result in the log and beside the weights' hash.

    Maps are held against plain gradients and the logit, against weights of chance, and against small steps that change a decision.
    Exit code 1 when Grad-CAM fails.

    Example: python main.py models certify embedded --log audit.db
    """
    paths = film_paths([films]) if films else []
    try:
        with open_log(log or default_log()) as opened, Pool(device=device) as pool:
            with progress_bar() as bar:
                found = _asked(pool, CertifyClassifier(name, _read(paths, pool, bar) if films else ()), bar)
            record = certificate_record(found)
            subject = f"weights {record['classifier']['weights_sha256']}"
            entry = opened.append(EntryKind.CERTIFICATE, actor=actor(), subject=subject, record=record)
        file = out or own_file(record["classifier"]["weights_sha256"])
        keep(record, file)
    except LogError as error:
        fail(str(error))
    except OSError as error:
        fail(f"Writing failed: {error.strerror or type(error).__name__}.")
    _tell(entry, log or default_log(), file)
    raise typer.Exit(0 if record["passed"] else 1)


def points(name: NameArgument) -> None:
    """List the places of a classifier that maps can be taken at: the name that a manifest's attribution point takes, and the grid there.

    Example: python main.py models points embedded
    """
    with Pool(device=Device.CPU) as pool:
        found = _result(pool.submit(Task.POINTS, ListTargetLayers(name)).result())
    for point in found:
        channels, rows, columns = point.shape
        say(f"{point.name:<30} {channels:>5} maps of {rows} × {columns}")


def _read(paths: list[Path], pool: Pool, bar: Any) -> tuple[Radiograph, ...]:
    films = tuple(film for _, film in islice(looked_at(paths, None, pool=pool, bar=bar, doing="reading"), MOST_FILMS))
    if len(films) < 2:
        fail("A certificate needs two films at least; fewer could be read in what was named.", code=2)
    return films


def _asked(pool: Pool, ask: CertifyClassifier, bar: Any) -> Any:
    task = bar.add_task("starting", total=None)
    for answer in pool.submit(Task.CERTIFY, ask).answers():
        if not isinstance(answer, Progressed):
            return _result(answer)
        bar.update(task, completed=answer.done, total=answer.of, description=answer.label)
    raise AssertionError("a request has an ending")


def _result(ending: Outcome) -> Any:
    if not isinstance(ending, Result):
        fail(why_not(ending))
    return ending.payload


def _tell(entry: Stored, log: Path, file: Path) -> None:
    record = entry.record
    used, films = record["classifier"], record["films"]
    say(f"{used['name']}  weights sha256 {used['weights_sha256'][:16]}…  {used['device']} {used['dtype']}  "
        f"{films['count']} {'phantoms' if films['phantoms'] else 'films'}\n")  # fmt: skip
    for check in record["checks"]:
        verdict = {True: "passed", False: "FAILED", None: "not tested"}[check["passed"]]
        limit = "" if check["limit"] is None else f"limit {check['limit']:.4g}"
        number = "" if check["number"] is None else f"{check['number']:.4g}"
        say(f"{verdict:<11} {check['name']:<30} {number:>10}  {limit}\n            {check['sentence']}")
    say(f"\n{record['sentence']}")
    say(f"Entry {entry.seq} of {log}; kept in {file}.\n{DISCLAIMER}")
