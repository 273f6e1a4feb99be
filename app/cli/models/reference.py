"""``models reference``: films against which a classifier's maps are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.batch.sources import film_paths
from app.cli.films import Look, looked_at
from app.cli.options import Device, DeviceOption, RegionsOption
from app.cli.terminal import fail, progress_bar, say
from app.export.writing import beside
from app.site.keys import patient_key
from app.site.references import own_reference
from app.site.regions import UnusableTable, table_in_use
from app.workers.messages import Outcome, Refused, Result, Task, why_not
from app.workers.pool import Pool
from app.workers.tasks.collect import CollectReference
from app.workers.tasks.describe import LoadMethod
from models.values.radiograph import Radiograph


def reference(
    name: Annotated[str, typer.Argument(help="One of the classifiers that 'models list' tells.")],
    source: Annotated[list[Path], typer.Option("--from", metavar="FOLDER", help="Films, folders, zips or DICOMDIRs; may be repeated.")],
    regions: RegionsOption = None,
    device: DeviceOption = Device.AUTO,
) -> None:
    """Build a classifier's reference from films that it never learned from, one a patient, at least 60; 200 and more are better.

    It is kept in your data folder and replaces an earlier one of the same weights and the same table of allowed places; under another
    table it does not serve. The films are assumed to be usual; nobody can know that they carry no shortcut.

    Example: python main.py models reference embedded --from films/
    """
    # scipy is not wanted before a command needs it.
    from models.attention.reference.films import Films
    from models.attention.reference.focal import LEAST
    from models.attention.reference.reference import NotAReference, Reference

    films = film_paths(source)
    if not films:
        fail("There is no file in what was named.", code=2)
    try:
        table, key = table_in_use(regions), patient_key()
    except UnusableTable as error:
        fail(str(error), code=2)
    except OSError as error:
        fail(f"The data folder cannot be used: {error.strerror}.")
    with Pool(device=device) as pool, progress_bar() as bar:
        described = pool.submit(Task.DESCRIBE, LoadMethod(name, table)).result()
        if not isinstance(described, Result):
            fail(why_not(described), code=2)
        look = _once(lambda film: pool.submit(Task.REFER, CollectReference((film,), name, table)).result())
        parts: list[Films] = [
            kept for _, kept in looked_at(films, look, pool=pool, bar=bar, doing="looking where the classifier looks", patient_key=key)
        ]
        count = len(parts)
        work = bar.add_task("reading each film against the others", total=None)
        try:
            built = Reference.build(
                described.payload.classifier_sha256, Films.joined(parts), lambda done, of: bar.update(work, completed=done, total=of)
            )
        except NotAReference as reason:
            fail(str(reason))
    try:
        file = own_reference(described.payload.classifier_sha256, described.payload.regions_sha256)
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside(file) as partial:
            built.write(partial)
    except OSError as error:
        fail(f"The reference cannot be written: {error.strerror}.")
    say(f"{count} films, {len(films) - count} left out: {file}")
    say("It is used from now on, also in place of a shipped one; remove the file to undo that.")
    if count < LEAST:
        say(f"Under {LEAST} films nothing is flagged: maps are told to be unusual for this cohort only.")
    raise typer.Exit(1 if count < len(films) else 0)


def _once(look: Look) -> Look:
    """Refuse a film that is the same as one before it or of the same patient, and one of which nothing can be kept."""
    seen: set[str] = set()
    patients: set[str] = set()

    def looked(film: Radiograph) -> Outcome:
        if film.header.pixel_sha256 in seen:
            return Refused(0, "duplicate", "It is the same film as another.")
        seen.add(film.header.pixel_sha256)
        patient = film.header.patient_digest
        if patient in patients:
            return Refused(0, "duplicate", "Another film of the same patient is in the reference.")
        ending = look(film)
        if isinstance(ending, Result) and not len(ending.payload.logits):
            return Refused(0, "not_assessable", "It is no upright frontal chest film whose lungs can be relied on.")
        if patient:
            patients.add(patient)
        return ending

    return looked
