"""Where a classifier's reference is kept: in this person's data folder, or beside the shipped weights.

What lies outside the allowed region depends on the table, so a reference serves the table that it was built under, and no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import resources
from app.site.classifiers import classifiers, network_of_record
from app.site.person import data_folder
from app.site.regions import SHIPPED, table_in_use
from models.networks.library import EMBEDDED, embedded
from models.networks.manifest import ManifestError
from models.values.digests import sha256_of

if TYPE_CHECKING:
    from models.attention.reference.made_with import MadeWith
    from models.values.regions import RegionTable


@dataclass(frozen=True)
class StaleReference:
    """A reference of this person's own that serves nobody here.

    Attributes:
        file: It is kept.
        why: In a sentence.
    """

    file: Path
    why: str


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
    return data_folder() / "references" / weights_sha256 / f"{regions_sha256}.npz"


def reference_file(weights_sha256: str, regions_sha256: str) -> Path | None:
    """Return the file of a classifier's reference under a table: this person's own, else the shipped one; None where there is none."""
    own = own_reference(weights_sha256, regions_sha256)
    if own.is_file():
        return own
    if regions_sha256 != sha256_of(SHIPPED):
        return None
    for name in EMBEDDED:
        if _is_of(name, weights_sha256):
            try:
                return resources.path(f"references/{name}.npz")
            except FileNotFoundError:
                return None
    return None


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
    # scipy is not wanted before there is a reference to look at.
    from models.attention.reference.reference import Reference
    from models.attention.reference.refusal import NotAReference

    table = table_in_use()
    if (file := reference_file(weights_sha256, table.sha256 if table else sha256_of(SHIPPED))) is None:
        return None
    try:
        found = Reference.load(file)
    except NotAReference as error:
        return KeptReference(file, why_not=str(error))
    here = made_with_here(weights_sha256, table)
    made_with = {name.removesuffix("_sha256"): str(value) for name, value in asdict(found.made_with).items()}
    return KeptReference(file, len(found.films.logits), made_with, found.made_with.mismatch(here))


def retired_reference(sha256: str) -> Path | None:
    """Return the file of a shipped reference of an earlier version, by the hash that a record names; it serves replay alone."""
    return next(resources.path("references/retired").glob(f"*-{sha256[:8]}.npz"), None)


def _is_of(name: str, weights_sha256: str) -> bool:
    """Tell whether a classifier has these weights; one whose manifest cannot be read is none that anybody asks for."""
    try:
        return embedded(name).weights_sha256 == weights_sha256
    except ManifestError:
        return False


def stale_references() -> tuple[StaleReference, ...]:
    """Return this person's references that serve nobody here: damaged, or made with anything else than is here now.

    Raises:
        OSError: The data folder cannot be made.
        ManifestError: What is here cannot be told, as a manifest is damaged.
    """
    known = {manifest.weights_sha256 for manifest in classifiers()}
    segmenter = embedded("lungs").weights_sha256
    files = sorted((data_folder() / "references").glob("*/*.npz"))
    found = ((file, _why_stale(file, known, segmenter)) for file in files)
    return tuple(StaleReference(file, why) for file, why in found if why)


def _why_stale(file: Path, known: set[str], segmenter_sha256: str) -> str | None:
    """Say why a file serves nobody; its folder and name are the weights and the table that it is looked up by."""
    # scipy is not wanted before there is a reference to look at.
    from models.anatomy.quality import gate_sha256
    from models.attention.reference.made_with import MadeWith
    from models.attention.reference.reference import Reference
    from models.attention.reference.refusal import NotAReference

    weights = file.parent.name
    if weights not in known:
        serves = " Only replay of earlier entries needs it." if network_of_record(weights) else ""
        return f"It is of weights {weights[:12]}… that were replaced.{serves}"
    try:
        return Reference.load(file).made_with.mismatch(MadeWith(weights, file.stem, segmenter_sha256, gate_sha256()))
    except NotAReference as error:
        return str(error)
