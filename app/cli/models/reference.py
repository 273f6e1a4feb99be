"""``models reference``: films against which a classifier's maps are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.films import Ask, answered, films_in, passed_over
from app.cli.options import ClassifierArgument, Device, DeviceOption, ExcludeOption, RegionsOption, VerboseOption
from app.cli.terminal import fail, progress_bar, say
from app.export.writing import anything, beside
from app.site.classifiers import classifier_named
from app.site.keys import patient_key
from app.site.person import NoDataFolder
from app.site.references import made_with_here, own_reference
from app.site.regions import UnusableTable, table_in_use
from app.workers.messages import Outcome, Refused, Result, Task
from app.workers.pool import Pool
from app.workers.tasks.collect import CollectReference
from audit.log.errors import LogError
from models.networks.manifest import ManifestError
from models.values.radiograph import Radiograph


def reference(
    name: ClassifierArgument,
    source: Annotated[list[Path], typer.Option("--from", metavar="FOLDER", help="Films, folders, zips or DICOMDIRs; may be repeated.")],
    regions: RegionsOption = None,
    device: DeviceOption = Device.AUTO,
    exclude: ExcludeOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Build a classifier's reference from films that it never learned from, one a patient, at least 60; 200 and more are better.

    It is kept in your data folder and replaces an earlier one of the same weights and the same table of allowed regions; under another
    table it does not serve. The films are assumed to be usual; nobody can know that they carry no shortcut.

    Example: python main.py models reference embedded --from films/
    """
    # scipy is not wanted before a command needs it.
    from models.attention.reference.films import Films
    from models.attention.reference.focal import LEAST
    from models.attention.reference.reference import Reference
    from models.attention.reference.refusal import NotAReference

    try:
        manifest = classifier_named(name)
    except ManifestError as error:
        fail(str(error), code=2)
    found = films_in(source, exclude=exclude, verbose=verbose)
    films = found.films
    try:
        table, key = table_in_use(regions), patient_key()
    except UnusableTable as error:
        fail(str(error), code=2)
    except (LogError, NoDataFolder) as error:
        fail(str(error))
    # Not by a loaded method: that would refuse a reference that no longer serves, which this command is there to replace.
    try:
        made_with = made_with_here(manifest.weights_sha256, table)
    except ManifestError as error:
        fail(str(error))
    with Pool(device=device) as pool, progress_bar() as bar:
        ask = _once(lambda film: pool.submit(Task.COLLECT, CollectReference((film,), name, table)).result())
        rows = answered(films, ask, pool=pool, bar=bar, doing="looking where the classifier looks", patient_key=key)
        parts: list[Films] = [kept for _, kept in rows]
        work = bar.add_task("reading each film against the others", total=None)
        try:
            built = Reference.build(made_with, Films.joined(parts), lambda done, of: bar.update(work, completed=done, total=of))
        except NotAReference as reason:
            fail(str(reason))
    try:
        file = own_reference(made_with.weights_sha256, made_with.regions_sha256)
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside(file, anything) as partial:
            built.write(partial)
    except OSError as error:
        fail(f"The reference cannot be written: {error.strerror}.")
    count = len(parts)
    say(f"{count} films, {len(films) - count} left out: {file}")
    for sentence in passed_over(found, verbose=verbose):
        say(sentence)
    say("It is used from now on, also in place of a shipped one; remove the file to undo that.")
    if count < LEAST:
        say(f"Under {LEAST} films nothing is flagged: a map is called unusual only within these films.")
    raise typer.Exit(1 if count < len(films) else 0)


def _once(ask: Ask) -> Ask:
    """Refuse a film that is the same as one before it or of the same patient, and one of which nothing can be kept."""
    seen: set[str] = set()
    patients: set[str] = set()

    def asked(film: Radiograph) -> Outcome:
        if film.header.pixel_sha256 in seen:
            return Refused(0, "duplicate", "It is the same film as another.")
        seen.add(film.header.pixel_sha256)
        patient = film.header.patient_digest
        if patient in patients:
            return Refused(0, "duplicate", "Another film of the same patient is in the reference.")
        outcome = ask(film)
        if isinstance(outcome, Result) and not len(outcome.payload.logits):
            return Refused(0, "not_assessable", "It is no upright frontal chest film, or its lung segmentation failed its quality check.")
        if patient:
            patients.add(patient)
        return outcome

    return asked
