"""This person's own classifiers are added and removed, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.site.classifiers import check_name, classifier_names, own_classifiers
from app.site.operating_points import forget_choice
from models.networks.manifest import ManifestError

_ABANDONED_AFTER = 24 * 3600.0
"""Seconds; no import takes so long."""


def check_new(name: str) -> None:
    """Check that a new classifier may be called so.

    Raises:
        ManifestError: It may not, or there is one of this name.
    """
    check_name(name)
    # File systems overlook the case of letters.
    if taken := next((one for one in classifier_names() if one.lower() == name.lower()), None):
        remedy = f"choose another name, or remove it first: models remove {taken}"
        raise ManifestError(f"There is a classifier named '{taken}' already; {remedy}")


@contextmanager
def added(name: str) -> Iterator[Path]:
    """Give an empty folder, and make it the classifier of this name at the end; after an exception nothing is left of it.

    Raises:
        ManifestError: There is one of this name.
        OSError: It cannot be written.
    """
    check_new(name)
    own = own_classifiers()
    own.mkdir(parents=True, exist_ok=True)
    _clear_up(own)
    # Its name begins with a point, as no classifier's does.
    with tempfile.TemporaryDirectory(prefix=".import-", dir=own, ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch) / name
        folder.mkdir()
        yield folder
        check_new(name)  # Somebody else may have been quicker.
        folder.rename(own / name)


def _clear_up(own: Path) -> None:
    """Remove what an import or a removal left that was killed."""
    for left in (*own.glob(".import-*"), *own.glob(".removed-*")):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(left, ignore_errors=True)


def removed(name: str) -> None:
    """Remove one's own classifier, and the choice of its operating point; entries that used it stay, and its reference and certificate.

    Raises:
        ManifestError: There is none of this name.
        UnusablePoint: Its choice of an operating point cannot be let go.
        OSError: It cannot be removed.
    """
    folder = own_classifiers() / name
    if name not in classifier_names() or not folder.is_dir():
        raise ManifestError(f"You have no classifier named '{name}'; 'models list' names them.")
    forget_choice(name)
    # At once out of the inventory, also where removing its files stops half-way.
    with tempfile.TemporaryDirectory(prefix=".removed-", dir=own_classifiers(), ignore_cleanup_errors=True) as scratch:
        shutil.move(folder, scratch)
