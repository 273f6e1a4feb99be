"""What is known of a classifier besides its card, in few words: certificate, reference, calibration and operating point."""

from __future__ import annotations

from app.site.calibrations import KeptCalibration, kept_calibration
from app.site.certificates import kept
from app.site.operating_points import UnusablePoint, point_in_use
from app.site.person import NoDataFolder
from app.site.references import KeptReference, kept_reference
from app.site.regions import UnusableTable
from models.networks.external.identity import identity_sha256
from models.networks.manifest import Manifest, ManifestError


def certificate_words(manifest: Manifest) -> str:
    """Say whether a classifier is certified."""
    record = kept(manifest)
    if record is None:
        return "not certified"
    what = "calls" if record.classifier.called else "Grad-CAM"
    return f"{what} certified" if record.passed else f"{what} failed"


def reference_words(manifest: Manifest) -> str:
    """Say of how many films a classifier's reference is."""
    found = reference_of(manifest)
    if found is None:
        return "no reference"
    if isinstance(found, str) or found.why_not:
        return "reference does not serve"
    return f"reference of {found.films} films"


def reference_of(manifest: Manifest) -> KeptReference | str | None:
    """Return a classifier's reference, or the sentence that says why nobody can look."""
    try:
        return kept_reference(identity_sha256(manifest))
    except (UnusableTable, ManifestError, NoDataFolder) as error:
        return str(error)


def calibration_words(manifest: Manifest) -> str:
    """Say of how many films the control places of a classifier's calibration are."""
    found = calibration_of(manifest)
    if found is None:
        return "no calibration"
    if isinstance(found, str) or found.why_not:
        return "calibration does not serve"
    return f"calibration of {found.patients} films"


def calibration_of(manifest: Manifest) -> KeptCalibration | str | None:
    """Return a classifier's calibration, or the sentence that says why nobody can look."""
    try:
        return kept_calibration(identity_sha256(manifest))
    except (UnusableTable, ManifestError, NoDataFolder) as error:
        return str(error)


def point_words(name: str, manifest: Manifest) -> str:
    """Say at which operating point a classifier decides; of one without names, nothing."""
    try:
        point = point_in_use(name) or manifest.operating_point
    except (UnusablePoint, NoDataFolder):
        return "operating point cannot be used: see 'models point'"
    return f"at {point}" if point else ""
