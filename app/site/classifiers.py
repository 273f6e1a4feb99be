"""The classifiers that can be audited: those that come with the program, and this person's own, by name or as a folder with a manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.site.person import NoDataFolder, data_folder
from models.networks.library import EMBEDDED, NETWORKS, deciding_as, embedded
from models.networks.library import network_of_record as kept_network
from models.networks.manifest import MANIFEST, Manifest, ManifestError, read_manifest

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class NoClassifier(ManifestError):
    """There is no classifier of this name; the sentence lists those there are."""

    def __init__(self) -> None:
        super().__init__(
            f"There is no classifier of this name; there are: {', '.join(classifier_names())}. A folder that holds a {MANIFEST} serves too."
        )


def own_classifiers() -> Path:
    """Return the folder of this person's own classifiers, each in a folder by its name.

    Raises:
        NoDataFolder: The data folder cannot be used.
    """
    return data_folder() / "classifiers"


def classifier_names() -> tuple[str, ...]:
    """Return the names of all classifiers, the default first, one's own last; without a data folder nobody has one of their own."""
    try:
        own = sorted(file.parent.name for file in own_classifiers().glob(f"*/{MANIFEST}"))
    except NoDataFolder:
        own = []
    return (*EMBEDDED, *own)


def classifier_named(name: str) -> Manifest:
    """Read the manifest of a classifier.

    Args:
        name: Of one that comes with the program, of one's own, or a folder that holds a manifest.

    Raises:
        NoClassifier: There is none.
        ManifestError: Its manifest cannot be used.
    """
    if name in EMBEDDED:
        return embedded(name)
    folder = own_classifiers() / name if name in classifier_names() else Path(name)
    if not name or not (folder / MANIFEST).is_file():
        raise NoClassifier
    found = read_manifest(folder / MANIFEST)
    check_name(found.name)
    return found


def network_named(name: str) -> Manifest:
    """Read the manifest of a network that comes with the program, also of one that is no classifier, or of a classifier.

    Raises:
        NoClassifier: There is none.
        ManifestError: Its manifest cannot be used.
    """
    return embedded(name) if name in NETWORKS else classifier_named(name)


def told_by(name: str) -> str:
    """Return what names the same classifier in every process: a folder's absolute path, or the name as it is."""
    is_folder = name not in classifier_names() and (Path(name) / MANIFEST).is_file()
    return str(Path(name).resolve()) if is_folder else name


def check_name(name: str) -> None:
    """Check that a classifier of one's own may be called so.

    Raises:
        ManifestError: It may not; the sentence says why.
    """
    if name.lower() in NETWORKS:
        raise ManifestError(f"'{name}' is the name of a network that comes with the program; give yours another.")
    if not _NAME.fullmatch(name):
        raise ManifestError("A classifier's name has up to 64 letters, digits, points, hyphens and underscores, a letter or digit first.")


def classifiers() -> Iterator[Manifest]:
    """Yield the manifests of all classifiers that can be read."""
    for name in classifier_names():
        try:
            yield classifier_named(name)
        except ManifestError:
            continue


def network_of_record(
    weights_sha256: str, computation_sha256: str | None = None, thresholds: Sequence[float] | None = None
) -> Manifest | None:
    """Find the network that a record names, as ``models.networks.library`` does, and among this person's own classifiers."""
    found = kept_network(weights_sha256, computation_sha256, thresholds)
    own = (one for one in classifiers() if one.name not in EMBEDDED and one.weights_sha256 == weights_sha256)
    return found or next(deciding_as(own, computation_sha256, thresholds), None)
