"""``anatomy``: lungs and structures as pictures, and whether they can be relied on."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.batch.sources import film_paths
from app.cli.films import looked_at, named
from app.cli.options import Device, DeviceOption
from app.cli.terminal import fail, progress_bar, say, tell
from app.export.pictures import save_labels, save_mask
from app.export.writing import replacing
from app.workers.messages import Outcome, Task
from app.workers.pool import Pool
from app.workers.tasks.anatomy import FindAnatomy
from models.reading.archive import name_of
from models.values.radiograph import Radiograph


def anatomy(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Films; folders, zips and DICOMDIRs of them.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the masks; made when missing.")],
    structures: Annotated[bool, typer.Option("--structures", help="Write NAME.structures.png too: a number for each structure.")] = False,
    json_out: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write quality and registration to this file.")] = None,
    device: DeviceOption = Device.AUTO,
) -> None:
    """Write the lung mask of each film as NAME.png: 255 lung, 0 elsewhere, at the film's own size. Nothing is logged.

    Films whose lungs cannot be relied on are told, with the reason; their masks are written all the same.

    Example: python main.py anatomy films/ --out masks/ --json quality.json
    """
    films = film_paths(paths)
    if not films:
        fail("There is no file in what was named.", code=2)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"The folder for the masks cannot be made: {error.strerror}.", code=2)
    # A mask never replaces one of the films.
    taken = {path.name for path in films if path.resolve().parent == out.resolve()}
    told = []
    with Pool(device=device) as pool, progress_bar() as bar:

        def look(film: Radiograph) -> Outcome:
            return pool.submit(Task.ANATOMY, FindAnatomy(film)).result()

        for path, drawn in looked_at(films, look, pool=pool, bar=bar, doing="finding the lungs"):
            file = out / _free_name(path, taken)
            if drawn.quality.reason:
                tell(bar, f"{named(path)}: {drawn.quality.reason}")
            told.append({"mask": file.name, "quality": asdict(drawn.quality), "frame": drawn.frame})
            try:
                save_mask(drawn.lungs > 0, file)
                if structures and drawn.structures is not None:
                    save_labels(drawn.structures, file.with_suffix(".structures.png"))
            except OSError as error:
                fail(f"The mask cannot be written: {error.strerror}.")
    left_out = len(films) - len(told)
    if json_out:
        try:
            with replacing(json_out) as target:
                target.write(json.dumps(told, indent=1) + "\n")
        except OSError as error:
            fail(f"The JSON cannot be written: {error.strerror}.")
    say(f"{len(told)} masks in {out}, {left_out} files left out.")
    raise typer.Exit(1 if left_out else 0)


def _free_name(path: Path, taken: set[str]) -> str:
    """Return NAME.png, or NAME-2.png and so on where two films of one run share a name."""
    stem = Path(name_of(path).rpartition("!")[2]).stem
    name, number = f"{stem}.png", 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}.png"
    taken.add(name)
    return name
