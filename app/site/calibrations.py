"""Where a classifier's calibration is kept: by what the challenges of its findings are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.site.kept_files import KeptFiles, StaleFile
from app.site.references import made_with_here
from app.site.regions import SHIPPED, table_in_use
from models.values.challenge import Filler
from models.values.digests import sha256_of
from models.values.reference_review import ReferenceReview

if TYPE_CHECKING:
    from models.challenge.calibration.calibration import Calibration
    from models.challenge.calibration.controls import ControlTable


def _read(file: Path) -> Calibration | str:
    """Read a calibration, or say why it cannot be read."""
    # scipy is not wanted before there is a calibration to look at.
    from models.challenge.calibration.calibration import Calibration
    from models.challenge.calibration.refusal import NotACalibration

    try:
        return Calibration.load(file)
    except NotACalibration as error:
        return str(error)


_CALIBRATIONS = KeptFiles("calibrations", _read)


@dataclass(frozen=True)
class KeptFiller:
    """What a calibration knows of one filler.

    Attributes:
        name: Of the filler.
        places: Control places that were filled so.
        fewest, most: Patients by whom its floors are calibrated, over all labels.
        ood_cost: What it does to logits where nothing is known to matter; None where nothing was filled so.
    """

    name: str
    places: int
    fewest: int
    most: int
    ood_cost: float | None


@dataclass(frozen=True)
class KeptCalibration:
    """A classifier's calibration under the table in use.

    Attributes:
        file: Where it is.
        patients: Whose films its control places are of; None where it cannot be read.
        places, donors: How many it holds; None where it cannot be read.
        fillers: What it knows of each.
        review: Of the films that it was made of; None where there was none.
        made_with: Hashes of what it was made with, by what they are of.
        why_not: Why it does not serve; None where it does.
    """

    file: Path
    patients: int | None = None
    places: int | None = None
    donors: int | None = None
    fillers: tuple[KeptFiller, ...] = ()
    review: ReferenceReview | None = None
    made_with: Mapping[str, str] = field(default_factory=dict)
    why_not: str | None = None


def own_calibration(weights_sha256: str, regions_sha256: str) -> Path:
    """Return where this person's calibration of a classifier under a region table belongs.

    Raises:
        OSError: The data folder cannot be made.
    """
    return _CALIBRATIONS.own(weights_sha256, regions_sha256)


def calibration_file(weights_sha256: str, regions_sha256: str) -> Path | None:
    """Return the file of a classifier's calibration under a table: this person's own, else the shipped one; None where there is none.

    Raises:
        OSError: The data folder cannot be made.
    """
    return _CALIBRATIONS.serving(weights_sha256, regions_sha256)


def retired_calibration(sha256: str) -> Path | None:
    """Return the file of a shipped calibration of an earlier version, by the hash that a record names; it serves replay alone."""
    return _CALIBRATIONS.retired(sha256)


def kept_calibration(weights_sha256: str) -> KeptCalibration | None:
    """Return a classifier's calibration under the table in use, whether it serves or not; None where there is none.

    Raises:
        UnusableTable: The table in use cannot be read.
        OSError: The data folder cannot be made.
        ManifestError: The segmenter's manifest cannot be read.
    """
    table = table_in_use()
    if (file := calibration_file(weights_sha256, table.sha256 if table else sha256_of(SHIPPED))) is None:
        return None
    found = _read(file)
    if isinstance(found, str):
        return KeptCalibration(file, why_not=found)
    return KeptCalibration(
        file=file,
        patients=len(set(found.table.patients.tolist())),
        places=len(found.table.patients),
        donors=len(found.donors),
        fillers=tuple(_known(found.table, filler) for filler in found.table.fillers),
        review=found.review,
        made_with=found.made_with.by_part,
        why_not=found.made_with.mismatch(made_with_here(weights_sha256, table), "calibration"),
    )


def _known(table: ControlTable, filler: Filler) -> KeptFiller:
    """Say what a table of control places knows of a filler."""
    import numpy as np

    from models.challenge.calibration.cost import ood_cost
    from models.challenge.calibration.floor import floor

    patients = [floor(table, filler, k, direction=1).n for k in range(table.deltas.shape[2])]
    places = int(np.isfinite(table.of(filler)).all(axis=1).sum())
    return KeptFiller(str(filler), places, min(patients, default=0), max(patients, default=0), ood_cost(table, filler))


def stale_calibrations() -> tuple[StaleFile, ...]:
    """Return this person's calibrations that serve nobody here: damaged, or made with anything else than is here now.

    Raises:
        OSError: The data folder cannot be made.
        ManifestError: What is here cannot be told, as a manifest is damaged.
    """
    return _CALIBRATIONS.stale()
