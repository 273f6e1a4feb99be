"""Where a classifier's reference is kept: the films against which its maps are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.site.kept_files import KeptFiles, StaleFile
from app.site.regions import SHIPPED, table_in_use
from models.networks.library import embedded
from models.values.digests import sha256_of

if TYPE_CHECKING:
    from models.attention.reference.made_with import MadeWith
    from models.attention.reference.reference import Reference
    from models.values.regions import RegionTable


def _read(file: Path) -> Reference | str:
    """Read a reference, or say why it cannot be read."""
    # scipy is not wanted before there is a reference to look at.
    from models.attention.reference.reference import Reference
    from models.attention.reference.refusal import NotAReference

    try:
        return Reference.load(file)
    except NotAReference as error:
        return str(error)


_REFERENCES = KeptFiles("references", _read)


@dataclass(frozen=True)
class KeptReference:
    """A classifier's reference under the table in use.

    Attributes:
        file: Where it is.
        films: How many it holds; None where it cannot be read.
        made_with: Hashes of what it was made with, by what they are of.
        why_not: Why it does not serve; None where it does.
    """

    file: Path
    films: int | None = None
    made_with: Mapping[str, str] = field(default_factory=dict)
    why_not: str | None = None


def own_reference(weights_sha256: str, regions_sha256: str) -> Path:
    """Return where this person's reference of a classifier under a region table belongs.

    Raises:
        OSError: The data folder cannot be made.
    """
    return _REFERENCES.own(weights_sha256, regions_sha256)


def reference_file(weights_sha256: str, regions_sha256: str) -> Path | None:
    """Return the file of a classifier's reference under a table: this person's own, else the shipped one; None where there is none.

    Raises:
        OSError: The data folder cannot be made.
    """
    return _REFERENCES.serving(weights_sha256, regions_sha256)


def made_with_here(weights_sha256: str, table: RegionTable | None) -> MadeWith:
    """Return what a reference of a classifier would be made with here.

    Args:
        weights_sha256: Of the classifier.
        table: Of allowed regions; None is the shipped one.

    Raises:
        ManifestError: The segmenter's manifest cannot be read.
    """
    # scipy is not wanted before there is a reference to look at or to make.
    from models.anatomy.quality import gate_sha256
    from models.attention.reference.made_with import MadeWith

    regions = table.sha256 if table else sha256_of(SHIPPED)
    return MadeWith(weights_sha256, regions, embedded("lungs").weights_sha256, gate_sha256())


def kept_reference(weights_sha256: str) -> KeptReference | None:
    """Return a classifier's reference under the table in use, whether it serves or not; None where there is none.

    Raises:
        UnusableTable: The table in use cannot be read.
        OSError: The data folder cannot be made.
        ManifestError: The segmenter's manifest cannot be read.
    """
    table = table_in_use()
    if (file := reference_file(weights_sha256, table.sha256 if table else sha256_of(SHIPPED))) is None:
        return None
    found = _read(file)
    if isinstance(found, str):
        return KeptReference(file, why_not=found)
    here = made_with_here(weights_sha256, table)
    return KeptReference(file, len(found.films.logits), found.made_with.by_part, found.made_with.mismatch(here))


def retired_reference(sha256: str) -> Path | None:
    """Return the file of a shipped reference of an earlier version, by the hash that a record names; it serves replay alone."""
    return _REFERENCES.retired(sha256)


def stale_references() -> tuple[StaleFile, ...]:
    """Return this person's references that serve nobody here: damaged, or made with anything else than is here now.

    Raises:
        OSError: The data folder cannot be made.
        ManifestError: What is here cannot be told, as a manifest is damaged.
    """
    return _REFERENCES.stale()
