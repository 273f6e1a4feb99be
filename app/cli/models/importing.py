"""``models import`` and ``models remove``: classifiers of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
from app.cli.options import Device, LogOption
from app.cli.terminal import DISCLAIMER, fail, say
from app.site.logbook import classifier_added, classifier_removed, open_log
from app.site.operating_points import UnusablePoint
from app.site.own import added, check_new, removed
from app.site.person import NoDataFolder, actor, default_log
from app.workers.pool import Pool
from app.workers.tasks.import_classifier import ImportClassifier
from audit.counted import counted
from audit.log.errors import LogError
from audit.records.kinds import EntryKind
from models.networks.manifest import Manifest, ManifestError


def import_file(
    file: FileArgument,
    name: NameOption = None,
    architecture: ArchitectureOption = None,
    labels: LabelsOption = None,
    thresholds: ThresholdsOption = None,
    preset: PresetOption = None,
    side: SideOption = None,
    manifest: ManifestOption = None,
    log: LogOption = None,
) -> None:
    """Add a classifier of your own. Nothing in a file of weights is run, a program is; it is converted or copied, and tried on a phantom.

    Example: python main.py models import chest.pt --name chest --architecture torchvision:resnet18 --labels Mass,Nodule --preset imagenet
    """
    if not file.is_file():
        fail(f"There is no file {file}.", code=2)
    given = Described(name, architecture, labels, thresholds, preset, side)
    try:
        with Pool(device=Device.CPU) as pool:
            described, outputs = _described(given, file.resolve(), manifest, pool)
            with open_log(log or default_log()) as opened, added(described.name) as folder:
                found = tried(ImportClassifier(file.resolve(), described, outputs, folder), pool)
                check_new(described.name)  # Before the entry that says so; somebody else may have been quicker.
                record = classifier_added(found.manifest)
                entry = opened.append(EntryKind.CLASSIFIER_ADDED, actor=actor(), subject=f"weights {record.weights_sha256}", record=record)
    except (LogError, NoDataFolder, ManifestError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"Writing failed: {error.strerror or type(error).__name__}.")
    own = found.manifest.name
    say(f"'{own}' was added, with {counted(len(found.manifest.labels), 'finding')}. Entry {entry.seq} of {log or default_log()}.")
    say_tried(found, "a phantom")
    say(f"Next: models certify {own}, models reference {own} --from FOLDER, screen FOLDER --classifier {own}", DISCLAIMER)


def _described(given: Described, file: Path, manifest: Path | None, pool: Pool) -> tuple[Manifest, tuple[str, ...]]:
    try:
        return said_of(file, given, manifest, pool, check_new)
    except (NotDescribed, ManifestError) as reason:
        fail(str(reason), code=2)


def remove(name: Annotated[str, typer.Argument(metavar="NAME", help="One of your own classifiers.")], log: LogOption = None) -> None:
    """Remove a classifier of your own.

    Entries that used it stay, but are no longer replayed; certificate, reference and calibration stay in your data folder, the pixels of
    the calibration's donors too.

    Example: python main.py models remove chest
    """
    try:
        with open_log(log or default_log()) as opened:
            removed(name)
            entry = opened.append(EntryKind.SETTINGS, actor=actor(), subject=f"classifier {name}", record=classifier_removed(name))
    except (ManifestError, UnusablePoint) as error:
        fail(str(error), code=2)
    except (LogError, NoDataFolder) as error:
        fail(str(error))
    except OSError as error:
        fail(f"It cannot be removed: {error.strerror or type(error).__name__}.")
    say(f"'{name}' was removed. Entry {entry.seq} of {log or default_log()}.")
