"""At which operating point a classifier decides: the one that was named, this person's own choice in the data folder, or its default."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from app.export.writing import anything, replacing
from app.site.classifiers import NoClassifier, classifier_named, classifier_names
from app.site.person import data_folder
from models.networks.manifest import ManifestError

_UNREADABLE = (
    'Your own choice of operating points in {file} cannot be read. A line of it reads: embedded = "balanced". Correct or remove it.'
)
_UNKNOWN = "Your own choice of operating points in {file} names '{unknown}'. {there_are} Correct or remove that line."


class UnusablePoint(Exception):
    """An own choice of operating points that cannot be used; the sentence says why, and the remedy."""


def own_points() -> Path:
    """Return where a person's own choice lies, a point's name by a classifier's, whether there is one or not.

    Raises:
        OSError: The data folder cannot be made.
    """
    return data_folder() / "operating-points.toml"


def point_in_use(classifier: str, named: str | None = None) -> str | None:
    """Return the operating point that a classifier decides at; None is its default.

    Raises:
        UnusablePoint: The own choice cannot be read or names an unknown classifier, or the classifier has no such point.
        OSError: The data folder cannot be made.
    """
    if named is not None:
        return named
    point = _chosen().get(classifier)
    try:
        if point is not None:
            classifier_named(classifier).at(point)
    except ManifestError as error:
        remedy = f"'models point {classifier} NAME' chooses another, 'models point {classifier} --default' its default."
        raise UnusablePoint(f"Your own choice in {own_points()} cannot be used: {error} {remedy}") from None
    return point


def choose_point(classifier: str, point: str | None) -> None:
    """Keep an own choice; None is the classifier's default.

    Raises:
        ManifestError: There is no such classifier, or it has no such point.
        UnusablePoint: The choices made before cannot be read, or name an unknown classifier.
        OSError: The file cannot be written.
    """
    classifier_named(classifier).at(point)
    kept = _chosen()
    kept.pop(classifier, None)
    _keep(kept | ({classifier: point} if point else {}))


def forget_choice(classifier: str) -> None:
    """Let an own choice go, as of a classifier that is about to be removed; raises as ``choose_point`` does."""
    kept = _chosen()
    if kept.pop(classifier, None):
        _keep(kept)


def _keep(chosen: Mapping[str, str]) -> None:
    with replacing(own_points(), anything) as out:
        # A text of JSON is one of TOML.
        out.writelines(f"{json.dumps(name)} = {json.dumps(of)}\n" for name, of in chosen.items())


def _chosen() -> dict[str, str]:
    file = own_points()
    if not file.exists():
        return {}
    try:
        chosen = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        raise UnusablePoint(_UNREADABLE.format(file=file)) from None
    if not all(isinstance(point, str) for point in chosen.values()):
        raise UnusablePoint(_UNREADABLE.format(file=file))
    # A folder that is away, as on a drive, is nobody's mistake.
    names = (name for name in chosen if not Path(name).is_absolute())
    if unknown := sorted(set(names) - set(classifier_names())):
        raise UnusablePoint(_UNKNOWN.format(file=file, unknown=unknown[0], there_are=NoClassifier()))
    return chosen
