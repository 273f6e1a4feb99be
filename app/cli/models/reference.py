"""``models reference``: films against which a classifier's maps are read, and by which its perturbation tests are judged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.films import films_in, named, passed_over
from app.cli.models.two_looks import TwoLooks
from app.cli.options import ClassifierArgument, Device, DeviceOption, ExcludeOption, RegionsOption
from app.cli.terminal import fail, progress_bar, say
from app.export.writing import anything, beside
from app.site.calibrations import own_calibration
from app.site.classifiers import classifier_named
from app.site.keys import patient_key
from app.site.person import NoDataFolder
from app.site.references import made_with_here, own_reference
from app.site.regions import UnusableTable, table_in_use
from app.workers.pool import Pool
from audit.log.errors import LogError
from models.networks.external.identity import identity_sha256
from models.networks.manifest import ManifestError

if TYPE_CHECKING:  # scipy is not wanted before a command needs it.
    from models.attention.reference.reference import Reference
    from models.challenge.calibration.calibration import Calibration
    from models.screening.review import SecondLook


def reference(
    name: ClassifierArgument,
    source: Annotated[list[Path], typer.Option("--from", metavar="FOLDER", help="Films, folders, zips or DICOMDIRs; may be repeated.")],
    regions: RegionsOption = None,
    device: DeviceOption = Device.AUTO,
    exclude: ExcludeOption = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="List what is passed over, since it is no image, and films on which markers or text lie.")
    ] = False,
) -> None:
    """Build a classifier's reference and calibration from films that it never learned from, one a patient, at least 60; 200 are better.

    Each film is read and looked at twice. Both files are kept in your data folder and replace earlier ones of the same weights and the
    same table of allowed regions; under another table they do not serve. The films are assumed to be usual; nobody can know that they
    carry no shortcut, but it is told how many depend on places outside the anatomy.

    The calibration holds the prepared pixels of up to 24 of the films, whose pixels stand in for a region's of others: these are pixels
    of patients, without names. Text that is burned into them is kept with them.

    Example: python main.py models reference embedded --from films/
    """
    from models.attention.reference.films import Films
    from models.attention.reference.focal import LEAST
    from models.attention.reference.reference import Reference
    from models.attention.reference.refusal import NotAReference
    from models.challenge.calibration.bank import without_controls
    from models.screening.review import completed

    try:
        manifest = classifier_named(name)
    except ManifestError as error:
        fail(str(error), code=2)
    found = films_in(source, exclude=exclude, verbose=verbose)
    try:
        table, key = table_in_use(regions), patient_key()
    except UnusableTable as error:
        fail(str(error), code=2)
    except (LogError, NoDataFolder) as error:
        fail(str(error))
    # Not by a loaded method: that would refuse a reference that no longer serves, which this command is there to replace.
    try:
        made_with = made_with_here(identity_sha256(manifest), table)
    except ManifestError as error:
        fail(str(error))
    with Pool(device=device) as pool, progress_bar() as bar:
        looks = TwoLooks(name, table, key, pool, bar)
        kept = looks.first(found.films)
        work = bar.add_task("reading each film against the others", total=None)
        try:
            built = Reference.build(made_with, Films.joined(kept.parts), lambda done, of: bar.update(work, completed=done, total=of))
        except NotAReference as reason:
            fail(" ".join(filter(None, (looks.unscored, str(reason)))))
        filling = without_controls(made_with, kept.donors, built.films.logits)
        filled = looks.second(kept.paths, filling)
    if not filled:
        fail("None of the films could be looked at a second time, so there is no calibration; nothing was written.")
    calibration = completed(filling, list(filled.values()))
    files = _written(built, calibration)
    count, left_out = len(kept.paths), len(found.films) - len(kept.paths)
    say(f"{count} films, {left_out} left out: {files[0]}", _calibration(calibration, files[1]))
    if looks.unscored:
        say(looks.unscored)
    _say_review(calibration, filled, verbose=verbose)
    for sentence in passed_over(found, verbose=verbose):
        say(sentence)
    say("Both are used from now on, also in place of shipped ones; remove the files to undo that.")
    if count < LEAST:
        say(
            f"Under {LEAST} films nothing is flagged: a map is called unusual only within these films, and what perturbation tests find "
            "stays undetermined."
        )
    raise typer.Exit(1 if left_out or len(filled) < count else 0)


def _written(built: Reference, calibration: Calibration) -> tuple[Path, Path]:
    """Write both files; they take their places after both were written."""
    made = built.made_with.weights_sha256, built.made_with.regions_sha256
    try:
        files = own_reference(*made), own_calibration(*made)
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
        with beside(files[0], anything) as first, beside(files[1], anything) as second:
            built.write(first)
            calibration.write(second)
    except NoDataFolder as error:
        fail(str(error))
    except OSError as error:
        fail(f"Reference and calibration cannot be written: {error.strerror}.")
    return files


def _calibration(calibration: Calibration, file: Path) -> str:
    places, donors = calibration.table.patients, len(calibration.donors)
    return (
        f"{len(places)} control places of {len(set(places.tolist()))} films and {donors} donors: {file}. Prepared pixels of "
        f"{donors} films are kept there: pixels of patients, without names."
    )


def _say_review(calibration: Calibration, filled: Mapping[Path, SecondLook], *, verbose: bool) -> None:
    """Say what lies on the films, and what share of them depends on places outside the anatomy."""
    if (review := calibration.review) is None:
        return
    say(review.marks_sentence if verbose or not review.marked else f"{review.marks_sentence} --verbose lists those with markers or text.")
    for path, look in filled.items() if verbose else ():
        if any(film.marked for film in look.films):
            say(f"{named(path)}: markers or text.")
    say(review.dependence_sentence)
