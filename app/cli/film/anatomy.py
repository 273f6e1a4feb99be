"""``anatomy``: lungs, heart and structures as pictures, and whether the segmentation passed its quality check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from app.cli.films import answered, films_in, named, passed_over
from app.cli.options import Device, DeviceOption, ExcludeOption, VerboseOption
from app.cli.outputs import check_outputs, results_alone
from app.cli.terminal import fail, progress_bar, say, say_above
from app.export.file_names import free_stem, safe_stem
from app.export.marks import is_png_of
from app.export.outputs import Output
from app.export.pictures import save_labels
from app.export.writing import in_way, replacing
from app.workers.messages import Outcome, Result, Task
from app.workers.pool import Pool
from app.workers.tasks.anatomy import FilmAnatomy, FindAnatomy
from audit.counted import counted
from models.reading.archive import name_of
from models.values.radiograph import Radiograph

_MASK, _HEART, _STRUCTURES = ".png", ".heart.png", ".structures.png"
_INSIDE = 255


def anatomy(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Films; folders, zips and DICOMDIRs of them.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the masks; made when missing.")],
    structures: Annotated[bool, typer.Option("--structures", help="Write NAME.structures.png too: a number for each structure.")] = False,
    json_out: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write quality and registration to this file.")] = None,
    device: DeviceOption = Device.AUTO,
    exclude: ExcludeOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Write NAME.png, the lungs of each film, and NAME.heart.png: 255 inside, 0 elsewhere, at the film's own size. Nothing is logged.

    NAME-2 and so on where another file has the name; only an earlier mask of the same film is replaced.
    Films whose lung segmentation failed its quality check are named, with the reason; their masks are written all the same.

    Example: python main.py anatomy films/ --out masks/ --json quality.json
    """
    found = films_in(paths, exclude=exclude, verbose=verbose, outputs=[json_out] if json_out else [])
    films = found.films
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"The folder for the masks cannot be made: {error.strerror}.", code=2)
    check_outputs(file=json_out, holds=Output.SEGMENTATIONS, folder=out)
    with results_alone(json_out):
        written = _segmented(films, out, (_MASK, _HEART, _STRUCTURES) if structures else (_MASK, _HEART), device)
        left_out = len(films) - len(written)
        if json_out:
            try:
                with replacing(json_out, Output.SEGMENTATIONS.is_in) as target:
                    target.write(json.dumps(written, indent=1) + "\n")
            except OSError as error:
                fail(f"The JSON cannot be written: {error.strerror}.")
        say(
            " ".join(
                [f"{counted(len(written), 'mask')} in {out}, {counted(left_out, 'file')} left out.", *passed_over(found, verbose=verbose)]
            )
        )
    raise typer.Exit(1 if left_out else 0)


def _segmented(films: Sequence[Path], out: Path, suffixes: Sequence[str], device: Device) -> list[dict[str, Any]]:
    """Write the pictures of all films and return their rows of the JSON."""
    taken: set[str] = set()
    written = []
    with Pool(device=device) as pool, progress_bar() as bar:

        def ask(film: Radiograph) -> Outcome:
            outcome = pool.submit(Task.ANATOMY, FindAnatomy(film)).result()
            return replace(outcome, payload=(film.header.file_sha256, outcome.payload)) if isinstance(outcome, Result) else outcome

        for path, (file_sha256, lungs) in answered(films, ask, pool=pool, bar=bar, doing="finding the lungs"):
            if lungs.quality.reason:
                say_above(bar, f"{named(path)}: {lungs.quality.reason}")
            try:
                written.append(_written(lungs, out, _stem(path, out, file_sha256, taken, suffixes), suffixes, file_sha256))
            except OSError as error:
                fail(f"The mask cannot be written: {error.strerror}.")
    return written


def _stem(path: Path, out: Path, file_sha256: str, taken: set[str], suffixes: Sequence[str]) -> str:
    """Return NAME, or NAME-2 and so on where a film of the same name, or any file but an earlier mask of this film, has it."""
    stem = safe_stem(Path(name_of(path).rpartition("!")[2]).stem)
    return free_stem(stem, taken, suffixes=suffixes, in_way=lambda name: in_way(out / name, lambda file: is_png_of(file, file_sha256)))


def _written(found: FilmAnatomy, out: Path, stem: str, suffixes: Sequence[str], file_sha256: str) -> dict[str, Any]:
    """Write the pictures of a film and return its row of the JSON."""
    mask, heart = out / f"{stem}{_MASK}", np.zeros(found.lungs.shape, bool) if found.heart is None else found.heart
    for inside, file in ((found.lungs > 0, mask), (heart, out / f"{stem}{_HEART}")):
        save_labels(np.where(inside, _INSIDE, 0).astype(np.uint8), file, of=file_sha256)
    if _STRUCTURES in suffixes and found.structures is not None:
        save_labels(found.structures, out / f"{stem}{_STRUCTURES}", of=file_sha256)
    return {"mask": mask.name, "quality": asdict(found.quality), "frame": found.frame, "cardiothoracic_ratio": asdict(found.ratio)}
