"""``models reference``: films against which a classifier's maps are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.batch.sources import film_paths
from app.cli.screen import Device, DeviceOption, RegionsOption
from app.cli.terminal import fail, progress_bar, say, shown, tell
from app.references import own_reference
from app.regions import UnusableTable, table_in_use
from app.workers.pool import Pool
from app.workers.protocol import DescribeAsk, Failed, Kind, ReadAsk, ReferAsk, Refused, Result

if TYPE_CHECKING:
    from models.anatomy.regions import RegionTable

LEAST_TO_BUILD = 2


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
    from models.attention.films import Films
    from models.attention.focal import LEAST
    from models.attention.reference import Reference

    films = film_paths(source)
    if not films:
        fail("There is no file in what was named.", code=2)
    try:
        table = table_in_use(regions)
    except UnusableTable as error:
        fail(str(error), code=2)
    parts: list[Films] = []
    with Pool(device=device) as pool, progress_bar() as bar:
        described = pool.submit(Kind.DESCRIBE, DescribeAsk(name, table)).result()
        if not isinstance(described, Result):
            fail(described.sentence if isinstance(described, Refused | Failed) else "It was cancelled.", code=2)
        seen: set[str] = set()
        for path in bar.track(films, description="looking where the classifier looks"):
            kept = _gathered(pool, path, name, table, seen)
            if isinstance(kept, str):
                tell(bar, f"{shown(path.name)}: left out. {kept}")
            else:
                parts.append(kept)
        count = len(parts)
        if count < LEAST_TO_BUILD:
            fail("No reference can be made of fewer than two films.")
        work = bar.add_task("reading each film against the others", total=None)
        built = Reference.build(
            described.payload.classifier_sha256, Films.joined(parts), lambda done, of: bar.update(work, completed=done, total=of)
        )
    try:
        file = own_reference(described.payload.classifier_sha256, described.payload.regions_sha256)
        built.write(file)
    except OSError as error:
        fail(f"The reference cannot be written: {error.strerror}.")
    say(f"{count} films, {len(films) - count} left out: {file}")
    if count < LEAST:
        say(f"Under {LEAST} films nothing is flagged: maps are told to be unusual for this cohort only.")
    raise typer.Exit(1 if count < len(films) else 0)


def _gathered(pool: Pool, path: Path, name: str, table: RegionTable | None, seen: set[str]) -> Any:
    """Return what is kept of one film, or the sentence why nothing is."""
    ending = pool.submit(Kind.READ, ReadAsk(path)).result()
    if isinstance(ending, Result):
        if ending.payload.header.pixel_sha256 in seen:
            return "It is the same film as another."
        seen.add(ending.payload.header.pixel_sha256)
        ending = pool.submit(Kind.REFER, ReferAsk((ending.payload,), name, table)).result()
    if isinstance(ending, Result):
        return ending.payload if len(ending.payload.logits) else "It is no upright frontal chest film whose lungs can be relied on."
    return ending.sentence if isinstance(ending, Refused | Failed) else "It was cancelled."
