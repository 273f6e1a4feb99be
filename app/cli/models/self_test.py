"""``selftest``: what the audit can see, and what it cannot, on copies of a classifier that were made to rely on plants."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from app.cli.films import answered, films_in
from app.cli.following import followed
from app.cli.options import ClassifierOption, Device, DeviceOption, ExcludeOption, LogOption, RegionsOption
from app.cli.terminal import DISCLAIMER, fail, progress_bar, say, say_above
from app.site.classifiers import classifier_named
from app.site.keys import patient_key
from app.site.logbook import open_log
from app.site.person import NoDataFolder, actor, default_log
from app.site.regions import UnusableTable, table_in_use
from app.workers.messages import Task
from app.workers.pool import Pool
from app.workers.tasks.self_test import AuditCopy
from audit.log.errors import LogError
from audit.log.store import EntryKind
from audit.selftest.kept import self_tests
from audit.selftest.power import powers, sentences
from models.networks.external.arguments import FAMILY as EXTERNAL
from models.networks.manifest import ManifestError

if TYPE_CHECKING:  # scipy is not wanted before a command needs it.
    from models.selftest.films import SelfTestFilms
    from models.selftest.planted_pairs import AuditedCopy
    from models.values.radiograph import Radiograph

_CORRELATIONS = [0.95]


def self_test(
    classifier: ClassifierOption = "embedded",
    kinds: Annotated[
        list[str] | None, typer.Option("--kinds", metavar="KIND", help="Plants, as in 'side marker'; may be repeated. Else all of them.")
    ] = None,
    films: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Copies learn and are tested on these, at least 100 patients; else on phantoms.")
    ] = None,
    correlation: Annotated[
        list[float] | None, typer.Option(metavar="R", help="Of plant and finding, above 0 and below 1; may be repeated. Else 0.95.")
    ] = None,
    copies: Annotated[int, typer.Option(min=1, help="Copies of each kind and correlation.")] = 1,
    log: LogOption = None,
    regions: RegionsOption = None,
    device: DeviceOption = Device.AUTO,
    exclude: ExcludeOption = None,
) -> None:
    """Make copies of a classifier that rely on planted shortcuts, audit them, and say what was found.

    It measures the audit's power, not whether your classifier has a shortcut. A copy takes some minutes and is an entry of the log as soon
    as it was tested; started again, the command goes on where it was stopped.

    Example: python main.py selftest --kinds "side marker" --kinds "corner dot" --log audit.db
    """
    from app.selftest.record import fingerprint_here, missing, of_films, self_test_record
    from models.selftest.films import TooFewFilms, phantoms
    from models.selftest.planning import planned

    asked_kinds, correlations = _kinds(kinds), correlation or _CORRELATIONS
    if not all(0 < one < 1 for one in correlations):
        fail("A correlation lies above 0 and below 1.", code=2)
    try:
        manifest = classifier_named(classifier)
        if manifest.family == EXTERNAL:
            fail("It can only be called, so no copy of it can be made, and what the audit sees of it cannot be measured so.", code=2)
        table = table_in_use(regions)
        fingerprint = fingerprint_here(manifest.weights_sha256, table)
        with open_log(log or default_log()) as opened, Pool(device=device) as pool, progress_bar() as bar:
            used = _read(films, exclude, pool, bar) if films else phantoms()
            asked = planned(asked_kinds, manifest.labels, correlations, copies)
            tests = of_films(self_tests(opened, manifest.weights_sha256), fingerprint, used)
            to_do = missing(asked, tests)
            for count, copy in enumerate(to_do):
                started = time.monotonic()
                handed = AuditCopy(classifier, copy, used.counts if used.phantoms else used, table)
                found: AuditedCopy = followed(pool.submit(Task.SELF_TEST, handed), bar, f"copy {count + 1} of {len(to_do)}")
                record = self_test_record(copy, found, used, fingerprint, time.monotonic() - started)
                opened.append(EntryKind.SELF_TEST, actor=actor(), subject=f"weights {manifest.weights_sha256}", record=record)
                say_above(bar, record.sentence)
                tests.append(record)
    except (ManifestError, UnusableTable, TooFewFilms) as error:
        fail(str(error), code=2)
    except (LogError, NoDataFolder) as error:
        fail(str(error))
    say("", *sentences(powers(tests)), DISCLAIMER)


def _kinds(asked: list[str] | None) -> tuple[str, ...]:
    from models.selftest.planning import KINDS, NOTHING

    known = (*map(str, KINDS), NOTHING)
    if strange := next((kind for kind in asked or () if kind not in known), None):
        fail(f"There is no plant {strange!r}; there are: {', '.join(known)}.", code=2)
    return tuple(asked or known)


def _read(folder: Path, exclude: list[str] | None, pool: Pool, bar: Progress) -> SelfTestFilms:
    """Read one film a patient; where a header names none, each film counts as of another patient."""
    from models.selftest.films import SelfTestFilms, reduced

    paths = films_in([folder], exclude=exclude, verbose=False).films
    kept, patients = dict[str, "Radiograph"](), set[str]()
    for _, film in answered(paths, None, pool=pool, bar=bar, doing="reading", patient_key=patient_key()):
        patient = film.header.patient_digest
        if patient is None or patient not in patients:
            kept.setdefault(film.header.pixel_sha256, reduced(film))
            patients |= {patient} if patient else set()
    return SelfTestFilms.dealt(tuple(kept.values()))
