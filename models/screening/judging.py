"""From what filling in regions did to a film's logits to the verdicts of its findings (method, sections 6 and 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.attention.film import Looked
from models.attention.reference.patients import patient_names
from models.networks.external.arguments import FAMILY
from models.screening.against_controls import AgainstControls, MatchedBy
from models.screening.examination import Examination
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed
from models.values.challenge import ChallengedRegion
from models.values.finding import probability
from models.values.verdict import Why
from models.verdict.film import FilmVerdicts, verdicts
from models.verdict.measured import Grounds, Measured, Reading, RegionReadings


def judged(
    film: Examination, whys: Sequence[Why], looks: Mapping[int, Looked], reasons: Mapping[int, str], found: Perturbed, method: LoadedMethod,
    acting: Mapping[int, bool] | None = None,
) -> FilmVerdicts:  # fmt: skip
    """Judge the findings of one film; arguments as ``measured``."""
    return verdicts(measured(film, whys, looks, reasons, found, method, acting), grounds_of(method))


def measured(
    film: Examination, whys: Sequence[Why], looks: Mapping[int, Looked], reasons: Mapping[int, str], found: Perturbed, method: LoadedMethod,
    acting: Mapping[int, bool] | None = None,
) -> list[Measured]:  # fmt: skip
    """Return all that the verdicts of one film are made from; without a calibration nothing of what controls say.

    Args:
        film: Examined.
        whys: K, why each finding was challenged.
        looks: The maps that were described, by class.
        reasons: Why nothing can be said of a finding, by class.
        found: What filling in the film's regions did.
        method: By what it is screened.
        acting: By class, whether removing all outside acts on its score; classes of which that is not known are left out.
    """
    labels, thresholds, against = method.classifier.manifest.labels, method.classifier.manifest.thresholds, _against(film, found, method)
    return [
        Measured(
            label=label, logit=float(film.logits[k]), probability=film.probabilities[k], threshold=thresholds[k], positive=film.positive[k],
            why=whys[k], regions=tuple(_readings(region, film, k, found, method, against) for region in _own(label, found)),
            left_out=found.left_out.get(label, 0), not_assessable=reasons.get(k), focal_excess=_flagged(looks.get(k)),
            global_removal=(acting or {}).get(k),
        )
        for k, label in enumerate(labels)
    ]  # fmt: skip


def grounds_of(method: LoadedMethod) -> Grounds:
    """Return what is known of a method's classifier; its self-test comes with its step."""
    patients = len(np.unique(method.calibration.table.patients)) if method.calibration else 0
    films = len(method.reference.films.logits) if method.reference else 0
    return Grounds(films, patients, only_called=method.classifier.manifest.family == FAMILY)


def _against(film: Examination, found: Perturbed, method: LoadedMethod) -> AgainstControls | None:
    if method.calibration is None or (by := matched_by(film, found, method)) is None:
        return None
    return AgainstControls(method.calibration, by)


def matched_by(film: Examination, found: Perturbed, method: LoadedMethod) -> MatchedBy | None:
    """Return by what the regions of a film are matched with control places; None where nothing was filled in."""
    if found.on is None or film.places is None:
        return None
    allowed = [film.places.of(label).allowed for label in method.classifier.manifest.labels]
    return MatchedBy.of(found.on, found.regions, allowed, patient_names(film.header))


def _own(label: str, found: Perturbed) -> list[ChallengedRegion]:
    """Return the regions that are a finding's own hot spots; one that no filler could fill has no say."""
    filled = {challenge.region for challenge in found.challenges}
    return [region for region in found.regions if label in region.places and region.id in filled]


def _readings(
    region: ChallengedRegion, film: Examination, k: int, found: Perturbed, method: LoadedMethod, against: AgainstControls | None
) -> RegionReadings:
    """Return what each filler of a region did to a finding's score."""
    label, threshold = method.classifier.manifest.labels[k], method.classifier.manifest.thresholds[k]
    logit, positive, readings = float(film.logits[k]), film.positive[k], list[Reading]()
    for challenge in (one for one in found.challenges if one.region == region.id):
        delta = challenge.delta_logit[k]
        after = probability(logit - delta)
        p, count, least = None, 0, None
        if against:
            p, count, least = against.read(region.id, challenge.filler, k, delta, 1 if positive else -1)
        readings.append(Reading(challenge.filler, delta, after, positive != (after >= threshold), p, count, least))
    return RegionReadings(region.id, region.places[label], region.zone, region.holds, tuple(readings))


def _flagged(look: Looked | None) -> bool | None:
    excess = look.attention.focal_excess if look else None
    return excess.flagged if excess else None
