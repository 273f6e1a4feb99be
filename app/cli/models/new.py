"""``models new``: writes the manifest of a classifier of one's own, and shows a film as the network would see it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from app.cli.films import named
from app.cli.models.described import (
    ArchitectureOption,
    Described,
    FileArgument,
    LabelsOption,
    ManifestOption,
    NameOption,
    NotDescribed,
    PresetOption,
    SideOption,
    ThresholdsOption,
)
from app.cli.models.tried import said_of, say_tried, tried
from app.cli.options import Device
from app.cli.terminal import fail, say
from app.export.pictures import save_labels
from app.site.classifiers import check_name
from app.workers.messages import Result, Task, why_not
from app.workers.pool import Pool
from app.workers.tasks.import_classifier import ImportClassifier
from app.workers.tasks.read import ReadFilm
from models.networks.manifest import ManifestError
from models.networks.manifest_writing import write_manifest
from models.values.digests import sha256_of
from models.values.radiograph import Radiograph


def new(
    file: FileArgument,
    name: NameOption = None,
    architecture: ArchitectureOption = None,
    labels: LabelsOption = None,
    thresholds: ThresholdsOption = None,
    preset: PresetOption = None,
    side: SideOption = None,
    manifest: ManifestOption = None,
    film: Annotated[Path | None, typer.Option(metavar="FILM", help="What it is tried on; else a phantom.")] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for NAME.toml and NAME.png; made when missing.")] = Path(),
) -> None:
    """Write NAME.toml, the manifest of a model file, and NAME.png, the film as the network sees it. Nothing is added or logged.

    Look at the picture, the range of its numbers and the scores: a film that is cut, squeezed or white for black, or numbers of another
    range, were prepared in another way than the network learned. The picture is from its darkest to its brightest number in any case.
    Change the manifest and look again with --manifest NAME.toml, which writes the picture alone, until they are right; then go on with
    'models import FILE --manifest NAME.toml'.

    Example: python main.py models new chest.pt --name chest --labels Mass,Nodule --preset imagenet --film film.dcm
    """
    if not file.is_file():
        fail(f"There is no file {file}.", code=2)
    given = Described(name, architecture, labels, thresholds, preset, side)
    try:
        with Pool(device=Device.CPU) as pool, TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            described, outputs = said_of(file.resolve(), given, manifest, pool, check_name)
            picture, written = (out / f"{described.name}{suffix}" for suffix in (".png", ".toml"))
            if not manifest and written.exists():
                fail(f"{written} is there already; look at it with --manifest {written}, or choose another --name or --out.", code=2)
            looked_at = _read(film, pool) if film else None
            found = tried(ImportClassifier(file.resolve(), described, outputs, Path(scratch), looked_at), pool)
        out.mkdir(parents=True, exist_ok=True)
        if not manifest:
            write_manifest(replace(described, weights=file, weights_sha256=sha256_of(file)), written)
        save_labels(_as_grey(found.seen), picture, of=f"network input {described.name}")
    except (NotDescribed, ManifestError) as reason:
        fail(str(reason), code=2)
    except OSError as error:
        fail(f"{out} cannot be written to: {error.strerror or type(error).__name__}. Choose another --out.")
    say_tried(found, "the film" if film else "a phantom")
    say(f"{picture}: the film as the network sees it.{'' if manifest else f' {written}: its manifest.'}")
    say(f"Next: {_next(file, manifest or written, outputs)}")


def _read(film: Path, pool: Pool) -> Radiograph:
    outcome = pool.submit(Task.READ, ReadFilm(film)).result()
    if not isinstance(outcome, Result):
        fail(f"{named(film)}: {why_not(outcome)}")
    assert isinstance(outcome.payload, Radiograph), "a film was asked for"
    return outcome.payload


def _as_grey(seen: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Map the first channel from its darkest to its brightest number to 0…255."""
    grey = seen[0] - seen[0].min()
    return np.asarray(grey * (255 / max(float(grey.max()), 1e-12)), np.uint8)


def _next(file: Path, manifest: Path, outputs: Sequence[str]) -> str:
    words = ["models", "import", str(file), "--manifest", str(manifest)]
    return shlex.join(words if all(outputs) else [*words, "--labels", ",".join(outputs)])
