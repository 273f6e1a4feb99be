"""Where what was measured of a classifier is kept: in this person's data folder, or beside the shipped weights.

What lies outside the allowed region depends on the table, so such a file serves the table that it was made under, and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import resources
from app.site.classifiers import classifiers, network_of_record
from app.site.person import data_folder
from app.site.regions import SHIPPED
from models.networks.external.identity import identity_sha256
from models.networks.library import EMBEDDED, embedded
from models.networks.manifest import ManifestError
from models.values.digests import sha256_of

if TYPE_CHECKING:
    from models.attention.reference.made_with import MadeWith


class Measured(Protocol):
    """What such a file holds."""

    @property
    def made_with(self) -> MadeWith:
        """What its numbers depend on besides the films."""
        ...


@dataclass(frozen=True)
class StaleFile:
    """A file of this person's own that serves nobody here.

    Attributes:
        file: It is kept.
        why: In a sentence.
    """

    file: Path
    why: str


@dataclass(frozen=True)
class KeptFiles:
    """Files of one kind, each of a classifier, by its weights or a program's identity, under a region table.

    Attributes:
        kind: Their folder in the data folder and among the resources.
        load: Reads one, or says in a sentence why it cannot be read.
    """

    kind: str
    load: Callable[[Path], Measured | str]

    def own(self, weights_sha256: str, regions_sha256: str) -> Path:
        """Return where this person's own file belongs.

        Raises:
            OSError: The data folder cannot be made.
        """
        return data_folder() / self.kind / weights_sha256 / f"{regions_sha256}.npz"

    def serving(self, weights_sha256: str, regions_sha256: str) -> Path | None:
        """Return the file of a classifier under a table: this person's own, else the shipped one; None where there is none.

        Raises:
            OSError: The data folder cannot be made.
        """
        own = self.own(weights_sha256, regions_sha256)
        if own.is_file():
            return own
        if regions_sha256 != sha256_of(SHIPPED):
            return None
        name = next((name for name in EMBEDDED if _is_of(name, weights_sha256)), None)
        return _resource(f"{self.kind}/{name}.npz") if name else None

    def retired(self, sha256: str) -> Path | None:
        """Return the shipped file of an earlier version, by the hash that a record names; it serves replay alone."""
        folder = _resource(f"{self.kind}/retired")
        return next(folder.glob(f"*-{sha256[:8]}.npz"), None) if folder else None

    def stale(self) -> tuple[StaleFile, ...]:
        """Return this person's files that serve nobody here: damaged, or made with anything else than is here now.

        Raises:
            OSError: The data folder cannot be made.
            ManifestError: What is here cannot be told, as a manifest is damaged.
        """
        known = {identity_sha256(manifest) for manifest in classifiers()}
        segmenter = embedded("lungs").weights_sha256
        files = sorted((data_folder() / self.kind).glob("*/*.npz"))
        found = ((file, self._why_stale(file, known, segmenter)) for file in files)
        return tuple(StaleFile(file, why) for file, why in found if why)

    def _why_stale(self, file: Path, known: set[str], segmenter_sha256: str) -> str | None:
        """Say why a file serves nobody; its folder and name are the weights and the table that it is looked up by."""
        # scipy is not wanted before there is a file to look at.
        from models.anatomy.quality import gate_sha256
        from models.attention.reference.made_with import MadeWith

        weights = file.parent.name
        if weights not in known:
            serves = " Only replay of earlier entries needs it." if network_of_record(weights) else ""
            return f"It is of weights {weights[:12]}… that were replaced.{serves}"
        found = self.load(file)
        here = MadeWith(weights, file.stem, segmenter_sha256, gate_sha256())
        return found if isinstance(found, str) else found.made_with.mismatch(here, self.kind.removesuffix("s"))


def _resource(name: str) -> Path | None:
    """Return the path of a resource; None where there is none."""
    try:
        return resources.path(name)
    except FileNotFoundError:
        return None


def _is_of(name: str, weights_sha256: str) -> bool:
    """Tell whether a classifier has these weights; one whose manifest cannot be read is none that anybody asks for."""
    try:
        return embedded(name).weights_sha256 == weights_sha256
    except ManifestError:
        return False
