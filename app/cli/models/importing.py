"""``models import`` and ``models remove``: classifiers of one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.models.described import Described, NotDescribed
from app.cli.options import Device, LogOption
from app.cli.terminal import DISCLAIMER, fail, say
from app.site.logbook import classifier_added, classifier_removed, open_log
from app.site.own import added, check_new, removed
from app.site.person import NoDataFolder, actor, default_log
from app.workers.messages import Result, Task, why_not
from app.workers.pool import Pool
from app.workers.tasks.import_classifier import ImportClassifier, Imported
from audit.log.errors import LogError
from audit.records.kinds import EntryKind
from models.networks.checkpoints.kinds import Kind, kind_of
from models.networks.checkpoints.refusal import CheckpointError
from models.networks.manifest import ManifestError
from models.networks.presets import PRESETS

_GRAPH = "onnx:graph"


def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Safetensors, an ONNX graph, or what torch.save wrote: state dict or module.")
    ],
    name: Annotated[str | None, typer.Option(metavar="N", help="What the classifier is to be called.")] = None,
    architecture: Annotated[
        str | None,
        typer.Option(metavar="FAMILY:NAME", help="As in torchvision:densenet121, torchxrayvision:densenet121-res224-all; none for ONNX."),
    ] = None,
    labels: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="One an output, in their order; an empty one leaves its output out.")
    ] = None,
    thresholds: Annotated[str | None, typer.Option(metavar="P,P,…", help="Probabilities, one a label that is not empty; else 0.5.")] = None,
    preset: Annotated[str | None, typer.Option(metavar="P", help=f"How films are prepared: {', '.join(PRESETS)}.")] = None,
    side: Annotated[int, typer.Option(min=1, metavar="PIXELS", help="Of the network's input.")] = 224,
    manifest: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="A manifest that says all this instead; its weights entry is not looked at.")
    ] = None,
    log: LogOption = None,
) -> None:
    """Add a classifier of your own. Nothing in the file is run; it is converted once, and tried on a phantom.

    Example: python main.py models import chest.pt --name chest --architecture torchvision:resnet18 --labels Mass,Nodule --preset imagenet
    """
    if not file.is_file():
        fail(f"There is no file {file}.", code=2)
    try:
        given = Described(name, _GRAPH if kind_of(file) is Kind.ONNX else architecture, labels, thresholds, preset, side)
        if sys.stdin.isatty() and manifest is None:
            given = given.asked()
        described, outputs = given.of_manifest(manifest) if manifest else given.manifest()
        check_new(described.name)
    except (NotDescribed, ManifestError, CheckpointError) as reason:
        fail(str(reason), code=2)
    try:
        with open_log(log or default_log()) as opened, added(described.name) as folder:
            found = _imported(ImportClassifier(file.resolve(), described, outputs, folder))
            record = classifier_added(found.manifest)
            entry = opened.append(EntryKind.CLASSIFIER_ADDED, actor=actor(), subject=f"weights {record.weights_sha256}", record=record)
    except (LogError, NoDataFolder, ManifestError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"Writing failed: {error.strerror or type(error).__name__}.")
    _say(found)
    say(f"Entry {entry.seq} of {log or default_log()}.", DISCLAIMER)


def remove(name: Annotated[str, typer.Argument(metavar="NAME", help="One of your own classifiers.")], log: LogOption = None) -> None:
    """Remove a classifier of your own.

    Entries that used it stay, but are no longer replayed; certificate and reference stay in your data folder.

    Example: python main.py models remove chest
    """
    try:
        with open_log(log or default_log()) as opened:
            removed(name)
            entry = opened.append(EntryKind.SETTINGS, actor=actor(), subject=f"classifier {name}", record=classifier_removed(name))
    except ManifestError as error:
        fail(str(error), code=2)
    except (LogError, NoDataFolder) as error:
        fail(str(error))
    except OSError as error:
        fail(f"It cannot be removed: {error.strerror or type(error).__name__}.")
    say(f"'{name}' was removed. Entry {entry.seq} of {log or default_log()}.")


def _imported(asked: ImportClassifier) -> Imported:
    with Pool(device=Device.CPU) as pool:
        outcome = pool.submit(Task.IMPORT, asked).result()
    if not isinstance(outcome, Result):
        raise ManifestError(why_not(outcome))
    found = outcome.payload
    assert isinstance(found, Imported), "an import was asked for"
    return found


def _say(found: Imported) -> None:
    manifest, (rows, columns) = found.manifest, found.grid
    say(f"'{manifest.name}' was added: {len(manifest.labels)} findings, maps of {rows} × {columns}. On a phantom it says:")
    for label, chance, threshold in zip(manifest.labels, found.probabilities, manifest.thresholds, strict=True):
        say(f"  {label:<26} {chance:.3f}   threshold {threshold:.3f}")
    if found.left_out:
        say(f"Left out, as they are no weights of a layer: {', '.join(found.left_out)}")
    say(
        f"Next: models certify {manifest.name}, then models reference {manifest.name} --from FOLDER, and screen FOLDER --classifier "
        f"{manifest.name}"
    )
