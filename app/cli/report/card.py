"""What this machine and a log know of a classifier that a report is asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.cli.terminal import fail
from app.site.calibrations import kept_calibration
from app.site.certificates import kept
from app.site.classifiers import NoClassifier, classifier_named, told_by
from app.site.references import kept_reference
from app.site.regions import UnusableTable
from audit.log.store import EntryKind, Log
from audit.records.film import ClassifierRecord
from audit.report.classifier import Card
from audit.report.foot import AsOf
from models.networks.external.identity import identity_sha256
from models.networks.manifest import Manifest, ManifestError

_DIGITS, _POINTS = 6, "operating_points"


def card_of(name: str, log: Log, holds: AsOf) -> Card:
    """Return what is known of a classifier; the command ends where neither this machine nor the log knows it.

    Args:
        name: Its name, its folder, or how its weights' SHA-256 begins.
        log: In which it is looked up where it is not here.
        holds: Up to which entry.

    Raises:
        LogError: The log cannot be read.
    """
    try:
        return _here(classifier_named(told_by(name)))
    except NoClassifier:
        return _in_log(name, log, holds)
    except ManifestError as error:
        fail(str(error), code=2)


def _here(manifest: Manifest) -> Card:
    points = ", ".join(f"{label} {cut:.4f}" for label, cut in zip(manifest.labels, manifest.thresholds, strict=True))
    facts = (
        ("architecture", manifest.architecture), ("task", str(manifest.task)), ("target layer", manifest.target_layer),
        ("operating point", manifest.operating_point or "the only one"), ("thresholds (probability)", points), *_flat(manifest.card),
    )  # fmt: skip
    return Card(manifest.name, manifest.weights_sha256, tuple(facts), tuple(_kept(manifest)), kept(manifest))


def _kept(manifest: Manifest) -> Iterator[str]:
    """Say by which reference and which calibration films are judged here; never where these lie."""
    try:
        reference, calibration = kept_reference(identity_sha256(manifest)), kept_calibration(identity_sha256(manifest))
    except (OSError, ManifestError, UnusableTable):
        yield "Reference and calibration on this machine: nobody can look; 'models show' tells why."
        return
    if reference is None:
        yield "Reference on this machine: none under the region table in use."
    else:
        yield f"Reference on this machine: {f'does not serve. {reference.why_not}' if reference.why_not else f'{reference.films} films.'}"
    if calibration is None:
        yield "Calibration on this machine: none under the region table in use."
    elif calibration.why_not:
        yield f"Calibration on this machine: does not serve. {calibration.why_not}"
    else:
        yield f"Calibration on this machine: {calibration.places} control places of {calibration.patients} films."


def _flat(card: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in card.items():
        if name == _POINTS:
            continue  # They are of all operating points; 'models show' has them.
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name} ")
        else:
            yield f"{before}{name}".replace("_", " "), str(value)


def _in_log(name: str, log: Log, holds: AsOf) -> Card:
    films = log.entries(kinds=[EntryKind.SCREENED], until=holds.seq)
    used = (entry.film.classifier for entry in films)
    found = next((one for one in used if one and _is(one, name)), None)
    if found is None:
        fail(f"Neither this machine nor the log knows a classifier {name}.", code=2)
    return Card(found.name, found.weights_sha256)


def _is(used: ClassifierRecord, name: str) -> bool:
    return used.name == name or (len(name) >= _DIGITS and used.weights_sha256.startswith(name.lower()))
