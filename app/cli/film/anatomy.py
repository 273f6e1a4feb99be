"""``anatomy``: lungs and structures as pictures, and whether the segmentation passed its quality check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.films import answered, films_in, named, passed_over
from app.cli.options import Device, DeviceOption, ExcludeOption, VerboseOption
from app.cli.terminal import fail, progress_bar, say, say_above
from app.export.file_names import folded, free_stem, safe_stem
from app.export.pictures import save_labels, save_mask
from app.export.writing import replacing
from app.workers.messages import Outcome, Task
from app.workers.pool import Pool
from app.workers.tasks.anatomy import FilmAnatomy, FindAnatomy
from models.reading.archive import name_of
from models.values.radiograph import Radiograph

_MASK, _STRUCTURES = ".png", ".structures.png"


def anatomy(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Films; folders, zips and DICOMDIRs of them.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the masks; made when missing.")],
    structures: Annotated[bool, typer.Option("--structures", help="Write NAME.structures.png too: a number for each structure.")] = False,
    json_out: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write quality and registration to this file.")] = None,
    device: DeviceOption = Device.AUTO,
    exclude: ExcludeOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Write the lung mask of each film as NAME.png: 255 lung, 0 elsewhere, at the film's own size. Nothing is logged.

    Films whose lung segmentation failed its quality check are named, with the reason; their masks are written all the same.

    Example: python main.py anatomy films/ --out masks/ --json quality.json
    """
    found = films_in(paths, exclude=exclude, verbose=verbose, outputs=[out, *([json_out] if json_out else [])])
    films = found.films
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"The folder for the masks cannot be made: {error.strerror}.", code=2)
    # A mask never replaces one of the films.
    taken = {folded(path.name) for path in films if path.resolve().parent == out.resolve()}
    suffixes = (_MASK, _STRUCTURES) if structures else (_MASK,)
    written = []
    with Pool(device=device) as pool, progress_bar() as bar:

        def ask(film: Radiograph) -> Outcome:
            return pool.submit(Task.ANATOMY, FindAnatomy(film)).result()

        for path, lungs in answered(films, ask, pool=pool, bar=bar, doing="finding the lungs"):
            if lungs.quality.reason:
                say_above(bar, f"{named(path)}: {lungs.quality.reason}")
            try:
                written.append(_written(lungs, out, _stem(path, taken, suffixes), suffixes))
            except OSError as error:
                fail(f"The mask cannot be written: {error.strerror}.")
    left_out = len(films) - len(written)
    if json_out:
        try:
            with replacing(json_out) as target:
                target.write(json.dumps(written, indent=1) + "\n")
        except OSError as error:
            fail(f"The JSON cannot be written: {error.strerror}.")
    say(" ".join([f"{len(written)} masks in {out}, {left_out} files left out.", *passed_over(found, verbose=verbose)]))
    raise typer.Exit(1 if left_out else 0)


def _stem(path: Path, taken: set[str], suffixes: Sequence[str]) -> str:
    """Return NAME, or NAME-2 and so on where two films of one run share a name."""
    return free_stem(safe_stem(Path(name_of(path).rpartition("!")[2]).stem), taken, suffixes=suffixes)


def _written(found: FilmAnatomy, out: Path, stem: str, suffixes: Sequence[str]) -> dict[str, Any]:
    """Write the pictures of a film and return its row of the JSON."""
    mask = out / f"{stem}{_MASK}"
    save_mask(found.lungs > 0, mask)
    if _STRUCTURES in suffixes and found.structures is not None:
        save_labels(found.structures, out / f"{stem}{_STRUCTURES}")
    return {"mask": mask.name, "quality": asdict(found.quality), "frame": found.frame}
