"""``models certify``: what a classifier's maps can be relied on for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from app.batch.sources import find_films
from app.cli.films import answered
from app.cli.following import followed
from app.cli.options import ClassifierArgument, Device, DeviceOption, ExcludeOption, LogOption
from app.cli.outputs import check_outputs
from app.cli.terminal import DISCLAIMER, fail, progress_bar, say
from app.export.outputs import Output
from app.export.writing import anything
from app.site.certificates import certificate_record, keep, own_file, reactivity_record
from app.site.classifiers import classifier_named
from app.site.logbook import open_log
from app.site.person import NoDataFolder, actor, default_log
from app.workers.messages import Task
from app.workers.pool import Pool
from app.workers.tasks.certify import CertifyClassifier
from audit.log.errors import LogError
from audit.log.store import EntryKind
from audit.records.events import CertificateRecord
from models.networks.external.identity import identity_sha256
from models.networks.manifest import ManifestError
from models.values.certificate import MOST_FILMS, Certified
from models.values.radiograph import Radiograph

_FEWEST_FILMS = 2
_REACTIVITY = "How scores change when something is inserted into films: reactivity, not use."


def certify(
    name: ClassifierArgument,
    films: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Examine on these films; else on phantoms.")] = None,
    log: LogOption = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Keep the certificate here, not in your data folder.")] = None,
    device: DeviceOption = Device.AUTO,
    exclude: ExcludeOption = None,
) -> None:
    """Examine whether a classifier's maps can be relied on, and keep the result in the log and beside the weights' hash.

    Maps are held against plain gradients and the logit, against randomised weights, and against small steps that change a decision.
    It is also told how scores react to markers, text, lines, blur, brightness and rotation that are inserted: reactivity, not use.
    A program that can only be called is held against its manifest, and told are its repeats, steps, calls and seconds; it is called 70
    times, with films of your own at most 102. Exit code 1 when Grad-CAM, or what is asked of a program, fails.

    Example: python main.py models certify embedded --log audit.db
    """
    paths = find_films([films], exclude=exclude or ()).films if films else ()
    check_outputs(file=out, holds=Output.CERTIFICATE)
    try:
        with open_log(log or default_log()) as opened, Pool(device=device) as pool:
            with progress_bar() as bar:
                asked = CertifyClassifier(name, _read(paths, pool, bar) if films else ())
                found: Certified = followed(pool.submit(Task.CERTIFY, asked), bar)
            record = certificate_record(found)
            weights = record.classifier.weights_sha256
            entry = opened.append(EntryKind.CERTIFICATE, actor=actor(), subject=f"weights {weights}", record=record)
            if reacts := found.reactivity:
                opened.append(EntryKind.REACTIVITY, actor=actor(), subject=f"weights {weights}", record=reactivity_record(found, reacts))
        file = out or own_file(identity_sha256(classifier_named(name)))
        keep(record, file, Output.CERTIFICATE.is_in if out else anything)
    except (LogError, NoDataFolder, ManifestError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"Writing failed: {error.strerror or type(error).__name__}.")
    _say_rows(record)
    say("", record.sentence, "", *((_REACTIVITY, *(f"  {one}" for one in reacts.sentences), "") if reacts else ()))
    say(f"Entry {entry.seq} of {log or default_log()}; kept in {file}.", DISCLAIMER)
    raise typer.Exit(0 if record.passed else 1)


def _read(paths: Sequence[Path], pool: Pool, bar: Progress) -> tuple[Radiograph, ...]:
    films = tuple(film for _, film in islice(answered(paths, None, pool=pool, bar=bar, doing="reading"), MOST_FILMS))
    if len(films) < _FEWEST_FILMS:
        fail("A certificate needs at least two films; fewer could be read in the given folder.", code=2)
    return films


def _say_rows(record: CertificateRecord) -> None:
    used, films = record.classifier, record.films
    what = "phantoms" if films.phantoms else "films"
    say(f"{used.name}  weights sha256 {used.weights_sha256[:16]}…  {used.device} {used.dtype}  {films.count} {what}", "")
    for check in record.checks:
        result = check.result.upper() if check.passed is False else check.result
        limit = "" if check.limit is None else f"limit {check.limit:.4g}"
        number = "" if check.number is None else f"{check.number:.4g}"
        say(f"{result:<11} {check.name:<30} {number:>10}  {limit}", f"            {check.sentence}")
